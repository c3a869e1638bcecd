"""Kills, full disks, damage and two builds at once: the old index still serves, and the next build repairs."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
from helpers import CountingEmbedder, contents, current, opened, tamper, write_files

from index import build, representing
from index.arrays import COLUMNS, FIRST
from index.errors import (
    BuildLockedError,
    DiskError,
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    NothingToIndexError,
)
from index.generations import IndexFolder
from index.manifest import Manifest
from index.records import Conditions
from index.report import Warned
from index.settings import DEFAULT_MODEL
from index.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

WALL = "The wall of the harbour is high."
BOAT = "The ferry is quite fast today."
ROOT = Path(__file__).parents[2]
GENERATION = ["lexical", "manifest.json", "passages.sqlite", "representations", "vectors.faiss"]
REBUILD = "; rebuild it with: rostrum build PATH --index "


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_files(tmp_path / "c", {"a.txt": WALL})


@pytest.fixture
def index(folder: Path, tmp_path: Path) -> Path:
    """An index that holds the transcript a."""
    build([folder], tmp_path / "town.index", embedder=CountingEmbedder())
    return tmp_path / "town.index"


def in_subprocess(script: str, *arguments: object, **options: object) -> subprocess.Popen[str]:
    """Start a script that finds the helpers of the tests and HashedWordsEmbedder as Embedder."""
    header = "import os, signal, sys\nfrom index.embedders import HashedWordsEmbedder\nfrom index import build\n"
    return subprocess.Popen(
        [sys.executable, "-c", header + dedent(script), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        **options,  # type: ignore[call-overload]
    )


def names(index: Path) -> list[str]:
    return sorted(path.name for path in index.iterdir())


def sealed(index: Path) -> list[str]:
    """Return the paths of all files of the current generation but its manifest."""
    return sorted(Manifest.read(current(index)).files)


# -- killed ----------------------------------------------------------------------------------------------------------

KILLED_WHILE_EMBEDDING = """
    class Dying(HashedWordsEmbedder):
        batches = 0

        def embed_documents(self, texts):
            Dying.batches += 1
            if Dying.batches == 3:
                os.kill(os.getpid(), signal.SIGKILL)
            return super().embed_documents(texts)

    build([sys.argv[1]], sys.argv[2], embedder=Dying())
"""
KILLED_WHILE_READING = """
    def progress(step):
        if step.stage == "reading" and step.done == 1:
            os.kill(os.getpid(), signal.SIGKILL)

    build([sys.argv[1]], sys.argv[2], embedder=HashedWordsEmbedder(), progress=progress)
"""
KILLED_WHILE_WRITING_ARRAYS = """
    from index import representing

    write = representing._write
    def dying(folder, name, *others):
        if name == "tokens":
            os.kill(os.getpid(), signal.SIGKILL)
        write(folder, name, *others)
    representing._write = dying
    build([sys.argv[1]], sys.argv[2], embedder=HashedWordsEmbedder())
"""
KILLED_BEFORE_THE_SWAP = """
    from index.generations import IndexFolder

    IndexFolder._point_to = lambda self, name: os.kill(os.getpid(), signal.SIGKILL)
    build([sys.argv[1]], sys.argv[2], embedder=HashedWordsEmbedder())
"""
KILLED_IN_THE_SWAP = """
    from pathlib import Path

    Path.replace = lambda self, other: os.kill(os.getpid(), signal.SIGKILL)
    build([sys.argv[1]], sys.argv[2], embedder=HashedWordsEmbedder())
"""
KILLED_BEFORE_THE_SWEEP = """
    from index.generations import IndexFolder

    swept = IndexFolder.sweep
    calls = []
    def sweep(self):
        calls.append(1)
        if len(calls) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        swept(self)
    IndexFolder.sweep = sweep
    build([sys.argv[1]], sys.argv[2], embedder=HashedWordsEmbedder())
