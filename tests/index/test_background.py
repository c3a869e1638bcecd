"""Builds in a process of their own: told while they go on, one at a time, stopped cleanly, and never half done."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import pytest
from helpers import contents, write_files

from index import build
from index.background import Builder, BuildState
from index.errors import BuildLockedError, LibraryError, ReadOnlyError
from index.generations import IndexFolder
from index.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DEADLINE_S = 60


@pytest.fixture
def library(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setenv("ROSTRUM_MODEL", "hashed-words")
    build([corpus], tmp_path / "i")
    return Library.open(tmp_path / "i", write=True)


def until(builder: Builder, met: Callable[[BuildState], bool]) -> BuildState:
    deadline = time.monotonic() + DEADLINE_S
    while not met(builder.state):
        assert time.monotonic() < deadline, builder.state
        time.sleep(0.01)
    return builder.state


def ended(builder: Builder) -> BuildState:
    return until(builder, lambda state: not state.running)


def many(corpus: Path, count: int = 1500) -> None:
    write_files(
        corpus,
        {f"many/{n}.txt": f"Minutes of day {n}\n\nAda Korvin: The wall number {n} is high." for n in range(count)},
    )


def left_in(index: Path) -> set[str]:
    return {path.name for path in index.iterdir()}


def test_a_build_goes_on_beside_and_tells_what_it_did(library: Library, corpus: Path) -> None:
    builder = Builder()
    assert builder.state == BuildState()
    write_files(corpus, {"wall.txt": "The wall\n\n03/04/2020\n\nThe wall is high today.", "bad.json": "{"})
    (corpus / "water.json").unlink()
    builder.start(library)
    assert builder.state.running
    state = ended(builder)
    assert (state.number, state.failed, state.stopped, state.stopping) == (1, None, False, False)
    report = state.report
    assert report is not None
    assert (report.added, report.removed, report.unchanged) == (
        ("wall.txt",),
        ("water.json",),
        ("ferry.txt", "library.md"),
    )
    assert [each.path for each in report.skipped] == ["bad.json"]
    assert [each.path for each in report.warnings] == ["wall.txt"]
    assert report.index == library.index
    assert set(contents(library.index)) == {"ferry", "library", "wall"}
    assert state.progress is not None
    assert (state.progress.stage, state.progress.done) == ("embedding", state.progress.total)


def test_a_second_build_is_refused_while_one_runs(library: Library, corpus: Path) -> None:
    many(corpus)
    builder = Builder()
    builder.start(library)
    with pytest.raises(BuildLockedError, match="Somebody has just begun to rebuild the index"):
        builder.start(library)
    builder.cancel(library)
    ended(builder)


def test_a_build_by_somebody_else_is_told_kindly(library: Library) -> None:
    builder = Builder()
    with IndexFolder(library.index).locked(0):
        builder.start(library)
        failed = ended(builder).failed or ""
    assert "is building" in failed
    assert "wait until it is done" in failed


def test_a_cancelled_build_stops_and_leaves_the_old_index_and_nothing_else(library: Library, corpus: Path) -> None:
    before, files = contents(library.index), left_in(library.index)
    many(corpus)
    builder = Builder()
    builder.start(library)
    until(builder, lambda state: state.progress is not None and state.progress.done > 0)
    builder.cancel(library)
    assert builder.state.stopping
    state = ended(builder)
    assert (state.stopped, state.report, state.failed) == (True, None, None)
    assert (contents(library.index), left_in(library.index)) == (before, files)
    builder.start(library)
    assert ended(builder).report is not None


def test_a_build_that_does_not_stop_is_ended_and_swept_up(
    library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before, files = contents(library.index), left_in(library.index)
    deaf = write_files(
        tmp_path / "deaf",
        {
            "python": f"""#!{sys.executable}
import json, pathlib, sys, time
pathlib.Path(sys.argv[4], "gen-000099").mkdir()
print(json.dumps({{"stage": "reading", "done": 1, "total": 9}}), flush=True)
time.sleep(600)
"""
        },
    )
    (deaf / "python").chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(deaf / "python"))
    builder = Builder(grace_s=0.2)
    builder.start(library)
    until(builder, lambda state: state.progress is not None)
    builder.cancel(library)
    assert ended(builder).stopped
    assert (contents(library.index), left_in(library.index)) == (before, files)


def test_a_build_that_breaks_off_is_told(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    builder = Builder()
    builder.start(library)
    assert ended(builder).failed == "The build broke off with exit code 1; the server’s log tells more."


def test_a_build_that_fails_tells_its_message(library: Library, corpus: Path) -> None:
    write_files(corpus, {"speakers.toml": "[[speaker]]\nname = 'A'\nnom = 1\n"})
    builder = Builder()
    builder.start(library)
    assert "speakers.toml, line 3: unknown key 'nom'" in (ended(builder).failed or "")


def test_a_library_whose_folder_is_gone_is_not_built(library: Library, corpus: Path) -> None:
    corpus.rename(corpus.with_name("gone"))
    with pytest.raises(LibraryError, match="is not there any more"):
        Builder().start(library)


def test_one_who_may_only_read_neither_begins_nor_stops_a_build(library: Library, corpus: Path) -> None:
    many(corpus)
    reader = Library.open(library.index, write=False)
    builder = Builder()
    with pytest.raises(ReadOnlyError, match=r"^The library may only be read from here\.$"):
        builder.start(reader)
    builder.start(library)
    with pytest.raises(ReadOnlyError, match=r"^The library may only be read from here\.$"):
        builder.cancel(reader)
    assert not builder.state.stopping
    builder.cancel(library)
    ended(builder)


def test_a_build_stops_when_the_server_is_gone(library: Library, corpus: Path) -> None:
    many(corpus)
    before, files = contents(library.index), left_in(library.index)
    builder = Builder()
    builder.start(library)
    until(builder, lambda state: state.progress is not None)
    process = builder._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()
    assert ended(builder).stopped
    assert (contents(library.index), left_in(library.index)) == (before, files)
