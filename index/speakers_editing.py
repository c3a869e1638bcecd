"""Changes to speakers.toml that keep what a person wrote there by hand, comments included.

Each change reads the file, changes it in memory,
reads the result as a build would, and only then puts it in place of the old one.
"""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import LibraryError
from index.kept_apart import APART
from index.names import folded
from index.speakers import NUMBERED, SURNAME
from index.speakers_file import NAME, declared_in
from index.speakers_text import SpeakersText
from index.voices import IN_TRANSCRIPT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from index.library import Library
    from index.records import Speaker
    from index.speakers_text import Entry

_ONE_AT_A_TIME = threading.Lock()
"""Two people may save at once; each change reads what the one before has written."""
MAX_NAME_CHARS = 200


def names_of(speaker: Speaker) -> list[str]:
    """Return the names that transcripts give a speaker, the canonical first, without what holds in one of them only.

    "The Mayor" is somebody else in another transcript, and no name of hers.
    """
    joined = (alias for alias, rule in speaker.joined if rule not in {IN_TRANSCRIPT, *APART})
    return list({_key(name): name for name in (speaker.name, *joined)}.values())


def _safe_aliases(speaker: Speaker) -> list[str]:
    """Return the names that can be aliases: not a surname alone, which would be hers whoever bears it."""
    alone = {alias for alias, rule in speaker.joined if rule == SURNAME}
    return [name for name in names_of(speaker) if name not in alone]


def rename(library: Library, speaker: Speaker, new: str, speakers: Sequence[Speaker]) -> None:
    """Give a speaker another canonical name; the names so far become aliases.

    Raises:
        ReadOnlyError: The library may only be read.
        LibraryError: The name cannot be used, or is another speaker's.
        MalformedError: speakers.toml is wrong, or would be; the message says where.
    """
    library.must_write()
    name = _usable(new)
    taken = next((each for each in speakers if each.name == name and each.name != speaker.name), None)
    if taken is not None:
        raise LibraryError(f"There is a speaker {name} already; to make them one, join them.")
    _refuse_numbered(speaker)

    def change(text: SpeakersText) -> None:
        entry = text.speaker(speaker.name)
        entry.table["name"] = name
        _add(entry, "aliases", _safe_aliases(speaker), but=name)

    _change(library, change)


def join(library: Library, speaker: Speaker, others: Sequence[Speaker]) -> None:
    """Make other speakers one with a speaker, whose name stays.

    What speakers.toml said of the others moves to this one; that they are never to be joined is taken back.

    Raises:
        ReadOnlyError: The library may only be read.
        LibraryError: One is known by a number only, which cannot be an alias.
        MalformedError: speakers.toml is wrong, or would be; the message says where.
    """
    library.must_write()
    _change(library, _joining(speaker, others))


def joining_lines(speaker: Speaker, others: Sequence[Speaker]) -> str:
    """Return what :func:`join` would write into an empty speakers.toml, for those who have to write it themselves.

    Raises:
        LibraryError: One is known by a number only, which cannot be an alias.
    """
    return _lines(_joining(speaker, others))


def apart_lines(names: Sequence[str]) -> str:
    """Return what :func:`keep_apart` would write into an empty speakers.toml."""
    return _lines(lambda text: text.new("never_join", {"names": list(names)}))


def _lines(change: Callable[[SpeakersText], object]) -> str:
    text = SpeakersText(b"")
    change(text)
    return str(text).strip()


def _joining(speaker: Speaker, others: Sequence[Speaker]) -> Callable[[SpeakersText], None]:
    for each in (speaker, *others):
        _refuse_numbered(each)
    names = [name for each in others for name in _safe_aliases(each)]

    def change(text: SpeakersText) -> None:
        entry = text.speaker(speaker.name)
        gone = [each for each in text.of("speaker") if str(each.table["name"]).strip() in {one.name for one in others}]
        for each in gone:
            text.entries.remove(each)
            _add(entry, "roles", each.texts("roles"))
        aliases = [*names, *(alias for each in gone for alias in each.texts("aliases"))]
        _add(entry, "aliases", aliases, but=speaker.name)
        _no_longer_apart(text, {_key(each) for each in (speaker.name, *entry.texts("aliases"))})

    return change


def keep_apart(library: Library, names: Sequence[str]) -> None:
    """Say that names are of different persons, whatever the rules say; aliases among them are taken back.

    Raises:
        ReadOnlyError: The library may only be read.
        LibraryError: These are not two names.
        MalformedError: speakers.toml is wrong, or would be; the message says where.
    """
    library.must_write()
    apart = {_key(each) for each in names}
    if len(apart) < 2:
        raise LibraryError("Choose at least two names that are not the same but for capitals, accents or dots.")

    def change(text: SpeakersText) -> None:
        for entry in text.of("speaker"):
            entry.take_out("aliases", [each for each in entry.texts("aliases") if _key(each) in apart])
        text.new("never_join", {"names": list(names)})

    _change(library, change)


def _usable(name: str) -> str:
    plain = " ".join(name.split())
    if not plain or not folded(plain):
        raise LibraryError("Write a name.")
    if len(plain) > MAX_NAME_CHARS or not plain.isprintable():
        raise LibraryError(f"A name has at most {MAX_NAME_CHARS} characters, all of which can be seen.")
    return plain


def _refuse_numbered(speaker: Speaker) -> None:
    if any(rule == NUMBERED for _, rule in speaker.joined):
        raise LibraryError(
            f"{speaker.name} is known by a number in one transcript only; say who it is turn by turn, with "
            f"[[correction]] in {NAME}."
        )


def _change(library: Library, change: Callable[[SpeakersText], None]) -> None:
    """Read, change, check and replace speakers.toml."""
    path = library.home / NAME
    with _ONE_AT_A_TIME:
        try:
            old = path.read_bytes() if path.is_file() else b""
            declared_in(old, NAME)  # what is wrong already is told before anything is added to it
            text = SpeakersText(old)
            change(text)
            new = str(text).encode()
            declared_in(new, f"{NAME} as it would be")
            _replace(path, new)
        except OSError as error:
            raise LibraryError(f"{NAME} cannot be written: {error.strerror}.") from error


def _replace(path: Path, data: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".speakers-", delete=False) as file:
        file.write(data)
    fresh = Path(file.name)
    fresh.chmod(path.stat().st_mode if path.exists() else 0o644)
    fresh.replace(path)


def _add(entry: Entry, key: str, texts: Iterable[str], *, but: str = "") -> None:
    """Add texts to a list of an entry, each once."""
    held = {_key(each) for each in (*entry.texts(key), but)}
    fresh = {_key(each): each for each in reversed(list(texts)) if _key(each) not in held}
    entry.extend(key, reversed(fresh.values()))


def _no_longer_apart(text: SpeakersText, keys: set[str]) -> None:
    """Take from each [[never_join]] all but one of these names, and the whole of it where one name is left."""
    for entry in text.of("never_join"):
        same = [each for each in entry.texts("names") if _key(each) in keys]
        entry.take_out("names", same[1:])
        if len(entry.texts("names")) < 2:
            text.entries.remove(entry)


def _key(name: str) -> str:
    return folded(name.strip(" :"))
