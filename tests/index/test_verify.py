"""verify(): says what it found right, and finds what opening an index cannot see."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest
from helpers import CountingEmbedder, current, opened, reseal, tamper, write_files

from index import build
from index.errors import IndexDamagedError, IndexMissingError
from index.generations import IndexFolder
from index.lexical import TantivyIndex
from index.vectors import FlatIndex
from index.verify import verify

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def index(town_index: Path, tmp_path: Path) -> Path:
    """A copy of the town's index, free to be damaged."""
    shutil.copytree(town_index, tmp_path / "town.index")
    return tmp_path / "town.index"


def test_a_sound_index_is_told_line_by_line(town_index: Path) -> None:
    manifest = IndexFolder(town_index).manifest()
    assert manifest is not None
    assert list(verify(town_index)) == [
        f"{len(manifest.files)} files have their sizes and checksums",
        "11 vectors and 11 lexical documents belong to 12 passages",
        "12 passages stand in their transcripts where they say",
        "11 vectors are of unit length and under the right ids",
        f"{town_index} is sound: 3 transcripts, model hashed-words",
    ]


def test_the_index_may_come_from_the_environment(town_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROSTRUM_INDEX", str(town_index))
    assert list(verify()) == list(verify(str(town_index)))


def test_an_index_without_a_single_vector_is_sound(tmp_path: Path) -> None:
    build([write_files(tmp_path / "c", {"a.txt": "Thank you."})], tmp_path / "i", embedder=CountingEmbedder())
    assert list(verify(tmp_path / "i"))[1:4] == [
        "0 vectors and 1 lexical documents belong to 1 passages",
        "1 passages stand in their transcripts where they say",
        "0 vectors are of unit length and under the right ids",
    ]


def test_no_index_is_no_sound_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="there is no index in"):
        list(verify(tmp_path))


def test_a_file_of_other_bytes_is_found(index: Path) -> None:
    (current(index) / "vectors.faiss").write_bytes(b"")
    with pytest.raises(IndexDamagedError, match=r"vectors\.faiss: it has 0 bytes, expected"):
        list(verify(index))


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            'UPDATE passages SET start = start + 1, "end" = "end" + 1 WHERE text LIKE \'The ferry%\'',
            "passage 1 of ferry is not what its transcript holds at 69-156",
        ),
        (
            "UPDATE passages SET text = 'The ferry sank.' WHERE text LIKE 'The ferry%'",
            "passage 1 of ferry is not what its transcript holds at 68-155",
        ),
        (
            "UPDATE transcripts SET text = replace(text, 'pipes', 'tubes') WHERE id = 'council/water'",
            "passage 1 of council/water is not what its transcript holds at 38-90",
        ),
    ],
    ids=["shifted", "other passage", "other transcript"],
)
def test_a_passage_that_its_transcript_does_not_hold_is_found(statement: str, said: str, index: Path) -> None:
    tamper(index, statement)
    lines = verify(index)
    assert next(lines).endswith("files have their sizes and checksums")
    assert next(lines) == "11 vectors and 11 lexical documents belong to 12 passages"
    with pytest.raises(IndexDamagedError, match=f"^{said}; rebuild with: rostrum build PATH --index {index}$"):
        next(lines)


def test_missing_sentences_are_found(index: Path) -> None:
    tamper(index, "DELETE FROM sentences WHERE passage = (SELECT min(passage) FROM sentences)")
    with pytest.raises(IndexDamagedError, match=r"^11 passages should have vectors, 11 have one and 10 have sentences"):
        list(verify(index))


def test_missing_vectors_are_found(index: Path) -> None:
    vectors = FlatIndex.load(current(index) / "vectors.faiss")
    vectors.remove(vectors.ids[:2])
    vectors.save(current(index) / "vectors.faiss")
    reseal(index)
    with pytest.raises(IndexDamagedError, match=r"^11 passages should have vectors, 9 have one and 11 have sentences"):
        list(verify(index))


def test_missing_lexical_documents_are_found(index: Path) -> None:
    TantivyIndex(current(index) / "lexical").update(["ferry"], [])
    reseal(index)
    with pytest.raises(IndexDamagedError, match=r"^11 passages should be found by words, 6 can be"):
        list(verify(index))


def test_a_vector_under_a_wrong_id_is_found(index: Path) -> None:
    vectors = FlatIndex.load(current(index) / "vectors.faiss")
    right = vectors.ids[:1]
    row = vectors.get(right)
    vectors.remove(right)
    vectors.add(np.array([7]), row)
    vectors.save(current(index) / "vectors.faiss")
    reseal(index)
    with pytest.raises(IndexDamagedError, match=r"^vectors and passages differ in 2 ids, such as 7"):
        list(verify(index))


def test_a_vector_of_another_length_is_found(index: Path) -> None:
    vectors = FlatIndex.load(current(index) / "vectors.faiss")
    stretched = vectors.ids[4:5]
    row = vectors.get(stretched)
    vectors.remove(stretched)
    vectors.add(stretched, row * 1.5)
    vectors.save(current(index) / "vectors.faiss")
    reseal(index)
    with pytest.raises(
        IndexDamagedError, match=rf"^the vector of passage {stretched[0]} has the length 1\.5000, expected 1"
    ):
        list(verify(index))


def test_the_tampered_index_still_opens(index: Path) -> None:
    # What verify() finds is what opening, which compares files with their seals, cannot see.
    tamper(index, 'UPDATE passages SET start = 0, "end" = 1')
    with opened(index) as generation:
        assert generation.store.counts()["passages"] == 12