"""
MANY = "\n\n".join(f"The wall of the harbour has {number} stones." for number in range(1000))


@pytest.mark.parametrize(
    ("script", "left_behind", "half_done"),
    [
        (KILLED_WHILE_READING, {"gen-000002", "BUILDING"}, set()),
        (KILLED_WHILE_EMBEDDING, {"gen-000002", "BUILDING"}, {"scratch"}),
        (KILLED_WHILE_WRITING_ARRAYS, {"gen-000002", "BUILDING"}, {"scratch", "representations"}),
        (KILLED_BEFORE_THE_SWAP, {"gen-000002", "BUILDING"}, {"representations"}),
        (KILLED_IN_THE_SWAP, {"gen-000002", "BUILDING", "CURRENT.new"}, {"representations"}),
    ],
    ids=["reading", "embedding", "writing arrays", "before the swap", "in the swap"],
)
def test_killed_in_the_middle_the_old_index_serves_and_the_next_build_sweeps(
    script: str, left_behind: set[str], half_done: set[str], folder: Path, index: Path
) -> None:
    write_files(folder, {"b.txt": MANY, "c.txt": BOAT})
    killed = in_subprocess(script, folder, index)
    _, errors = killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL, errors
    assert set(names(index)) == {".lock", "CURRENT", "gen-000001"} | left_behind
    assert {"scratch", "representations"}.intersection(names(index / "gen-000002")) == half_done
    assert contents(index) == {"a": [WALL]}
    report = build([folder], index, embedder=CountingEmbedder())
    assert (report.added, report.unchanged) == (("b.txt", "c.txt"), ("a.txt",))
    assert contents(index) == {"a": [WALL], "b": MANY.split("\n\n"), "c": [BOAT]}
    assert names(index) == [".lock", "CURRENT", "gen-000002"]
    assert names(current(index)) == GENERATION
    assert len(list(verify(index))) == 7


def test_killed_after_the_swap_the_new_index_serves_and_the_next_build_sweeps(folder: Path, index: Path) -> None:
    write_files(folder, {"b.txt": BOAT})
    killed = in_subprocess(KILLED_BEFORE_THE_SWEEP, folder, index)
    _, errors = killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL, errors
    assert names(index) == [".lock", "BUILDING", "CURRENT", "gen-000001", "gen-000002"]
    assert contents(index) == {"a": [WALL], "b": [BOAT]}
    assert build([folder], index, embedder=CountingEmbedder()).unchanged == ("a.txt", "b.txt")
    assert names(index) == [".lock", "CURRENT", "gen-000002"]


def test_killed_in_the_very_first_build_there_is_no_index_and_the_next_build_makes_one(
    folder: Path, tmp_path: Path
) -> None:
    index = tmp_path / "new.index"
    killed = in_subprocess(KILLED_BEFORE_THE_SWAP, folder, index)
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    with pytest.raises(IndexMissingError, match=f"there is no index in {index}; build one with: rostrum build PATH"):
        IndexFolder(index).open_current()
    build([folder], index, embedder=CountingEmbedder())
    assert (contents(index), names(index)) == ({"a": [WALL]}, [".lock", "CURRENT", "gen-000001"])


def test_an_interrupt_right_after_the_swap_does_not_take_the_new_index_away(
    folder: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: IndexFolder, *, calls: list[int] = []) -> None:  # noqa: B006
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt("after the swap")

    monkeypatch.setattr(IndexFolder, "sweep", interrupted)
    write_files(folder, {"b.txt": BOAT})
    with pytest.raises(KeyboardInterrupt, match="after the swap"):
        build([folder], index, embedder=CountingEmbedder())
    assert contents(index) == {"a": [WALL], "b": [BOAT]}


# -- the disk --------------------------------------------------------------------------------------------------------


@contextmanager
def small_disk(at: Path, size: str) -> Iterator[None]:
    """Mount a small file system in memory; skip where that is not permitted."""
    at.mkdir()
    if shutil.which("mount") is None or os.geteuid() != 0:
        pytest.skip("may not mount a small disk here")
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", at], capture_output=True, check=False)
    if made.returncode != 0:
        pytest.skip("may not mount a small disk here")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", at], check=True)


# 8m: while embedding; 14m: while the arrays are put in order.
@pytest.mark.parametrize(("paragraphs", "size"), [(300, "1m"), (3000, "1m"), (3000, "4m"), (3000, "8m"), (3000, "14m")])
def test_on_a_full_disk_the_build_stops_and_the_old_index_serves(
    paragraphs: int, size: str, folder: Path, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk, size):
        build([folder], disk / "town.index", embedder=CountingEmbedder())
        write_files(folder, {"b.txt": "\n\n".join(f"The wall has {number} stones." for number in range(paragraphs))})
        message = r"^writing .*/town\.index failed: .*; the index that was there before is untouched; free some space"
        with pytest.raises(DiskError, match=message):
            build([folder], disk / "town.index", embedder=CountingEmbedder())
        assert names(disk / "town.index") == [".lock", "CURRENT", "gen-000001"]
        assert contents(disk / "town.index") == {"a": [WALL]}
        (folder / "b.txt").write_text(BOAT)
        assert build([folder], disk / "town.index", embedder=CountingEmbedder()).added == ("b.txt",)


def test_on_a_disk_that_is_full_from_the_start_the_build_says_so(folder: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk, "64k"):
        with (disk / "ballast").open("wb", buffering=0) as ballast, pytest.raises(OSError, match="No space left"):
            while ballast.write(b"0" * 4096):
                pass
        with pytest.raises(DiskError, match=r"writing .*/town\.index failed: .*No space left on device"):
            build([folder], disk / "town.index", embedder=CountingEmbedder())


LIMITED = """
    import resource
    from index.errors import DiskError

    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
    try:
        build([sys.argv[1]], sys.argv[2], embedder=HashedWordsEmbedder())
    except DiskError as error:
        print("DiskError:", error)
