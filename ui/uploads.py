"""Files put into the library: looked at first, and written only when that is wished."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from index.errors import LibraryError
from index.foreseen import foreseen, voices_in, with_likely
from index.formats import SUFFIXES
from index.intake import MAX_FILE_BYTES, MAX_FILES, Upload, add, already_there, look_at, refuse_too_many, taken
from index.library import UPLOADS
from ui.access import open_library
from ui.known import counted
from ui.likely_names import declared_of
from ui.safe import element
from ui.said import say
from ui.upload_cards import Who, upload_card

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from index.library import Library
    from index.listing import Listed
    from index.speakers_file import Declared
    from search import SpeechSearch

_ROUND, _LOOKED, _WHO = "round of uploads", "uploads that were looked at", "who speaks in uploads"
KEEP, REPLACE = "Keep both", "Replace the old one"


def show_uploads(engine: SpeechSearch, library: Library, contents: Sequence[Listed]) -> None:
    """Draw the place for files, what is in those that lie there, and what adds or discards them."""
    st.html(element("section", element("h3", "Add transcripts"), look="part"))
    reason = library.why_nothing_added() if library.write else "Nothing can be added from here."
    if reason:
        st.html(element("p", reason))
        if library.write:
            st.code(library.command, language=None, wrap_lines=True)
        return
    files = st.file_uploader(
        "Transcripts, or zip archives of them",
        accept_multiple_files=True,
        key=f"uploads {st.session_state.get(_ROUND, 0)}",
    )
    if not files:
        _what_is_taken()
        return
    refuse_too_many([each.size for each in files])
    with st.spinner("Reading the files"):
        declared = declared_of(library)
        looked_at = _looked_at(files, declared)
        who = _who(engine, library, {file.file_id: each for file, each in zip(files, looked_at, strict=True)}, declared)
    known = {each.id: each.path for each in contents}
    fresh: dict[bytes, UploadedFile] = {}
    for file, each in zip(files, looked_at, strict=True):
        data = file.getvalue()
        same = fresh[data].name if data in fresh else already_there(library, data, contents)
        st.html(upload_card(each, known, same, who))
        if not (each.refused or same):
            fresh[data] = file
    names = {file.file_id: each.name for file, each in zip(files, looked_at, strict=True)}
    _decide(library, [(file, names[file.file_id]) for file in fresh.values()], skipped=len(files) - len(fresh))


def _what_is_taken() -> None:
    told = (
        f"You see what is in them first; nothing is saved until you add it. At most {MAX_FILES} files at a time, "
        f"{MAX_FILE_BYTES >> 20} MB each. Formats: {', '.join(sorted(SUFFIXES))}."
    )
    st.html(element("p", told, look="aside"))


def _looked_at(files: Sequence[UploadedFile], declared: Declared) -> list[Upload]:
    """Look at files, at each once; what lies there no longer is forgotten."""
    before: dict[str, Upload] = st.session_state.get(_LOOKED, {})
    found = {each.file_id: before.get(each.file_id) or look_at(each.getvalue(), each.name, declared) for each in files}
    st.session_state[_LOOKED] = found
    return list(found.values())


def _who(engine: SpeechSearch, library: Library, looked_at: Mapping[str, Upload], declared: Declared) -> Who:
    """Return who the speakers of files would be in the library; kept until other files lie there or it has changed."""
    of = (library.generation, declared.sha256, *looked_at)
    kept: tuple[object, Who] | None = st.session_state.get(_WHO)
    if kept is None or kept[0] != of:
        transcripts = [each for file in looked_at.values() if file.parsed for each in file.parsed.transcripts]
        speakers = engine.speakers()
        found = foreseen(voices_in(library.index / library.generation / "passages.sqlite"), transcripts, declared)
        found = with_likely(found, speakers, engine.days_of_speakers())
        kept = (of, Who(found, {each.name: each.turns for each in speakers}))
        st.session_state[_WHO] = kept
    return kept[1]


def _decide(library: Library, fresh: Sequence[tuple[UploadedFile, str]], *, skipped: int) -> None:
    """Draw what adds the files that are new, and what discards them; who hands in another text of a name is asked."""
    held = [name for _, name in fresh if taken(library, name)]
    chosen = None
    if held:
        other, them = (
            ("a different file of this name", "it") if len(held) == 1 else ("different files of these names", "them")
        )
        st.html(element("p", f"The folder {UPLOADS} already has {other}: {', '.join(held)}."))
        chosen = st.radio(f"What to do with {them}", [KEEP, REPLACE], index=None, key="same name", horizontal=True)
    elif not fresh:
        st.html(element("p", "There is nothing to add."))
    with st.container(horizontal=True, key="decide"):
        undecided = bool(held) and chosen is None
        label = f"Add {counted(len(fresh), 'file')}"
        tip = "Choose first what to do with the files of the same name" if undecided else None
        if fresh and st.button(label, icon=":material/add:", type="primary", disabled=undecided, help=tip):
            _add([file for file, _ in fresh], replace_old=chosen == REPLACE, skipped=skipped)
        if st.button("Discard", icon=":material/close:"):
            _clear()
            say("Nothing was added.")


def _add(files: Sequence[UploadedFile], *, replace_old: bool, skipped: int) -> None:
    """Add all that can be added; one that cannot keeps no other from it."""
    library = open_library()
    library.must_write()
    names, failed = [], []
    for each in files:
        try:
            names.append(add(library, each.getvalue(), each.name, replace_old=replace_old))
        except LibraryError as error:
            failed.append(str(error))
    _clear()
    told = f"Added: {', '.join(names)}." if names else "Nothing was added."
    left = f"{counted(skipped, 'file')} left out." if skipped else ""
    say(" ".join(filter(None, [told, left, *failed])))


def _clear() -> None:
    """Forget what was handed in: a widget with another key is an empty one."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    for key in (_LOOKED, _WHO):
        st.session_state.pop(key, None)
