"""Files put into the library: looked at first, and written only when that is wished."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from index.errors import LibraryError, RostrumError
from index.formats import SUFFIXES
from index.intake import MAX_FILE_BYTES, MAX_FILES, Upload, add, look_at, refuse_too_many, taken
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
KEEP, REPLACE = "Keep both", "Replace the one that is there"


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
    hashes = {each.sha256: each.path for each in contents}
    for each in looked_at:
        st.html(upload_card(each, known, hashes))
    _decide(library, files, looked_at)


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


def _decide(library: Library, files: Sequence[UploadedFile], looked_at: Sequence[Upload]) -> None:
    good = [(file, each) for file, each in zip(files, looked_at, strict=True) if not each.refused]
    held = [each.name for _, each in good if taken(library, each.name)]
    replace_old = False
    if held:
        are = "A file of this name is" if len(held) == 1 else "Files of these names are"
        st.html(element("p", f"{are} in {UPLOADS} already: {', '.join(held)}."))
        replace_old = st.radio("What to do with it", [KEEP, REPLACE], key="same name") == REPLACE
    with st.container(horizontal=True, key="decide"):
        if good and st.button(f"Add {counted(len(good), 'file')}", icon=":material/add:", type="primary"):
            _add([file for file, _ in good], replace_old=replace_old)
        if st.button("Discard", icon=":material/close:"):
            _clear()
            say("Nothing was added.")


def _add(files: Sequence[UploadedFile], *, replace_old: bool) -> None:
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
    told = f"Added: {', '.join(names)}. Found as soon as the index is rebuilt." if names else "Nothing was added."
    say(" ".join([told, *failed]))


def _clear() -> None:
    """Forget what was handed in: a widget with another key is an empty one."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state.pop(_LOOKED, None)