"""


def test_a_disk_that_fills_up_at_any_array_is_told(folder: Path, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = representing._write
    arrays = [name.partition("/")[2] for name in sealed(index) if name.startswith("representations/")]
    write_files(folder, {"b.txt": BOAT})
    for full in arrays:

        def refuse(folder: Path, name: str, *others: Any, full: str = full) -> None:
            if f"{name}.npy" == full:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            write(folder, name, *others)

        with monkeypatch.context() as patch, pytest.raises(DiskError, match="No space left"):
            patch.setattr(representing, "_write", refuse)
            build([folder], index, embedder=CountingEmbedder())
        assert names(index) == [".lock", "CURRENT", "gen-000001"]
    assert contents(index) == {"a": [WALL]}
    assert len(arrays) == len(COLUMNS) + len(FIRST)


@pytest.mark.parametrize("kilobytes", [1, 50, 200, 1000])
def test_when_a_file_may_not_grow_the_build_stops_and_the_old_index_serves(
    kilobytes: int, folder: Path, index: Path
) -> None:
    # 1: the copy of the old store; 50: the new store; 200 and 1000: vectors of 1,001 x 512 x 2 bytes, or tokens.
    write_files(folder, {"b.txt": MANY})
    limited = in_subprocess(LIMITED, folder, index, kilobytes * 1024)
    output, errors = limited.communicate(timeout=60)
    assert re.match(r"DiskError: writing .* failed: .*; the index that was there before is untouched", output), errors
    assert names(index) == [".lock", "CURRENT", "gen-000001"]
    assert contents(index) == {"a": [WALL]}


class Failing(CountingEmbedder):
    """A fake embedder whose n-th call raises an error."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        super().embed_documents(texts)
        raise self.error


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EFBIG])
def test_what_the_system_says_of_its_disk_becomes_a_disk_error(number: int, folder: Path, index: Path) -> None:
    write_files(folder, {"b.txt": BOAT})
    with pytest.raises(DiskError, match=re.escape(os.strerror(number))):
        build([folder], index, embedder=Failing(OSError(number, os.strerror(number))))
    assert names(index) == [".lock", "CURRENT", "gen-000001"]


