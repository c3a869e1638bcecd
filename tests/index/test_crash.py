"""The harness that kills builds and spoils disks, in small; it finds faults that are put into the builder."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from helpers import CountingEmbedder, contents, current, write_files

from index import build, folders, generations
from index.errors import BuildLockedError, DiskError
from index.generations import IndexFolder
from search import SpeechSearch

ROOT = Path(__file__).parents[2]
WALL = "The wall of the harbour is high."
BOAT = "The ferry is quite fast today."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_files(tmp_path / "c", {"a.txt": WALL})


@pytest.fixture
def index(folder: Path, tmp_path: Path) -> Path:
    build([folder], tmp_path / "town.index", embedder=CountingEmbedder())
    return tmp_path / "town.index"


def names(index: Path) -> list[str]:
    return sorted(path.name for path in index.iterdir())


def python(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a harness in a process of its own: it forks, which a process that has searched must not."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        timeout=240,
    )


def harness(script: str, *arguments: object) -> list[str]:
    """Run a script that prints what it found wrong, a line each."""
    ran = python("-c", dedent(script), *arguments)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


# -- killed ----------------------------------------------------------------------------------------------------------


def test_builds_killed_while_others_search_leave_whole_indexes_and_nothing_behind() -> None:
    ran = python("-m", "benchmarks.crash", "--kills", 3, "--fault", "none")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "| none | 3 |" in ran.stdout


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("written in place", r"manifest.json: it is missing"),
        ("nothing swept", "left behind: gen-000003, gen-000004"),
    ],
)
def test_a_fault_in_the_builder_is_found(fault: str, said: str) -> None:
    ran = python("-m", "benchmarks.crash", "--kills", 4, "--fault", fault)
    assert ran.returncode == 1, ran.stderr
    assert said in ran.stdout


def test_twins_differ_when_a_word_a_vector_or_a_file_does(tmp_path: Path) -> None:
    script = """
        import sys
        from pathlib import Path
        from benchmarks.twins import differences
        from index import build
        from index.embedders import HashedWordsEmbedder

        home = Path(sys.argv[1])
        for name, text in (("one", "The wall is quite high today."), ("two", "The wall is quite high now.")):
            for number in range(2):
                folder = home / name / "source"
                folder.mkdir(parents=True, exist_ok=True)
                (folder / "a.txt").write_text(text)
                build([folder], home / name / f"{number}.index", embedder=HashedWordsEmbedder())
        print(differences(home / "one" / "0.index", home / "one" / "1.index"))
        print(differences(home / "one" / "0.index", home / "two" / "0.index"))
    """
    same, other = harness(script, tmp_path)
    assert same == "[]"
    assert other == "['store', 'vectors', 'words', 'representations', 'manifest']"


# -- a loss of power -------------------------------------------------------------------------------------------------

POWER = """
    import sys
    from pathlib import Path
    from benchmarks.changing import warm
    from benchmarks.disks import power

    warm()
    for tried in power(Path(sys.argv[1]), int(sys.argv[2])):
        print(tried.what, tried.builds, tried.refused, *tried.problems, sep="|")
