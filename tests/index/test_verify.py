"""verify(): says what it found right, and finds what opening an index cannot see."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from helpers import CountingEmbedder, current, opened, reseal, tamper, write_files

from index import build
from index import vectors as index_vectors
from index.errors import IndexDamagedError, IndexMissingError
from index.generations import IndexFolder
from index.lexical import TantivyIndex
from index.representing import RepresentationsWriter
from index.vectors import FlatIndex, ListsIndex
from index.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray


def damage(index: Path, file: str, said: str) -> str:
    """Return a pattern of the message that names the file and the command that repairs the index."""
    where = f"the index in {index} is damaged: gen-000001/{file}"
    return f"^{where}: {said}; rebuild it with: rostrum build PATH --index {index}$"


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
        "11 passages have the sentences, tokens and words of their texts",
        "11 vectors are of unit length and under the right ids",
        "3 files as they are give the passages that are stored",
        f"{town_index} is sound: 3 transcripts, model hashed-words",
    ]


@pytest.mark.parametrize("what", ["speakers", "name cards"])
def test_a_summary_that_is_not_what_the_records_say_is_found(what: str, index: Path) -> None:
    tamper(index, f"UPDATE summaries SET body = replace(body, 'Ashgrove', 'Elmgrove') WHERE what = '{what}'")
    said = f"the summary of {what} is not what its records say"
    with pytest.raises(IndexDamagedError, match=damage(index, "passages.sqlite", said)):
        list(verify(index))


def test_names_that_an_older_rostrum_took_apart_by_other_rules_are_no_damage(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.summaries.RECIPE", "other rules")
    assert list(verify(index))


def test_an_index_without_summaries_is_sound_and_tells_the_same_speakers(index: Path) -> None:
    with opened(index) as generation:
        before = (generation.store.speakers(), generation.store.name_cards())
    for statement in ("DELETE FROM summaries", "DROP TABLE summaries"):
        tamper(index, statement)
        with opened(index) as generation:
            assert (generation.store.speakers(), generation.store.name_cards()) == before
        assert list(verify(index))


def test_the_index_may_come_from_the_environment(town_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROSTRUM_INDEX", str(town_index))
    assert list(verify()) == list(verify(str(town_index)))


def test_an_index_without_a_single_vector_is_sound(tmp_path: Path) -> None:
    build([write_files(tmp_path / "c", {"a.txt": "Thank you."})], tmp_path / "i", embedder=CountingEmbedder())
    assert list(verify(tmp_path / "i"))[1:5] == [
        "0 vectors and 1 lexical documents belong to 1 passages",
        "1 passages stand in their transcripts where they say",
        "0 passages have the sentences, tokens and words of their texts",
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
    with pytest.raises(IndexDamagedError, match=damage(index, "passages.sqlite", said)):
        next(lines)


def test_missing_representations_are_found(index: Path, tmp_path: Path) -> None:
    with opened(index) as generation:
        places = generation.store.places()
        scratch, dims = tmp_path / "scratch", (generation.representations.dim, generation.representations.token_dim)
        with RepresentationsWriter(scratch, *dims, generation.representations) as writer:
            shutil.rmtree(current(index) / "representations")
            writer.finish(current(index) / "representations", [each[1:] for each in places])
    reseal(index)
    said = "11 passages should have vectors, 11 have one and 10 have representations"
    with pytest.raises(IndexDamagedError, match=damage(index, "representations", said)):
        list(verify(index))


def test_missing_vectors_are_found(index: Path) -> None:
    vectors = FlatIndex.load(current(index) / "vectors.faiss", to_change=True)
    vectors.remove(vectors.ids[:2])
    vectors.save(current(index) / "vectors.faiss")
    reseal(index)
    said = "11 passages should have vectors, 9 have one and 11 have representations"
    with pytest.raises(IndexDamagedError, match=damage(index, "vectors.faiss", said)):
        list(verify(index))


def test_missing_lexical_documents_are_found(index: Path) -> None:
    TantivyIndex(current(index) / "lexical").update(["ferry"], [])
    reseal(index)
    with pytest.raises(
        IndexDamagedError, match=damage(index, "lexical", "11 passages should be found by words, 6 can be")
    ):
        list(verify(index))


def test_a_vector_under_a_wrong_id_is_found(index: Path) -> None:
    vectors = FlatIndex.load(current(index) / "vectors.faiss", to_change=True)
    right = vectors.ids[:1]
    row = vectors.get(right)
    vectors.remove(right)
    vectors.add(np.array([7]), row)
    vectors.save(current(index) / "vectors.faiss")
    reseal(index)
    said = "vectors and passages differ in 2 ids, such as 7"
    with pytest.raises(IndexDamagedError, match=damage(index, "vectors.faiss", said)):
        list(verify(index))


def test_a_searched_vector_that_is_not_the_ranked_one_is_found(index: Path) -> None:
    vectors = FlatIndex.load(current(index) / "vectors.faiss", to_change=True)
    stretched = vectors.ids[4:5]
    row = vectors.get(stretched)
    vectors.remove(stretched)
    vectors.add(stretched, row * 1.5)
    vectors.save(current(index) / "vectors.faiss")
    reseal(index)
    said = f"the vector of passage {stretched[0]} is not the one in representations/vectors.npy"
    with pytest.raises(IndexDamagedError, match=damage(index, "vectors.faiss", said)):
        list(verify(index))


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("ids", lambda a: np.roll(a, 1), "11 rows are not those of passages.sqlite, the first of them row 0"),
        ("turns", lambda a: a + (np.arange(11) == 3), "1 rows are not those of passages.sqlite, .* row 3"),
        ("transcripts", lambda a: a + (np.arange(11) > 8), "2 rows are not those of passages.sqlite, .* row 9"),
        ("speakers", lambda a: a * 0 - 1, "9 rows are not those of passages.sqlite, the first of them row 0"),
        ("sentence_spans", lambda a: a - (a == a.max()), "the sentences of passage {id} are not those of its text"),
        ("token_spans", lambda a: a + (a == a.max()) * 9, "a token of passage {id} lies outside its text"),
        ("token_spans", lambda a: a * 0, "a token of passage {first} lies outside its text"),
        ("words", lambda a: a[::-1], "the words of passage {first} are not those of its text"),
        ("word_sentences", lambda a: a + 1, "the words of passage {first} are not those of its text"),
        ("vectors", lambda a: a * 1.5, r"row 0 has the length 1\.50\d\d, expected 1"),
        ("vectors", lambda a: a * np.nan, "row 0 has the length nan, expected 1"),
        (
            "sentence_vectors",
            lambda a: a * (np.arange(len(a)) != 2)[:, None],
            "row 2 has the length 0.0000, expected 1",
        ),
        ("tokens", lambda a: a // 2, r"row 0 has the length 63\.0000, expected 127"),
    ],
)
def test_an_array_that_is_not_what_the_texts_say_is_found(
    name: str, change: Callable[[NDArray[Any]], NDArray[Any]], said: str, index: Path
) -> None:
    path = current(index) / "representations" / f"{name}.npy"
    array = np.load(path)
    with opened(index) as generation:
        longest = max(
            generation.store.passages(generation.representations.ids.tolist()).values(), key=lambda p: len(p.text)
        )
        said = said.format(id=longest.id, first=generation.representations.ids[0])
    np.save(path, change(array).astype(array.dtype))
    reseal(index)
    with pytest.raises(IndexDamagedError, match=damage(index, f"representations/{name}.npy", said)):
        list(verify(index))


def test_vectors_of_other_dimensions_than_the_manifest_says_are_found(index: Path) -> None:
    reseal(index, dim=384)
    said = "its vectors have 512 dimensions, expected 384"
    with pytest.raises(IndexDamagedError, match=damage(index, "representations/vectors.npy", said)):
        list(verify(index))


def test_an_index_in_lists_is_sound_and_a_vector_under_anothers_id_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_vectors, "EXACT_UP_TO", 100)
    text = "\n\n".join(f"The wall number {n} of the harbour has {n * n} stones." for n in range(200))
    folder, index = write_files(tmp_path / "c", {"a.txt": text}), tmp_path / "i"
    build([folder], index, embedder=CountingEmbedder())
    manifest = IndexFolder(index).manifest()
    assert manifest is not None
    assert manifest.vector_index == "ivf-sq8"
    assert len(list(verify(index))) == 7
    vectors = ListsIndex.load(current(index) / "vectors.faiss", to_change=True)
    swapped = vectors.ids[:2]
    rows = vectors.get(swapped)
    vectors.remove(swapped)
    vectors.add(swapped[::-1], rows)
    vectors.save(current(index) / "vectors.faiss")
    reseal(index)
    said = rf"the vector of passage ({swapped[0]}|{swapped[1]}) is not the one in representations/vectors\.npy"
    with pytest.raises(IndexDamagedError, match=damage(index, "vectors.faiss", said)):
        list(verify(index))


def test_the_tampered_index_still_opens(index: Path) -> None:
    # What verify() finds is what opening, which compares files with their seals, cannot see.
    tamper(index, 'UPDATE passages SET start = 0, "end" = 1')
    with opened(index) as generation:
        assert generation.store.counts()["passages"] == 12