def test_any_other_failure_goes_through_as_it_is_and_leaves_nothing_behind(folder: Path, index: Path) -> None:
    write_files(folder, {"b.txt": BOAT})
    for error in (ZeroDivisionError("model"), KeyboardInterrupt("model"), OSError(errno.ENOENT, "model")):
        with pytest.raises(type(error), match="model"):
            build([folder], index, embedder=Failing(error))
        assert names(index) == [".lock", "CURRENT", "gen-000001"]
    assert contents(index) == {"a": [WALL]}


# -- two builds at once ----------------------------------------------------------------------------------------------

HOLDING = """
    from pathlib import Path
    from index.generations import IndexFolder

    with IndexFolder(Path(sys.argv[1])).locked(0):
        print("holds", flush=True)
        sys.stdin.readline()
"""


@contextmanager
def another_build(index: Path) -> Iterator[subprocess.Popen[str]]:
    """Hold the lock from another process until it is told to let go, or to the end."""
    process = in_subprocess(HOLDING, index, stdin=subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "holds\n"
        yield process
    finally:
        process.communicate("let go\n", timeout=60)


def test_while_another_process_builds_the_second_says_which_and_the_index_serves(folder: Path, index: Path) -> None:
    with another_build(index) as process:
        message = (
            rf"^process {process.pid} \(since 2\d\d\d-\d\d-\d\d \d\d:\d\d:\d\d\) is building {index}; wait until it is "
            r"done, or let this build wait with --wait$"
        )
        with pytest.raises(BuildLockedError, match=message):
            build([folder], index, embedder=CountingEmbedder())
        assert contents(index) == {"a": [WALL]}
    assert build([folder], index, embedder=CountingEmbedder()).unchanged == ("a.txt",)


def test_a_build_that_waits_goes_on_when_the_other_is_done(folder: Path, index: Path) -> None:
    write_files(folder, {"b.txt": BOAT})
    with another_build(index) as process:
        assert process.stdin is not None
        letting_go = threading.Timer(0.5, lambda: (process.stdin.write("let go\n"), process.stdin.flush()))
        letting_go.start()
        started = time.monotonic()
        assert build([folder], index, embedder=CountingEmbedder(), wait_s=60).added == ("b.txt",)
        assert time.monotonic() - started > 0.4
        letting_go.join()


def test_a_build_that_waits_in_vain_says_so(folder: Path, index: Path) -> None:
    started = time.monotonic()
    with another_build(index), pytest.raises(BuildLockedError, match=r"^process \d+ \(since .*\) is building"):
        build([folder], index, embedder=CountingEmbedder(), wait_s=0.3)
    assert time.monotonic() - started > 0.3


def test_the_lock_of_a_killed_build_is_free(folder: Path, index: Path) -> None:
    with another_build(index) as process:
        process.kill()
        process.wait(timeout=60)
        assert (index / "BUILDING").read_text().startswith(f"process {process.pid} ")
        assert build([folder], index, embedder=CountingEmbedder()).unchanged == ("a.txt",)
    assert not (index / "BUILDING").exists()


def test_a_reader_that_opened_before_a_build_goes_on_reading(folder: Path, index: Path) -> None:
    with opened(index) as generation:
        write_files(folder, {"a.txt": BOAT})
        build([folder], index, embedder=CountingEmbedder())
        transcript = generation.store.transcript("a")
        assert transcript is not None
        assert (transcript.text, len(generation.vectors)) == (WALL, 1)
        assert generation.lexical.search("wall", 1, Conditions())[0].tolist() == generation.vectors.ids.tolist()
    assert contents(index) == {"a": [BOAT]}


def test_readers_that_open_while_builds_publish_see_one_whole_index_or_the_other(folder: Path, index: Path) -> None:
    def rebuild() -> None:
        for number in range(30):
            write_files(folder, {"a.txt": (BOAT, WALL)[number % 2]})
            build([folder], index, embedder=CountingEmbedder())

    builder = threading.Thread(target=rebuild)
    builder.start()
    seen = []
    while builder.is_alive():
        seen.append(contents(index)["a"])
    builder.join()
    assert {text for (text,) in seen} == {BOAT, WALL}
    assert current(index).name == "gen-000031"


# -- damage ----------------------------------------------------------------------------------------------------------


def missing(path: Path) -> None:
    path.unlink()


def shortened(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def altered(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


SAID = {
    missing: "it is missing",
    shortened: r"it has [\d,]+ bytes, expected [\d,]+",
    emptied: r"it has 0 bytes, expected [\d,]+",
    altered: "its bytes are not those that were written",
}


@pytest.mark.parametrize("damage", list(SAID), ids=lambda damage: damage.__name__)
def test_every_damaged_file_is_named_and_a_build_starts_anew(
    damage: type[missing], folder: Path, index: Path, tmp_path: Path
) -> None:
    files = sealed(index)
    parts = {"lexical", "passages.sqlite", "representations", "vectors.faiss"}
    assert {name.partition("/")[0] for name in files} == parts
    for number, name in enumerate(files):
        copy = tmp_path / f"{number}.index"
        shutil.copytree(index, copy)
        if (current(copy) / name).stat().st_size == 0 and damage is not missing:
            continue
        damage(current(copy) / name)
        message = f"the index in {copy} is damaged: gen-000001/{name}: {SAID[damage]}"
        with pytest.raises(IndexDamagedError, match=f"^{message}{REBUILD}{copy}$"):
            IndexFolder(copy).open_current()
        report = build([folder], copy, embedder=CountingEmbedder())
        (warned,) = report.warnings
        assert warned.path is None
        assert re.fullmatch(f"built anew, because {message}", warned.text)
        assert (report.added, report.embedded, contents(copy)) == (("a.txt",), 1, {"a": [WALL]})
        assert names(copy) == [".lock", "CURRENT", "gen-000002"]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (missing, "it is missing"),
        (shortened, r"it cannot be read \(.*\)|its hash is not its own"),
        (emptied, r"it cannot be read \(Expecting value.*\)"),
        (lambda path: path.write_text("[]"), r"it cannot be read \(.*\)"),
        (lambda path: path.write_bytes(b"\xff\xfe\0"), r"it cannot be read \(.*\)"),
        (lambda path: path.write_text(path.read_text().replace("512", "384")), "its hash is not its own"),
    ],
    ids=["missing", "shortened", "emptied", "list", "binary", "another dimension"],
)
def test_a_damaged_manifest_is_named_and_a_build_starts_anew(
    damage: type[missing], said: str, folder: Path, index: Path
) -> None:
    path = current(index) / "manifest.json"
    whole = path.read_text()
    damage(path)
    if path.exists() and path.read_text(errors="replace").strip() == whole.strip():
        path.write_text(whole.strip()[:-1])  # the last byte was a line break, which does not matter
    message = f"the index in {index} is damaged: gen-000001/manifest.json: ({said})"
    with pytest.raises(IndexDamagedError, match=f"^{message}{REBUILD}{index}$"):
        IndexFolder(index).open_current()
    (warned,) = build([folder], index, embedder=CountingEmbedder()).warnings
    assert re.fullmatch(f"built anew, because {message}", warned.text)
    assert contents(index) == {"a": [WALL]}


@pytest.mark.parametrize("text", ["", "gen-1\n", "../elsewhere\n", "gen-000001/..\n", "\0\0"])
def test_a_current_that_names_no_generation_is_damage_and_a_build_starts_anew(
    text: str, folder: Path, index: Path
) -> None:
    (index / "CURRENT").write_text(text)
    message = (
        f"^{index}/CURRENT names {re.escape(repr(text.strip()))}, expected a generation such as gen-000007{REBUILD}"
    )
    with pytest.raises(IndexDamagedError, match=message):
        IndexFolder(index).open_current()
    report = build([folder], index, embedder=CountingEmbedder())
    assert [warned.text.partition(" names")[0] for warned in report.warnings] == [
        f"built anew, because {index}/CURRENT"
    ]
    assert (contents(index), names(index)) == ({"a": [WALL]}, [".lock", "CURRENT", "gen-000002"])


def test_a_build_that_fails_leaves_the_generations_that_current_no_longer_names(folder: Path, index: Path) -> None:
    (index / "CURRENT").write_text("nonsense")
    write_files(folder, {"a.txt": ""})
    with pytest.raises(NothingToIndexError, match=r"not one file could be read: a\.txt"):
        build([folder], index, embedder=CountingEmbedder())
    assert (index / "gen-000001" / "manifest.json").is_file()


def test_a_current_that_names_a_generation_that_is_not_there_is_damage(index: Path) -> None:
    (index / "CURRENT").write_text("gen-000009\n")
    with pytest.raises(
        IndexDamagedError, match=r"/CURRENT names gen-000009, and there is no such generation; rebuild it with"
    ):
        IndexFolder(index).open_current()


def test_without_current_there_is_no_index(index: Path, tmp_path: Path) -> None:
    (index / "CURRENT").unlink()
    for path in (index, tmp_path / "nowhere", index / ".lock" / "in-a-file"):
        with pytest.raises(
            IndexMissingError, match=f"^there is no index in {path}; build one with: rostrum build PATH"
        ):
            IndexFolder(path).open_current()
        assert IndexFolder(path).manifest() is None


def test_a_build_over_a_damaged_index_keeps_its_model(folder: Path, index: Path) -> None:
    # Not named again; the default model would be loaded if the manifest were not asked.
    emptied(current(index) / "vectors.faiss")
    build([folder], index)
    manifest = IndexFolder(index).manifest()
    assert manifest is not None
    assert manifest.model == "hashed-words" != DEFAULT_MODEL


# -- mismatch --------------------------------------------------------------------------------------------------------


def test_an_index_of_another_schema_is_refused_with_the_command_that_repairs_it(folder: Path, index: Path) -> None:
    tamper(index, schema_version=99)
    message = f"^the index in {index} has schema 99, this Rostrum reads 3 and 4{REBUILD}{index}$"
    with pytest.raises(IndexMismatchError, match=message):
        IndexFolder(index).open_current()
    with pytest.raises(IndexMismatchError, match=message):
        list(verify(index))
    report = build([folder], index, embedder=CountingEmbedder())
    assert report.warnings == (
        Warned(None, f"built anew, because the index in {index} has schema 99, this Rostrum reads 3 and 4"),
    )
    assert (report.embedded, contents(index)) == (1, {"a": [WALL]})


def test_an_index_with_unknown_vectors_is_refused_and_the_known_are_listed(folder: Path, index: Path) -> None:
    tamper(index, vector_index="pebbles")
    message = f"^the index in {index} keeps its vectors as 'pebbles', this Rostrum reads flat, ivf-sq8{REBUILD}{index}$"
    with pytest.raises(IndexMismatchError, match=message):
        IndexFolder(index).open_current()
    assert build([folder], index, embedder=CountingEmbedder()).embedded == 1


def test_a_manifest_with_a_field_too_many_is_refused(index: Path) -> None:
    path = current(index)
    sealed = Manifest.read(path)

    class Wider(Manifest):
        colour: str

    Wider(**sealed.model_dump(), colour="red").write(path)
    with pytest.raises(IndexDamagedError, match=r"manifest\.json: Extra inputs are not permitted; rebuild it with"):
        IndexFolder(index).open_current()
