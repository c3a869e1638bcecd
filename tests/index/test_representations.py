"""The arrays of an index: loaded as they were written, refused with the file's name when they are not."""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.arrays import COLUMNS, EMBEDDED, FIRST
from index.errors import IndexDamagedError
from index.representations import Representations, RowLookup, word_hashes, words_by_sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[Any]

NAMES = [*COLUMNS, *FIRST]
# Two passages: one of a single sentence with two tokens and three words, one of two sentences with one of each.
SMALL: dict[str, Array] = {
    "ids": np.array([2**62, 7], "<i8"),
    "transcripts": np.array([0, 1], "<i4"),
    "turns": np.array([4, 0], "<i4"),
    "speakers": np.array([-1, 2], "<i4"),
    "vectors": np.eye(2, 3, dtype="<f2"),
    "sentence_first": np.array([0, 1, 3], "<i8"),
    "sentence_spans": np.array([[0, 9], [0, 4], [5, 9]], "<i4"),
    "sentence_vectors": np.eye(3, dtype="<f2"),
    "token_first": np.array([0, 2, 3], "<i8"),
    "token_spans": np.array([[0, 3], [4, 9], [0, 4]], "<u2"),
    "tokens": np.array([[127, 0], [0, -127], [90, 90]], "|i1"),
    "word_first": np.array([0, 3, 4], "<i8"),
    "words": np.array([2**32 - 1, 5, 5, 0], "<u4"),
    "word_sentences": np.array([0, 0, 0, 1], "|u1"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The arrays of SMALL as files."""
    made = tmp_path / "town.index" / "gen-000007" / "representations"
    made.mkdir(parents=True)
    for name, array in SMALL.items():
        np.save(made / f"{name}.npy", array)
    return made


def refused(folder: Path, name: str, said: str) -> str:
    index = folder.parent.parent
    where = f"the index in {index} is damaged: gen-000007/representations/{name}.npy"
    return f"^{re.escape(where)}: {said}; rebuild it with: rostrum build PATH --index {index}$"


def test_every_array_is_a_column_or_counts_one() -> None:
    assert {field.name for field in fields(Representations)} - {"layout"} == set(NAMES) == set(SMALL)


def test_arrays_come_out_as_they_were_written(folder: Path) -> None:
    loaded = Representations.load(folder)
    for name, array in SMALL.items():
        found = getattr(loaded, name)
        assert (found.dtype, found.tolist()) == (array.dtype, array.tolist())
    assert (len(loaded), loaded.dim, loaded.token_dim) == (2, 3, 2)
    assert [loaded.sentences_of(row) for row in (0, 1)] == [slice(0, 1), slice(1, 3)]
    assert [loaded.tokens_of(row) for row in (0, 1)] == [slice(0, 2), slice(2, 3)]


def test_loaded_arrays_are_mapped_and_not_to_be_written(folder: Path) -> None:
    loaded = Representations.load(folder)
    for name in NAMES:
        with pytest.raises(ValueError, match="read-only"):
            getattr(loaded, name)[0] = 0
    for path in folder.iterdir():  # a build may sweep a generation away that is still being read
        path.unlink()
    assert loaded.words.tolist() == SMALL["words"].tolist()


def test_those_of_no_passage_are_loaded_too(tmp_path: Path) -> None:
    empty = Representations.empty(384, 64)
    for name in NAMES:
        np.save(tmp_path / f"{name}.npy", getattr(empty, name))
    loaded = Representations.load(tmp_path)
    assert (len(loaded), loaded.dim, loaded.token_dim, loaded.token_first.tolist()) == (0, 384, 64, [0])
    assert loaded.tokens.shape == (0, 64)


# -- damage ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_cut_or_emptied_file_is_named(name: str, folder: Path) -> None:
    path = folder / f"{name}.npy"
    whole = path.read_bytes()
    for content in (whole[:-1], whole[:128], whole[:100], whole[:3], b"", b"PK\x03\x04" + whole):
        path.write_bytes(content)
        with pytest.raises(IndexDamagedError, match=refused(folder, name, r"it cannot be read \(.*\)")):
            Representations.load(folder)
    path.unlink()
    with pytest.raises(IndexDamagedError, match=refused(folder, name, r"it cannot be read \(.*No such file.*\)")):
        Representations.load(folder)


@pytest.mark.parametrize("name", NAMES)
def test_another_type_is_named(name: str, folder: Path) -> None:
    for dtype in ("<f8", ">i8", ">f2", "|S20", "|b1"):
        np.save(folder / f"{name}.npy", np.zeros(SMALL[name].shape, dtype))
        said = rf"it holds {re.escape(np.dtype(dtype).str)}\[.*\], expected .*\]"
        with pytest.raises(IndexDamagedError, match=refused(folder, name, said)):
            Representations.load(folder)


def test_objects_are_never_unpickled(folder: Path) -> None:
    np.save(folder / "words.npy", np.array([{}, {}, {}, {}]), allow_pickle=True)
    with pytest.raises(IndexDamagedError, match=refused(folder, "words", r"it cannot be read \(.*\)")):
        Representations.load(folder)


@pytest.mark.parametrize(
    ("name", "change", "named", "said"),
    [
        ("ids", lambda a: a[:1], "transcripts", r"it holds <i4\[2\], expected <i4\[1\]"),
        ("speakers", lambda a: np.append(a, a), "speakers", r"it holds <i4\[4\], expected <i4\[2\]"),
        ("vectors", lambda a: a[:1], "vectors", r"it holds <f2\[1, 3\], expected <f2\[2, 3\]"),
        ("sentence_vectors", lambda a: a[:, :2], "sentence_vectors", r"it holds <f2\[3, 2\], expected <f2\[3, 3\]"),
        ("token_spans", lambda a: a[:, :1], "token_spans", r"it holds <u2\[3, 1\], expected <u2\[3, 2\]"),
        ("tokens", lambda a: a[0], "tokens", r"it holds \|i1\[2\], expected \|i1\[3, 2\]"),
        ("ids", lambda a: a.reshape(2, 1), "ids", r"it holds <i8\[2, 1\], expected <i8\[2\]"),
        ("ids", lambda _: np.array(3, "<i8"), "ids", r"it holds <i8\[\], expected <i8\[0\]"),
        ("words", lambda a: a[:3], "word_sentences", r"it holds \|u1\[4\], expected \|u1\[3\]"),
        ("word_first", lambda _: np.array([0, 3, 3]), "word_first", "it does not count the 4 words that there are"),
        ("token_first", lambda a: a[:2], "token_first", r"it holds <i8\[2\], expected <i8\[3\]"),
        ("token_first", lambda _: np.array([0, 4, 3]), "token_first", "it does not count the 3 tokens that there are"),
        ("sentence_first", lambda _: np.array([1, 1, 3]), "sentence_first", "it does not count the 3 sentences .*"),
        ("sentence_first", lambda _: np.array([0, -1, 3]), "sentence_first", "it does not count the 3 sentences .*"),
    ],
)
def test_arrays_that_do_not_belong_together_are_named(
    name: str, change: Callable[[Array], Array], named: str, said: str, folder: Path
) -> None:
    np.save(folder / f"{name}.npy", change(SMALL[name]))
    with pytest.raises(IndexDamagedError, match=refused(folder, named, said)):
        Representations.load(folder)


@given(name=st.sampled_from(NAMES), at=st.integers(0, 127), value=st.integers(0, 255))
def test_a_changed_header_is_refused_or_changes_nothing(
    name: str, at: int, value: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("changed")
    for each, array in SMALL.items():
        np.save(folder / f"{each}.npy", array)
    stream = io.BytesIO()
    np.save(stream, SMALL[name])
    data = bytearray(stream.getvalue())
    data[at] = value
    (folder / f"{name}.npy").write_bytes(data)
    try:
        loaded = Representations.load(folder)
    except IndexDamagedError:
        return
    assert getattr(loaded, name).tolist() == SMALL[name].tolist()


# -- in pieces -------------------------------------------------------------------------------------------------------

WITHOUT_PLACES = [*EMBEDDED, *FIRST]


@pytest.fixture
def pieces(folder: Path) -> Path:
    """The arrays of SMALL, the first passage in the part that is kept and the second in the recent one.

    The part that is kept holds both, the recent one the second twice.
    """
    numbers = {"kept": [0, 1], "recent": [1, 1]}
    for where, rows in numbers.items():
        (folder / where).mkdir()
        for name in EMBEDDED:
            unit = COLUMNS[name][1]
            first = next((SMALL[each] for each, of in FIRST.items() if of == unit), np.arange(3))
            parts = [SMALL[name][first[row] : first[row + 1]] for row in rows]
            np.save(folder / where / f"{name}.npy", np.concatenate(parts))
        for name in FIRST:
            lengths = np.diff(SMALL[name])[rows]
            np.save(folder / where / f"{name}.npy", np.concatenate([[0], np.cumsum(lengths)]))
    for name in EMBEDDED:
        (folder / f"{name}.npy").unlink()
    np.save(folder / "stretches.npy", np.array([[0, 0, 1], [1, 1, 1]], "<i8"))
    return folder


def test_arrays_in_pieces_come_out_as_one(pieces: Path) -> None:
    loaded = Representations.load(pieces)
    for name, array in SMALL.items():
        found = getattr(loaded, name)
        assert (found.dtype, np.asarray(found).tolist()) == (array.dtype, array.tolist())
    assert (len(loaded), loaded.dim, loaded.token_dim) == (2, 3, 2)
    assert loaded.layout is not None
    assert loaded.layout.positions().tolist() == [0, 3]


@pytest.mark.parametrize("where", ["kept", "recent"])
@pytest.mark.parametrize("name", WITHOUT_PLACES)
def test_a_missing_array_of_a_part_or_one_of_another_type_is_named(name: str, where: str, pieces: Path) -> None:
    path = pieces / where / f"{name}.npy"
    array = np.load(path)
    np.save(path, np.zeros(array.shape, ">f8"))
    with pytest.raises(IndexDamagedError, match=refused(pieces, f"{where}/{name}", r"it holds .*, expected .*")):
        Representations.load(pieces)
    path.unlink()
    said = r"it cannot be read \(.*No such file.*\)"
    with pytest.raises(IndexDamagedError, match=refused(pieces, f"{where}/{name}", said)):
        Representations.load(pieces)


@pytest.mark.parametrize(
    "stretches",
    [
        [[0, 0, 1], [1, 1, 2]],
        [[0, 0, 1], [1, 2, 1]],
        [[0, 0, 1], [2, 0, 1]],
        [[-1, 0, 1], [1, 1, 1]],
        [[0, -1, 1], [1, 1, 1]],
        [[0, 0, 2], [1, 1, 0]],
        [[0, 0, 1], [1, 2**62, 2**62]],
        [[0, 0], [1, 1]],
        [],
        [0, 0, 1],
        7,
    ],
)
def test_stretches_of_rows_that_there_are_not_are_refused(stretches: object, pieces: Path) -> None:
    np.save(pieces / "stretches.npy", np.array(stretches, "<i8"))
    with pytest.raises(IndexDamagedError, match=refused(pieces, "stretches", "it names rows that there are not")):
        Representations.load(pieces)


def test_stretches_of_fewer_rows_than_passages_are_refused(pieces: Path) -> None:
    np.save(pieces / "stretches.npy", np.array([[0, 0, 1]], "<i8"))
    said = r"it holds <f2\[1, 3\], expected <f2\[2, 3\]"
    with pytest.raises(IndexDamagedError, match=refused(pieces, "vectors", said)):
        Representations.load(pieces)


# -- rows and words --------------------------------------------------------------------------------------------------


@given(ids=st.lists(st.integers(0, 2**63 - 1), unique=True, max_size=40), asked=st.lists(st.integers(0, 2**63 - 1)))
def test_rows_are_found_by_id_whatever_their_order(ids: list[int], asked: list[int]) -> None:
    asked += ids[::2] + ids[:3]
    rows = RowLookup(np.array(ids, np.int64)).rows(np.array(asked, np.int64))
    assert rows.tolist() == [ids.index(each) if each in ids else -1 for each in asked]
    assert rows.dtype == np.int64


def test_words_are_hashed_by_crc_32_of_utf_8_in_order_with_repetitions() -> None:
    # "123456789" is the check value that the CRC catalogues give: 0xcbf43926.
    hashes = word_hashes(iter(["123456789", "wall", "мост", "wall"]))
    wall, bridge = zlib.crc32(b"wall"), zlib.crc32("мост".encode())
    assert (hashes.tolist(), hashes.dtype) == ([0xCBF43926, wall, bridge, wall], np.uint32)
    assert word_hashes([]).tolist() == []


def test_words_tell_which_sentence_they_stand_in_up_to_the_256th() -> None:
    wall, ferry = word_hashes(["wall", "ferry"]).tolist()
    words, numbers = words_by_sentence([["wall", "ferry"], [], ["wall"]])
    assert (words.tolist(), numbers.tolist()) == ([wall, ferry, wall], [0, 0, 2])
    assert (words.dtype, numbers.dtype) == (np.uint32, np.uint8)
    _, numbers = words_by_sentence([["wall"]] * 300)
    assert numbers.tolist() == [*range(255), *[255] * 45]
    assert [each.tolist() for each in words_by_sentence([])] == [[], []]


def test_the_documentation_names_every_array_and_its_type() -> None:
    text = (Path(__file__).parents[2] / "docs" / "index-format.md").read_text()
    told = dict(re.findall(r"^\| `(\w+)\.npy` \| `([^`]+)` \|", text, re.MULTILINE))
    types = {name: dtype for name, (dtype, _) in COLUMNS.items()} | dict.fromkeys(FIRST, "<i8")
    assert {name: dtype.replace("\\", "") for name, dtype in told.items()} == types
    assert f"{len(types)} .npy files" in text
