"""A build that is told to stop leaves the index as it was, and nothing of itself, whenever it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from helpers import CountingEmbedder, contents, current, write_files

from index import build
from index.errors import BuildCancelledError

if TYPE_CHECKING:
    from pathlib import Path

    from index.report import Progress

MORE = {
    "ferry.txt": "The ferry is old, and it will be replaced by a new one in spring.",
    "harbour.md": "The harbour wall was repaired with granite last winter, at last.",
}


class After:
    """Says no so many times, and then yes."""

    def __init__(self, times: int) -> None:
        self.left = times
        self.asked = 0

    def __call__(self) -> bool:
        self.asked += 1
        self.left -= 1
        return self.left < 0


def left_in(index: Path) -> set[str]:
    return {path.name for path in index.iterdir()}


def test_whenever_it_is_cancelled_the_old_index_serves_on_and_nothing_is_left(corpus: Path, tmp_path: Path) -> None:
    index, embedder = tmp_path / "i", CountingEmbedder()
    build([corpus], index, embedder=embedder)
    before, files, generation = contents(index), left_in(index), current(index)
    write_files(corpus, MORE)
    (corpus / "library.md").unlink()
    never = After(10**6)
    build([corpus], tmp_path / "other", embedder=embedder, cancelled=never)
    cancelled = 0
    for times in range(never.asked + 1):
        try:
            build([corpus], index, embedder=embedder, cancelled=After(times))
        except BuildCancelledError as error:
            assert str(error) == "the build was stopped; the index that was there before is unchanged"
            assert (contents(index), left_in(index), current(index)) == (before, files, generation)
            cancelled += 1
        else:
            break
    assert cancelled >= 10, "at the start, for each file, for passages, and between the steps after"
    assert contents(index) == contents(tmp_path / "other")


def test_a_first_build_that_is_cancelled_leaves_no_index(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(BuildCancelledError):
        build([corpus], tmp_path / "i", embedder=CountingEmbedder(), cancelled=After(5))
    assert left_in(tmp_path / "i") <= {".lock"}


class OfAProgressBarError(Exception):
    """What has nothing to do with a build."""


@pytest.mark.parametrize("stage", ["reading", "embedding"])
def test_what_progress_raises_ends_the_build_as_cleanly(stage: str, corpus: Path, tmp_path: Path) -> None:
    index, embedder = tmp_path / "i", CountingEmbedder()
    build([corpus], index, embedder=embedder)
    before, files = contents(index), left_in(index)
    write_files(corpus, MORE)

    def progress(now: Progress) -> None:
        if now.stage == stage and now.done == now.total:
            raise OfAProgressBarError

    with pytest.raises(OfAProgressBarError):
        build([corpus], index, embedder=embedder, progress=progress)
    assert (contents(index), left_in(index)) == (before, files)
    build([corpus], index, embedder=embedder)
    assert "harbour" in contents(index)
