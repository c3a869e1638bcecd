"""Files that somebody hands in: looked at in memory, and written into the library only when that is wished.

The name that comes with a file is shown and never used: a name of our own making is, in one folder, with a suffix that
a format reads. What browsers promise about sizes and kinds is checked here again.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from index.archives import Limits, refuse_hostile
from index.errors import LibraryError, MalformedError, SourceError
from index.formats import FORMATS, SUFFIXES, format_of
from index.formats.sniff import ARCHIVE, chosen
from index.joining import with_declared
from index.library import UPLOADS, claimed, put_away
from index.parsing import parse_bytes
from index.speakers_file import NOTHING_DECLARED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.documents import Parsed
    from index.library import Library
    from index.listing import Listed
    from index.speakers_file import Declared

MAX_FILES = 100
"""At a time."""
MAX_FILE_BYTES = 100 << 20
"""Of one file; ``server.maxUploadSize`` in ui/.streamlit/config.toml says the same in MB."""
MAX_TOTAL_BYTES = 200 << 20
"""Of all files handed in at a time: a server holds them in memory."""
ARCHIVES = Limits(members=2_000, member_bytes=100 << 20, total_bytes=500 << 20)
"""What an archive that is handed in may hold, unpacked."""

_MAX_STEM_BYTES = 120
_UNUSUAL = re.compile(r"[^\w .,()'’&+=-]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""Names of devices on Windows, whatever their suffix."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was looked at: what it holds, or why it cannot be taken."""

    shown: str
    """The name that it came with; only to be shown."""
    name: str = ""
    """The name that it would get."""
    parsed: Parsed | None = None
    refused: str | None = None


def safe_name(shown: str) -> str:
    """Return a file name of our own making for one that came from outside.

    Raises:
        UnknownFormatError: No format reads files of its suffix.
        LibraryError: It is the name of a hidden file.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", shown))[-1].strip()
    if last.startswith("."):
        raise LibraryError("Hidden files are not taken; give it a name that does not begin with a dot.")
    path = PurePosixPath(last)
    suffix = path.suffix.lower()
    format_of(suffix)
    stem = _UNUSUAL.sub("_", path.name[: len(path.name) - len(suffix)]).strip(" ._")
    stem = stem.encode("utf-8", "ignore")[:_MAX_STEM_BYTES].decode("utf-8", "ignore").strip(" ._") or "transcript"
    return f"_{stem}{suffix}" if _RESERVED.fullmatch(stem.split(".")[0]) else f"{stem}{suffix}"


def refuse_too_many(sizes: Sequence[int]) -> None:
    """Refuse more than is taken at a time.

    Raises:
        LibraryError: They are too many, or too large together.
    """
    if len(sizes) > MAX_FILES:
        raise LibraryError(f"These are {len(sizes):,} files; at most {MAX_FILES} are taken at a time; pack them.")
    if sum(sizes) > MAX_TOTAL_BYTES:
        raise LibraryError(f"These files have {_mb(sum(sizes))} together; at most {_mb(MAX_TOTAL_BYTES)} are taken.")


def look_at(data: bytes, shown: str, declared: Declared = NOTHING_DECLARED) -> Upload:
    """Parse a file that was handed in, as a build would; nothing is written, and no refusal is raised."""
    try:
        name = safe_name(shown)
        _refuse(data, name)
        parsed = parse_bytes(data, f"{UPLOADS}/{name}")
    except (SourceError, LibraryError) as error:
        return Upload(shown, refused=str(error))
    try:
        transcripts = with_declared(parsed.transcripts, declared)
    except SourceError:  # speakers.toml is wrong, which the build tells
        transcripts = parsed.transcripts
    return Upload(shown, name, replace(parsed, transcripts=transcripts))


def _refuse(data: bytes, name: str) -> None:
    if len(data) > MAX_FILE_BYTES:
        raise MalformedError(f"it has {_mb(len(data))}; at most {_mb(MAX_FILE_BYTES)} are taken")
    kind, _ = chosen(data, PurePosixPath(name).suffix, SUFFIXES, FORMATS)
    if kind == ARCHIVE:
        refuse_hostile(data, ARCHIVES)


def taken(library: Library, name: str) -> bool:
    """Whether a file of this name was handed in before; capitals make no difference, as on many disks."""
    folder = library.home / UPLOADS
    return folder.is_dir() and any(each.name.lower() == name.lower() for each in folder.iterdir())


def already_there(library: Library, data: bytes, contents: Iterable[Listed]) -> str | None:
    """Return the path under the root of a file of the library that holds the same, byte by byte; None without one.

    Args:
        library: Where it is looked for: among what is indexed, and what was handed in before.
        data: What a file holds.
        contents: What is in the index.
    """
    root = library.home
    digest = hashlib.sha256(data).hexdigest()
    folder = root / UPLOADS
    named = [root / each.path for each in contents if each.sha256 == digest]
    handed_in = sorted(each for each in folder.iterdir() if not each.name.startswith(".")) if folder.is_dir() else []
    same = (path for path in [*named, *handed_in] if _holds(path, data))
    return next((path.relative_to(root).as_posix() for path in same), None)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def add(library: Library, data: bytes, shown: str, *, replace_old: bool = False) -> str:
    """Write a file into the library, whole or not at all; return its path under the root.

    Args:
        library: Where it goes.
        data: Its contents; checked again, whatever was looked at before.
        shown: The name that it came with.
        replace_old: Whether one of the same name is put away for it; otherwise both are kept.

    Raises:
        ReadOnlyError: The library may only be read.
        LibraryError: There is no place for it, or the file cannot be taken.
    """
    library.must_write()
    root = library.home
    looked_at = look_at(data, shown)
    if looked_at.refused:
        raise LibraryError(f"{shown} is not taken: {looked_at.refused}")
    folder = _folder(root)
    if replace_old:
        for old in [each for each in folder.iterdir() if each.name.lower() == looked_at.name.lower()]:
            put_away(root, old)
    try:
        return _written(data, folder / looked_at.name).relative_to(root).as_posix()
    except OSError as error:
        raise LibraryError(f"{shown} cannot be written: {error.strerror}.") from error


def _written(data: bytes, path: Path) -> Path:
    """Write a file beside the place, and move it there whole; return the place, which is another if that is taken."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".incoming-", delete=False) as file:
        fresh = Path(file.name)
        try:
            file.write(data)
            file.flush()
            fresh.chmod(0o644)
            target = claimed(path)
            return fresh.replace(target)
        except OSError:
            fresh.unlink(missing_ok=True)
            raise


def _folder(root: Path) -> Path:
    folder = root / UPLOADS
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise LibraryError(f"The folder {UPLOADS} cannot be made: {error.strerror}.") from error
    if folder.is_symlink():
        raise LibraryError(f"The folder {UPLOADS} is a link, which no build follows; make it a folder.")
    return folder


def _mb(size: int) -> str:
    return f"{size / (1 << 20):,.0f} MB"