"""


def test_all_is_flushed_before_it_is_named_and_a_flush_left_out_is_noticed(tmp_path: Path) -> None:
    whole, missing = (line.split("|") for line in harness(POWER, tmp_path, 11))
    assert whole == ["a loss of power (traced)", "2", "0"]
    what, builds, noticed, *problems = missing
    assert (what, problems) == ("the same with one flush left out", [])
    assert builds == noticed
    assert int(builds) > 3


def test_the_names_of_new_folders_are_flushed_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[Path] = []
    monkeypatch.setattr(folders, "fsync_path", flushed.append)
    folders.make(tmp_path / "a" / "b")
    assert flushed == [tmp_path / "a", tmp_path]
    folders.make(tmp_path / "a" / "b")
    assert len(flushed) == 2


def test_what_a_killed_build_published_is_made_certain_before_the_old_index_is_removed(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    (index / "gen-000009").mkdir()
    monkeypatch.setattr(generations, "fsync_path", lambda path: done.append(f"flush {path.name}"))
    monkeypatch.setattr(folders, "remove", lambda path: done.append(f"remove {path.name}"))
    IndexFolder(index).sweep()
    assert done == ["flush town.index", "remove gen-000009"]


# -- disks that fail -------------------------------------------------------------------------------------------------


def test_disks_that_fail_or_fill_up_are_told_and_the_next_build_is_right(tmp_path: Path) -> None:
    script = """
        import sys
        from pathlib import Path
        from benchmarks.changing import warm
        from benchmarks.disks import failing_calls, small_files

        warm()
        home = Path(sys.argv[1])
        for tried in (failing_calls(home, "flush", 12), failing_calls(home, "renaming", 1), small_files(home, 14)):
            print(tried.what, tried.refused, *tried.problems, sep="|")
    """
    found = [line.split("|") for line in harness(script, tmp_path)]
    assert [what for what, *_ in found] == ["flush fails", "renaming fails", "a file that may not grow"]
    assert [problems for _, _, *problems in found] == [[], [], []]
    assert all(int(told) > 0 for _, told, *_ in found)


def test_when_the_disk_does_not_confirm_the_swap_that_is_said_and_both_generations_are_kept(
    folder: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swapped: list[Path] = []

    def failing(path: Path) -> None:
        if path == index and (path / "CURRENT").read_text() == "gen-000002\n":
            swapped.append(path)
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    write_files(folder, {"a.txt": BOAT})
    with monkeypatch.context() as patch:
        patch.setattr(generations, "fsync_path", failing)
        said = rf"^{index} has its new index, but the disk does not confirm it \(Input/output error\); the one before"
        with pytest.raises(DiskError, match=said):
            build([folder], index, embedder=CountingEmbedder())
    assert swapped == [index]
    assert contents(index) == {"a": [BOAT]}
    assert names(index) == [".lock", "CURRENT", "gen-000001", "gen-000002"]
    build([folder], index, embedder=CountingEmbedder())
    assert names(index) == [".lock", "CURRENT", "gen-000002"]


# -- readers beside builds -------------------------------------------------------------------------------------------


def test_a_reader_that_writes_into_a_generation_while_it_is_removed_does_not_keep_it(
    folder: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, rmtree = current(index), folders.shutil.rmtree

    def and_a_reader_writes(path: Path, **options: bool) -> None:
        if path.parent == index:
            with pytest.raises(FileNotFoundError):
                (old / "checked.json").write_text("{}")
        rmtree(path, **options)

    monkeypatch.setattr(folders.shutil, "rmtree", and_a_reader_writes)
    write_files(folder, {"a.txt": BOAT})
    build([folder], index, embedder=CountingEmbedder())
    assert names(index) == [".lock", "CURRENT", "gen-000002"]


def test_what_was_half_removed_is_removed_by_the_next_build(folder: Path, index: Path) -> None:
    for name in ("gen-000007.gone", "gen-000007"):
        write_files(index / name / "lexical", {"meta.json": "{}"})
    build([folder], index, embedder=CountingEmbedder())
    assert names(index) == [".lock", "CURRENT", "gen-000001"]


def test_a_generation_that_nobody_reads_any_more_keeps_no_file_open(index: Path) -> None:
    descriptors = Path("/proc/self/fd")
    if not descriptors.is_dir():
        pytest.skip("this system does not list open files")

    def open_files() -> list[str]:
        return [str(each.readlink()) for each in descriptors.iterdir() if each.is_symlink()]

    generation = IndexFolder(index).open_current()
    assert any("passages.sqlite" in name and str(index) in name for name in open_files())
    del generation  # never closed: an engine lets go of it when the last query over it is done
    assert not any(str(index) in name for name in open_files())


def test_an_engine_goes_over_to_an_index_that_was_deleted_and_built_again(folder: Path, index: Path) -> None:
    engine = SpeechSearch.open(index, embedder=CountingEmbedder())
    shutil.rmtree(index)
    assert [hit.passage.text for hit in engine.search("harbour ferry")] == [WALL]
    write_files(folder, {"a.txt": BOAT})
    build([folder], index, embedder=CountingEmbedder())
    assert current(index).name == "gen-000001"
    assert [hit.passage.text for hit in engine.search("harbour ferry")] == [BOAT]


def test_threads_and_processes_search_while_an_index_is_rebuilt() -> None:
    ran = python("-m", "benchmarks.crowd", "--rebuilds", 3, "--threads", 8)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("written", [b"\xff\xfe\x00", b"", None])
def test_whoever_builds_is_told_as_well_as_can_be_where_the_note_of_it_is_spoilt(
    written: bytes | None, folder: Path, index: Path
) -> None:
    with IndexFolder(index).locked(0):
        (index / "BUILDING").unlink()
        if written is not None:
            (index / "BUILDING").write_bytes(written)
        with pytest.raises(BuildLockedError, match=rf" is building {index}; wait until it is done"):
            build([folder], index, embedder=CountingEmbedder())
