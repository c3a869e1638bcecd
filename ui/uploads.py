"""Files put into the library: looked at first, and written only when that is wished."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from index.errors import LibraryError, RostrumError
from index.formats import SUFFIXES
from index.intake import MAX_FILE_BYTES, MAX_FILES, Upload, add, already_there, look_at, refuse_too_many, taken
from index.library import UPLOADS
from index.speakers_file import NOTHING_DECLARED, read_declared
from ui.access import open_library
from ui.known import counted
from ui.safe import element
from ui.said import say
from ui.upload_cards import upload_card

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from index.library import Library
    from index.listing import Listed
    from index.speakers_file import Declared

_ROUND, _LOOKED = "round of uploads", "uploads that were looked at"
KEEP, REPLACE = "Keep both", "Replace the old one"


def show_uploads(library: Library, contents: Sequence[Listed]) -> None:
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
    with st.spinner("Looking at them"):
        looked_at = _looked_at(files, _declared(library))
    known = {each.id: each.path for each in contents}
    fresh: dict[bytes, UploadedFile] = {}
    for file, each in zip(files, looked_at, strict=True):
        data = file.getvalue()
        same = fresh[data].name if data in fresh else already_there(library, data, contents)
        st.html(upload_card(each, known, same))
        if not (each.refused or same):
            fresh[data] = file
    names = {file.file_id: each.name for file, each in zip(files, looked_at, strict=True)}
    _decide(library, [(file, names[file.file_id]) for file in fresh.values()], skipped=len(files) - len(fresh))


def _what_is_taken() -> None:
    told = (
        f"What they hold is shown first; nothing is kept before you add it. At most {MAX_FILES} files at a time, "
        f"{MAX_FILE_BYTES >> 20} MB each: {', '.join(sorted(SUFFIXES))}."
    )
    st.html(element("p", told, look="aside"))


def _declared(library: Library) -> Declared:
    try:
        return read_declared([library.home])
    except RostrumError:  # speakers.toml is wrong, which the build tells
        return NOTHING_DECLARED


def _looked_at(files: Sequence[UploadedFile], declared: Declared) -> list[Upload]:
    """Look at files, at each once; what lies there no longer is forgotten."""
    before: dict[str, Upload] = st.session_state.get(_LOOKED, {})
    found = {each.file_id: before.get(each.file_id) or look_at(each.getvalue(), each.name, declared) for each in files}
    st.session_state[_LOOKED] = found
    return list(found.values())


def _decide(library: Library, fresh: Sequence[tuple[UploadedFile, str]], *, skipped: int) -> None:
    """Draw what adds the files that are new, and what discards them; who hands in another text of a name is asked."""
    held = [name for _, name in fresh if taken(library, name)]
    chosen = None
    if held:
        are, them = ("A file of this name", "it") if len(held) == 1 else ("Files of these names", "them")
        holds = "holds" if len(held) == 1 else "hold"
        st.html(element("p", f"{are} in {UPLOADS} {holds} something else: {', '.join(held)}."))
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
    st.session_state.pop(_LOOKED, None)
