"""Builds: what is read, what is embedded, and what the index holds afterwards."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
import tantivy
from helpers import (
    FERRY,
    LIBRARY,
    WATER,
    CountingEmbedder,
    OtherEmbedder,
    contents,
    current,
    opened,
    tamper,
    tiny_model,
    write_files,
)

from index import build, manifest, representing
from index.arrays import COLUMNS, FIRST
from index.errors import IndexDamagedError, IndexMismatchError, IndexMissingError, MalformedError, ModelError
from index.generations import IndexFolder
from index.manifest import Manifest
from index.records import Conditions, Reach, Wording
from index.report import Progress, Warned
from index.representations import words_by_sentence
from index.sentences import sentence_spans
from index.settings import DEFAULT_MODEL
from index.verify import verify
from index.words import stems

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from index import BuildReport

FERRY_TEXTS = [
    "Mayor Edda Quillfeather met reporters at the harbour of Marlhaven.",
    "The ferry to Osk Island sails from Monday. It will carry four hundred passengers a day.",
    "What does a ticket cost?",
    "A ticket costs three crowns. Children under twelve travel free.",
    "(Laughter.)",
    "The harbour wall was repaired with granite last winter.",
]
LIBRARY_TEXTS = [
    "Our new library holds ninety thousand books and is open until midnight.",
    "I borrowed the first novel this morning. Thank you.",
    "Reading makes a town wiser, and the library is free for everyone.",
]
WATER_TEXTS = [
    "The water price rises by two crowns.",
    "The old pipes below Fennel Street leak every winter.",
    "We shall replace the pipes before the summer ends.",
]
WHOLE_TOWN = {"ferry": FERRY_TEXTS, "library": LIBRARY_TEXTS, "council/water": WATER_TEXTS}


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "town.index"


def names(report: BuildReport) -> dict[str, tuple[str, ...]]:
    """Return what a report says of files, without what is empty."""
    said = {name: getattr(report, name) for name in ("added", "changed", "removed", "unchanged")}
    said["skipped"] = tuple(each.path for each in report.skipped)
    return {name: files for name, files in said.items() if files}


def times(index: Path) -> dict[str, int]:
    """Return when each file of an index was last written, but for the lock."""
    files = [path for path in index.rglob("*") if path.is_file() and path.name != ".lock"]
    return {path.relative_to(index).as_posix(): path.stat().st_mtime_ns for path in files}


def everything(index: Path) -> dict[str, object]:
    """Return all that a search could see: records, vectors by passage, every array's bytes, and lexical scores."""
    with opened(index) as generation:
        store = generation.store
        ids = sorted(generation.vectors.ids.tolist())
        queries = ("ferry", "the price of water", "a library for the town", "winter")
        ranked = [generation.lexical.search(query, 100, Conditions()) for query in queries]
        return {
            "sources": store.sources(),
            "transcripts": [store.transcript(head.id) for head in store.heads()],
            "passages": [store.passages_of(head.id) for head in store.heads()],
            "speakers": {each.name: (set(each.aliases), each.turns, each.words) for each in store.speakers()},
            "vectors": dict(zip(ids, generation.vectors.get(np.array(ids)).tolist(), strict=True)),
            "arrays": {
                name: (array.dtype.str, array.shape, array.tobytes())
                for name in (*COLUMNS, *FIRST)
                for array in [np.asarray(getattr(generation.representations, name))]
            },
            "scores": [{int(i): round(float(s), 4) for i, s in zip(*hits, strict=True)} for hits in ranked],
            "languages": generation.lexical.languages,
            "weights": generation.lexical.weights("ferry wall library price"),
        }


@pytest.fixture(params=["written again", "shared"])
def sharing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what stays written again, as in a small index, and shared with the generation before, as in a large one."""
    if request.param == "shared":
        monkeypatch.setattr(representing, "_SHARED_FROM_BYTES", 0)
        monkeypatch.setattr(representing, "_MOST_APART", 99.0)


# -- the first build -------------------------------------------------------------------------------------------------


def test_a_build_holds_every_transcript_in_store_vectors_and_words(
    corpus: Path, index: Path, embedder: CountingEmbedder
) -> None:
    report = build([corpus], index, embedder=embedder)
    assert names(report) == {"added": ("ferry.txt", "library.md", "water.json")}
    assert (report.transcripts, report.passages, report.embedded, report.reused) == (3, 12, 11, 0)
    assert (report.index, report.warnings) == (index, ())
    assert contents(index) == WHOLE_TOWN
    with opened(index) as generation:
        assert len(generation.vectors) == 11
        assert len(generation.lexical) == 11
        assert sorted(generation.vectors.ids) == sorted(generation.store.ids(reach=Reach.MEANING))


def test_each_passage_and_each_of_its_sentences_is_embedded_once(
    corpus: Path, index: Path, embedder: CountingEmbedder
) -> None:
    build([corpus], index, embedder=embedder)
    passages = {text for texts in WHOLE_TOWN.values() for text in texts} - {"(Laughter.)"}
    sentences = {
        "The ferry to Osk Island sails from Monday.",
        "It will carry four hundred passengers a day.",
        "A ticket costs three crowns.",
        "Children under twelve travel free.",
        "I borrowed the first novel this morning.",
        "Thank you.",
    }
    assert sorted(embedder.texts) == sorted(passages | sentences)


def test_vectors_are_those_of_the_texts(corpus: Path, index: Path) -> None:
    embedder = CountingEmbedder()
    build([corpus], index, embedder=embedder)
    with opened(index) as generation:
        for passage in generation.store.passages(generation.store.ids(reach=Reach.MEANING).tolist()).values():
            key = np.array([passage.id])
            (row,) = generation.rows.rows(key)
            arrays = generation.representations
            expected = embedder.embed_passages([passage.text])
            assert arrays.vectors[row] == pytest.approx(expected.vectors[0], abs=5e-4)
            assert np.array_equal(generation.vectors.get(key)[0], np.asarray(arrays.vectors[row], np.float32))
            spans = arrays.sentence_spans[arrays.sentences_of(row)].tolist()
            assert spans == [list(span) for span in sentence_spans(passage.text, "en")]
            texts = [passage.text[start:end] for start, end in spans]
            sentences = arrays.sentence_vectors[arrays.sentences_of(row)]
            assert sentences == pytest.approx(embedder.embed_documents(texts), abs=5e-4)
            assert arrays.token_spans[arrays.tokens_of(row)].tolist() == expected.spans.tolist()
            assert arrays.tokens[arrays.tokens_of(row)].tolist() == expected.tokens.tolist()
            words = slice(arrays.word_first[row], arrays.word_first[row + 1])
            hashes, numbers = words_by_sentence(stems(text, "en") for text in texts)
            assert arrays.words[words].tolist() == hashes.tolist()
            assert arrays.word_sentences[words].tolist() == numbers.tolist()


def test_rows_stand_in_the_order_of_transcripts_and_of_places_in_them(corpus: Path, index: Path) -> None:
    build([corpus], index, embedder=CountingEmbedder())
    with opened(index) as generation:
        ids = generation.representations.ids.tolist()
        texts = [generation.store.passages([each])[each].text for each in ids]
        assert texts == [*WATER_TEXTS, *(each for each in FERRY_TEXTS if each != "(Laughter.)"), *LIBRARY_TEXTS]
        assert generation.representations.transcripts.tolist() == [0] * 3 + [1] * 5 + [2] * 3
        assert generation.rows.rows(np.array([ids[4], 7, ids[0]])).tolist() == [4, -1, 0]


def test_the_manifest_says_what_the_index_was_built_with(corpus: Path, index: Path, embedder: CountingEmbedder) -> None:
    build([corpus], index, embedder=embedder)
    manifest = IndexFolder(index).manifest()
    assert manifest is not None
    assert (manifest.schema_version, manifest.model, manifest.model_sha256, manifest.dim, manifest.vector_index) == (
        4,
        "hashed-words",
        embedder.sha256,
        512,
        "flat",
    )
    assert manifest.token_recipe == "as they are"
    assert manifest.current_recipes
    assert manifest.counts == {
        "sources": 3,
        "transcripts": 3,
        "turns": 10,
        "passages": 12,
        "meaning": 11,
        "exact": 0,
        "context": 1,
    }
    parts = {"passages.sqlite", "vectors.faiss", "lexical", "representations"}
    assert {name.partition("/")[0] for name in manifest.files} == parts
    arrays = {name.partition("/")[2] for name in manifest.files if name.startswith("representations/")}
    assert arrays == {f"{name}.npy" for name in (*COLUMNS, *FIRST)}
    assert {path.name for path in current(index).iterdir()} == parts | {"manifest.json"}


def test_progress_counts_files_and_then_passages(corpus: Path, index: Path, embedder: CountingEmbedder) -> None:
    seen: list[Progress] = []
    build([corpus], index, embedder=embedder, progress=seen.append)
    assert seen == [
        Progress("reading", 0, 3),
        Progress("reading", 1, 3),
        Progress("reading", 2, 3),
        Progress("reading", 3, 3),
        Progress("embedding", 0, 11),
        Progress("embedding", 11, 11),
    ]


class SlowToLoad(CountingEmbedder):
    """An embedder that says when it is loaded."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Progress | str] = []

    def load(self) -> None:
        self.told.append("loaded")


def test_the_model_is_loaded_before_the_first_passages_and_only_for_such(corpus: Path, index: Path) -> None:
    embedder = SlowToLoad()
    build([corpus], index, embedder=embedder, progress=embedder.told.append)
    assert embedder.told[4:] == [
        Progress("embedding", 0, 11),
        Progress("loading", 0, 1),
        "loaded",
        Progress("loading", 1, 1),
        Progress("embedding", 0, 11),
        Progress("embedding", 11, 11),
    ]
    embedder.told.clear()
    (corpus / "ferry.txt").rename(corpus / "boat.txt")
    build([corpus], index, embedder=embedder, progress=embedder.told.append)
    assert [each for each in embedder.told if each == "loaded" or getattr(each, "stage", "") == "loading"] == []


def test_progress_goes_on_by_batches(tmp_path: Path, index: Path, embedder: CountingEmbedder) -> None:
    text = "\n\n".join(f"The wall of the harbour has {number} stones." for number in range(600))
    seen: list[Progress] = []
    build([write_files(tmp_path / "c", {"a.txt": text})], index, embedder=embedder, progress=seen.append)
    assert [each.done for each in seen if each.stage == "embedding"] == [0, 512, 600]


def test_subfolders_are_read_and_hidden_files_and_indexes_passed_over(
    tmp_path: Path, embedder: CountingEmbedder
) -> None:
    text = "The wall of the harbour is high."
    folder = write_files(
        tmp_path / "c",
        {"2021/may/a.txt": text, "b.TXT": "The ferry is quite fast.", ".hidden.txt": text, ".git/c.txt": text},
    )
    for name in ("town.index", "elsewhere"):
        build([folder / "2021"], folder / name, embedder=embedder)
        write_files(folder / name, {"stray.txt": text})
    report = build([folder], folder / "town.index", embedder=embedder)
    assert names(report) == {"added": ("2021/may/a.txt", "b.TXT"), "removed": ("may/a.txt",)}
    assert contents(folder / "town.index") == {"2021/may/a": [text], "b": ["The ferry is quite fast."]}


def test_single_files_may_be_named_and_one_named_twice_is_read_once(
    corpus: Path, index: Path, embedder: CountingEmbedder
) -> None:
    report = build([corpus / "ferry.txt", corpus, corpus / "library.md"], index, embedder=embedder)
    assert names(report) == {"added": ("ferry.txt", "library.md", "water.json")}


def test_the_index_folder_may_come_from_the_environment(
    corpus: Path, tmp_path: Path, embedder: CountingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROSTRUM_INDEX", str(tmp_path / "by-env.index"))
    assert build([str(corpus)], embedder=embedder).index == tmp_path / "by-env.index"
    assert contents(tmp_path / "by-env.index") == WHOLE_TOWN


# -- only what changed -----------------------------------------------------------------------------------------------


def test_when_nothing_changed_nothing_is_embedded_and_nothing_written(
    corpus: Path, index: Path, embedder: CountingEmbedder
) -> None:
    build([corpus], index, embedder=embedder)
    before = times(index)
    embedder.texts.clear()
    os.utime(corpus / "ferry.txt")
    report = build([corpus], index, embedder=embedder)
    assert names(report) == {"unchanged": ("ferry.txt", "library.md", "water.json")}
    assert (report.embedded, report.reused, report.transcripts, report.passages) == (0, 0, 3, 12)
    assert embedder.texts == []
    assert times(index) == before
    assert current(index).name == "gen-000001"


def test_a_changed_paragraph_alone_is_embedded_again(corpus: Path, index: Path, embedder: CountingEmbedder) -> None:
    build([corpus], index, embedder=embedder)
    embedder.texts.clear()
    write_files(corpus, {"library.md": LIBRARY.replace("a town wiser, and", "a town rich. And")})
    report = build([corpus], index, embedder=embedder)
    assert names(report) == {"changed": ("library.md",), "unchanged": ("ferry.txt", "water.json")}
    assert (report.embedded, report.reused) == (1, 0)
    assert sorted(embedder.texts) == [
        "And the library is free for everyone.",
        "Reading makes a town rich.",
        "Reading makes a town rich. And the library is free for everyone.",
    ]
    assert contents(index)["library"][2] == "Reading makes a town rich. And the library is free for everyone."


def test_a_paragraph_inserted_at_the_top_leaves_all_others_as_they_are(
    corpus: Path, index: Path, embedder: CountingEmbedder
) -> None:
    build([corpus], index, embedder=embedder)
    embedder.texts.clear()
    write_files(corpus, {"ferry.txt": FERRY.replace("Mayor Edda", "It rained.\n\nMayor Edda", 1)})
    report = build([corpus], index, embedder=embedder)
    # "It rained." has two words: found by its exact words only, never embedded.
    assert (report.embedded, embedder.texts, report.passages) == (0, [], 13)
    assert contents(index)["ferry"] == ["It rained.", *FERRY_TEXTS]
    with opened(index) as generation:
        (found,) = generation.lexical.matching(Wording(("it rained",)), Conditions())
        assert generation.store.passages([found])[found].start == 0
        (wall,) = generation.lexical.matching(Wording(("granite last winter",)), Conditions())
        passage = generation.store.passages([wall])[wall]
        transcript = generation.store.transcript("ferry")
        assert transcript is not None
        assert transcript.text[passage.start : passage.end] == FERRY_TEXTS[5]


def test_a_new_date_or_speaker_is_taken_without_embedding_anything(
    corpus: Path, index: Path, embedder: CountingEmbedder
) -> None:
    build([corpus], index, embedder=embedder)
    embedder.texts.clear()
    write_files(
        corpus, {"library.md": LIBRARY.replace("2022-09-05", "2023-10-06").replace("Tobin Ashgrove", "Ina Ash")}
    )
    assert build([corpus], index, embedder=embedder).embedded == 0
    with opened(index) as generation:
        where = Conditions(speakers=frozenset(["Ina Ash"]), since=dt.date(2023, 10, 6))
        assert len(generation.store.ids(where)) == len(generation.lexical.matching(Wording(), where)) == 2
        assert len(generation.lexical.matching(Wording(), Conditions(speakers=frozenset(["Tobin Ashgrove"])))) == 2
    assert embedder.texts == []


def test_a_renamed_file_is_reused_and_not_embedded(corpus: Path, index: Path, embedder: CountingEmbedder) -> None:
    build([corpus], index, embedder=embedder)
    embedder.texts.clear()
    (corpus / "old").mkdir()
    (corpus / "ferry.txt").rename(corpus / "old" / "boat.txt")
    report = build([corpus], index, embedder=embedder)
    assert names(report) == {
        "added": ("old/boat.txt",),
        "removed": ("ferry.txt",),
        "unchanged": ("library.md", "water.json"),
    }
    assert (report.embedded, report.reused, embedder.texts) == (0, 5, [])
    assert contents(index) == {"old/boat": FERRY_TEXTS, "library": LIBRARY_TEXTS, "council/water": WATER_TEXTS}


def test_a_renamed_file_that_gives_its_own_id_keeps_every_passage(
    corpus: Path, index: Path, embedder: CountingEmbedder
) -> None:
    build([corpus], index, embedder=embedder)
    embedder.texts.clear()
    (corpus / "water.json").rename(corpus / "a-water.json")
    report = build([corpus], index, embedder=embedder)
    assert (report.added, report.removed) == (("a-water.json",), ("water.json",))
    assert (report.embedded, report.reused, embedder.texts) == (0, 0, [])
    assert contents(index) == WHOLE_TOWN


def test_a_deleted_files_passages_vanish_from_store_vectors_and_words(
    corpus: Path, index: Path, embedder: CountingEmbedder
) -> None:
    build([corpus], index, embedder=embedder)
    (corpus / "ferry.txt").unlink()
    report = build([corpus], index, embedder=embedder)
    assert names(report) == {"removed": ("ferry.txt",), "unchanged": ("library.md", "water.json")}
    assert contents(index) == {"library": LIBRARY_TEXTS, "council/water": WATER_TEXTS}
    with opened(index) as generation:
        left = sorted(generation.store.ids(reach=Reach.MEANING).tolist())
        assert sorted(generation.vectors.ids.tolist()) == left
        assert sorted(generation.lexical.matching(Wording(), Conditions()).tolist()) == left
        assert generation.lexical.matching(Wording(("osk island",)), Conditions()).tolist() == []
        assert sorted(generation.store.sources()) == ["library.md", "water.json"]


def test_the_same_paragraph_in_two_files_is_embedded_once_and_held_twice(
    tmp_path: Path, index: Path, embedder: CountingEmbedder
) -> None:
    text = "The wall of the harbour is high."
    report = build([write_files(tmp_path / "c", {"a.txt": text, "b.txt": text})], index, embedder=embedder)
    assert (report.embedded, report.passages, embedder.texts) == (2, 2, [text])
    write_files(tmp_path / "c", {"c.txt": text})
    report = build([tmp_path / "c"], index, embedder=embedder)
    assert (report.embedded, report.reused, report.passages, embedder.texts) == (0, 1, 3, [text])


def test_a_passage_that_becomes_a_stage_direction_loses_its_vector_and_gets_it_back(
    tmp_path: Path, index: Path, embedder: CountingEmbedder
) -> None:
    def content(kind: str) -> str:
        turns = [{"text": "All of them applauded for long.", "kind": kind}, {"text": "We thank you all."}]
        return json.dumps({"turns": turns})

    for kind, vectors in (("speech", 2), ("stage", 1), ("speech", 2)):
        build([write_files(tmp_path / "c", {"a.json": content(kind)})], index, embedder=embedder)
        with opened(index) as generation:
            assert (len(generation.vectors), len(generation.lexical)) == (vectors, vectors)


@pytest.mark.usefixtures("sharing")
def test_the_result_does_not_depend_on_the_way_there(corpus: Path, tmp_path: Path) -> None:
    at_once, in_steps = tmp_path / "at-once.index", tmp_path / "in-steps.index"
    build([corpus], at_once, embedder=CountingEmbedder())
    steps = tmp_path / "steps"
    for files in (
        {"water.json": WATER, "gone.txt": "The ferry of the past sank in the winter storm.\n\nNobody misses it."},
        {"library.md": LIBRARY.replace("library", "bakery")},
        {"ferry.txt": FERRY, "library.md": LIBRARY},
    ):
        build([write_files(steps, files)], in_steps, embedder=CountingEmbedder())
    (steps / "gone.txt").unlink()
    build([steps], in_steps, embedder=CountingEmbedder())
    assert everything(in_steps) == everything(at_once)


def test_a_large_index_shares_what_stays_with_the_one_before_and_does_not_hash_it_again(
    corpus: Path, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(representing, "_SHARED_FROM_BYTES", 0)
    monkeypatch.setattr(representing, "_MOST_APART", 0.5)
    build([corpus], index, embedder=CountingEmbedder())
    first = current(index) / "representations" / "tokens.npy"
    inode, seal = first.stat().st_ino, Manifest.read(current(index)).files["representations/tokens.npy"]
    write_files(corpus, {"water.json": WATER.replace("two crowns", "three crowns")})
    hashed: list[str] = []
    sha256_of = manifest.sha256_of
    monkeypatch.setattr(manifest, "sha256_of", lambda path: hashed.append(path.name) or sha256_of(path))
    with monkeypatch.context() as within:
        within.setattr(Manifest, "check_files", lambda *_: None)
        build([corpus], index, embedder=CountingEmbedder())
    kept = current(index) / "representations" / "kept" / "tokens.npy"
    assert (kept.stat().st_ino, kept.stat().st_nlink) == (inode, 1)  # the generation before is gone
    assert Manifest.read(current(index)).files["representations/kept/tokens.npy"] == seal
    assert hashed.count("tokens.npy") == 1  # of what lies beside
    assert "11 passages embedded again have the vectors that are stored" in list(
        verify(index, sample=20, embedder=CountingEmbedder())
    )
    build([corpus], tmp_path / "fresh.index", embedder=CountingEmbedder())
    assert everything(index) == everything(tmp_path / "fresh.index")
    kept.write_bytes(kept.read_bytes()[:-1] + b"!")
    with pytest.raises(IndexDamagedError, match=r"representations/kept/tokens\.npy: its bytes are not those"):
        IndexFolder(index).open_current()


def test_little_that_goes_is_taken_out_of_the_words_without_writing_them_again(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["index.build"], "_MOST_GONE", 0.8)  # index.build is the function, too
    build([corpus], index, embedder=CountingEmbedder())
    gone = []
    for name, text in (("water.json", WATER), ("library.md", LIBRARY), ("ferry.txt", FERRY)):
        write_files(corpus, {name: text.replace("two crowns", "five crowns").replace("winter", "spring")})
        write_files(corpus, {name: (corpus / name).read_text().replace("library", "archive")})
        build([corpus], index, embedder=CountingEmbedder())
        with opened(index) as generation:
            gone.append(generation.lexical.gone)
            held = sorted(generation.store.ids(reach=Reach.MEANING).tolist())
            assert sorted(generation.lexical.matching(Wording(), Conditions()).tolist()) == held
            assert not len(generation.lexical.matching(Wording(("water price rises by two crowns",)), Conditions()))
            assert len(generation.lexical.matching(Wording(("rises by five crowns",)), Conditions())) == 1
    assert gone == [3, 6, 0]  # 11 of 11 would be too many: all is written again


def test_one_folder_given_as_two_roots_in_either_order_is_the_same(tmp_path: Path) -> None:
    write_files(tmp_path / "one", {"ferry.txt": FERRY})
    write_files(tmp_path / "two", {"library.md": LIBRARY, "sub/water.json": WATER})
    build([tmp_path / "one", tmp_path / "two"], tmp_path / "a.index", embedder=CountingEmbedder())
    build([tmp_path / "two", tmp_path / "one"], tmp_path / "b.index", embedder=CountingEmbedder())
    assert everything(tmp_path / "a.index") == everything(tmp_path / "b.index")
    assert contents(tmp_path / "a.index") == WHOLE_TOWN


@pytest.mark.usefixtures("sharing")
def test_a_change_of_language_alone_gives_what_a_fresh_build_gives(tmp_path: Path, index: Path) -> None:
    text = "---\nlanguage: {}\n---\n\nThe walls were repaired by Dr. Ash and St. Osk. They are high again.\n"
    for number, language in enumerate(("en", "de", "en")):
        folder = write_files(tmp_path / "c", {"a.md": text.format(language), "b.md": text.format("en")})
        build([folder], index, embedder=CountingEmbedder())
        build([folder], tmp_path / f"fresh{number}.index", embedder=CountingEmbedder())
        assert everything(index) == everything(tmp_path / f"fresh{number}.index")
        with opened(index) as generation:
            first = generation.representations.word_first
            one, other = (generation.representations.words[first[n] : first[n + 1]].tolist() for n in (0, 1))
            assert (one == other) is (language == "en")


def test_vectors_that_are_made_anew_are_searched_anew(tmp_path: Path, index: Path) -> None:
    class Later(CountingEmbedder):
        """The same model, whose numbers come out a little different, as from another batch."""

        def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
            rows = super().embed_documents(texts) + 0.01
            return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)

    text = "---\nlanguage: {}\n---\n\nThe walls are high again.\n"
    build([write_files(tmp_path / "c", {"a.md": text.format("en")})], index, embedder=CountingEmbedder())
    build([write_files(tmp_path / "c", {"a.md": text.format("de")})], index, embedder=Later())
    list(verify(index))
    with opened(index) as generation:
        searched = generation.vectors.get(generation.representations.ids)
        assert np.array_equal(searched, np.asarray(generation.representations.vectors, np.float32))
        assert searched.min() > 0


def test_old_generations_are_swept_away(corpus: Path, index: Path, embedder: CountingEmbedder) -> None:
    build([corpus], index, embedder=embedder)
    (corpus / "ferry.txt").unlink()
    build([corpus], index, embedder=embedder)
    assert sorted(path.name for path in index.iterdir()) == [".lock", "CURRENT", "gen-000002"]
    assert (index / "CURRENT").read_text() == "gen-000002\n"


# -- recipes and models ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("recipe", ["attribution_recipe", "passage_recipe"])
def test_after_a_change_of_recipe_all_files_are_read_again_and_vectors_kept(
    recipe: str, corpus: Path, index: Path, embedder: CountingEmbedder
) -> None:
    build([corpus], index, embedder=embedder)
    embedder.texts.clear()
    tamper(index, "UPDATE turns SET speaker = 'Somebody'", **{recipe: "an older one"})
    report = build([corpus], index, embedder=embedder)
    assert names(report) == {"unchanged": ("ferry.txt", "library.md", "water.json")}
    assert (report.embedded, embedder.texts) == (0, [])
    with opened(index) as generation:
        assert [speaker.name for speaker in generation.store.speakers()] == ["Edda Quillfeather", "Tobin Ashgrove"]
        assert generation.manifest is not None
        assert generation.manifest.current_recipes


def test_another_model_embeds_everything_again(corpus: Path, index: Path, embedder: CountingEmbedder) -> None:
    build([corpus], index, embedder=embedder)
    other = OtherEmbedder()
    report = build([corpus], index, embedder=other)
    assert names(report) == {"unchanged": ("ferry.txt", "library.md", "water.json")}
    assert (report.embedded, sorted(other.texts)) == (11, sorted(embedder.texts))
    with opened(index) as generation:
        assert generation.manifest is not None
        assert (generation.manifest.model, generation.manifest.dim) == ("other-words", 64)
        assert generation.vectors.get(generation.vectors.ids).shape == (11, 64)


def test_other_weights_under_the_same_name_embed_everything_again(
    corpus: Path, index: Path, embedder: CountingEmbedder
) -> None:
    build([corpus], index, embedder=embedder)
    tamper(index, model_sha256="f" * 64)
    assert build([corpus], index, embedder=embedder).embedded == 11


def test_without_a_model_named_the_indexs_own_is_used(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([corpus], index, model="hashed-words")
    write_files(corpus, {"new.txt": "The wall of the harbour is high."})
    assert build([corpus], index).embedded == 1
    (corpus / "new.txt").unlink()
    monkeypatch.setenv("ROSTRUM_MODEL", "hashed-words")
    assert build([corpus], index).removed == ("new.txt",)
    manifest = IndexFolder(index).manifest()
    assert manifest is not None
    assert manifest.model == "hashed-words"


def test_an_unknown_model_stops_the_build_and_the_old_index_serves(corpus: Path, index: Path) -> None:
    build([corpus], index, model="hashed-words")
    (corpus / "ferry.txt").unlink()
    with pytest.raises(ModelError, match="there is no model 'no such/model/at all'"):
        build([corpus], index, model="no such/model/at all")
    assert contents(index) == WHOLE_TOWN


def test_an_unknown_model_makes_no_index(corpus: Path, index: Path) -> None:
    with pytest.raises(ModelError, match="there is no model 'no such/model/at all'"):
        build([corpus], index, model="no such/model/at all")
    with pytest.raises(
        IndexMissingError, match=f"there is no index in {index}; build one with: rostrum build PATH --index"
    ):
        IndexFolder(index).open_current()


# -- what a person should know ---------------------------------------------------------------------------------------


def test_warnings_of_a_file_are_told_with_its_name(tmp_path: Path, index: Path, embedder: CountingEmbedder) -> None:
    files = {
        "a.txt": "Wall day\n\n03/04/2022\n\nThe wall is very high.",
        "b.txt": b"The caf\xe9 is closed.",
    }
    report = build([write_files(tmp_path / "c", files)], index, embedder=embedder)
    assert report.warnings == (
        Warned("a.txt", "the date '03/04/2022' can be read two ways; write it as YYYY-MM-DD"),
        Warned("b.txt", "read as Windows-1252: it is not valid UTF-8"),
    )


class DefaultInName(CountingEmbedder):
    """The fake embedder under the name of the default model, which knows English only."""

    id = DEFAULT_MODEL
    languages = frozenset({"en"})


class Cutting(CountingEmbedder):
    """A fake embedder whose window holds 40 characters."""

    texts_cut = 0

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts_cut += sum(len(text) > 40 for text in texts)
        return super().embed_documents(texts)


def test_transcripts_in_other_languages_than_the_models_are_said(tmp_path: Path, index: Path) -> None:
    files = {
        "a.md": "---\nlanguage: de\n---\n\nDie Mauer ist sehr hoch.",
        "b.md": "---\nlanguage: de\n---\n\nDie Fähre ist recht schnell.",
        "c.md": "---\nlanguage: kk\n---\n\nҚош келдіңіздер, құрметті достар.",
        "d.md": "---\nlanguage: en\n---\n\nThe wall is very high.",
    }
    (warned,) = build([write_files(tmp_path / "c", files)], index, embedder=DefaultInName()).warnings
    assert warned == Warned(
        None,
        "all-MiniLM-L6-v2 knows en only; transcripts in other languages (de: 2, kk: 1) are found by their words rather "
        "than their meaning; name a multilingual model with --model",
    )
    assert build([tmp_path / "c"], index, embedder=CountingEmbedder()).warnings == ()


def test_texts_beyond_the_models_window_are_counted_for_each_build(tmp_path: Path, index: Path) -> None:
    embedder = Cutting()
    long = "The wall of the harbour is higher than forty characters."
    (warned,) = build([write_files(tmp_path / "c", {"a.txt": long})], index, embedder=embedder).warnings
    assert warned.text == (
        "1 passage or sentence is longer than the window of hashed-words; what lies beyond it is not embedded"
    )
    write_files(tmp_path / "c", {"b.txt": "The ferry is quite fast."})
    assert build([tmp_path / "c"], index, embedder=embedder).warnings == ()


# -- speakers of the whole corpus ------------------------------------------------------------------------------------

HARBOUR = (
    "Harbour day\n\n3 May 2021\n\nMs. Marrow: The wall of the harbour is high.\n\nMr. Osk: It is not high enough.\n"
)
MARROW = "Bell day\n\n9 June 2021\n\nIna Marrow: The bell rings at noon.\n\nPiet Osk: And again at midnight it rings.\n"
OTHER = "Tower day\n\n1 July 2021\n\nJon Marrow: The tower has nine floors.\n\nInes Marrow: It had ten floors once.\n"


def spoken(index: Path) -> dict[str, str | None]:
    """Return who says each passage, the same by store and by words."""
    with opened(index) as generation:
        store = generation.store
        passages = {each.text: each for head in store.heads() for each in store.passages_of(head.id)}
        for speaker in store.speakers():
            where = Conditions(speakers=frozenset([speaker.name]))
            ids = generation.lexical.matching(Wording(), where)
            assert sorted(ids) == sorted(store.ids(where, reach=Reach.MEANING))
        return {text: passage.speaker for text, passage in passages.items() if passage.speaker}


def test_a_full_name_in_a_new_file_names_a_surname_in_an_old_one(tmp_path: Path, index: Path) -> None:
    embedder = CountingEmbedder()
    folder = write_files(tmp_path / "c", {"harbour.txt": HARBOUR})
    build([folder], index, embedder=embedder)
    assert spoken(index) == {"The wall of the harbour is high.": "Marrow", "It is not high enough.": "Osk"}
    report = build([write_files(folder, {"marrow.txt": MARROW})], index, embedder=embedder)
    assert (names(report), report.embedded) == ({"added": ("marrow.txt",), "unchanged": ("harbour.txt",)}, 2)
    assert spoken(index)["The wall of the harbour is high."] == "Ina Marrow"
    report = build([write_files(folder, {"other.txt": OTHER})], index, embedder=embedder)
    assert spoken(index)["The wall of the harbour is high."] == "Marrow"
    assert spoken(index)["It is not high enough."] == "Piet Osk"


@pytest.mark.usefixtures("sharing")
def test_speakers_do_not_depend_on_the_way_there(tmp_path: Path) -> None:
    files = {"harbour.txt": HARBOUR, "marrow.txt": MARROW}
    declared = '[[correction]]\ntranscript = "marrow"\nturn = 0\nspeaker = "Ada Korvin"\n'
    steps = tmp_path / "steps"
    in_steps, at_once = tmp_path / "in-steps.index", tmp_path / "at-once.index"
    for more in ({"other.txt": OTHER}, {"harbour.txt": HARBOUR, "speakers.toml": declared}, {"marrow.txt": MARROW}):
        if "speakers.toml" in more:
            more["speakers.toml"] = declared.replace("marrow", "harbour")
        build([write_files(steps, more)], in_steps, embedder=CountingEmbedder())
    (steps / "other.txt").unlink()
    build([write_files(steps, {"speakers.toml": declared})], in_steps, embedder=CountingEmbedder())
    build([write_files(tmp_path / "c", files | {"speakers.toml": declared})], at_once, embedder=CountingEmbedder())
    assert everything(in_steps) == everything(at_once)
    assert spoken(in_steps) == {
        "The wall of the harbour is high.": "Marrow",
        "It is not high enough.": "Piet Osk",
        "The bell rings at noon.": "Ada Korvin",
        "And again at midnight it rings.": "Piet Osk",
    }
    (steps / "speakers.toml").unlink()
    (tmp_path / "c" / "speakers.toml").unlink()
    build([steps], in_steps, embedder=CountingEmbedder())
    build([write_files(tmp_path / "d", files)], tmp_path / "fresh.index", embedder=CountingEmbedder())
    assert everything(in_steps) == everything(tmp_path / "fresh.index")
    assert spoken(in_steps)["The wall of the harbour is high."] == "Ina Marrow"


@pytest.mark.usefixtures("sharing")
def test_a_numbered_voice_gets_its_transcripts_name_when_a_second_file_has_the_number_and_loses_it_again(
    tmp_path: Path, index: Path
) -> None:
    call = "Ferry call\n\n3 May 2021\n\nSpeaker 1: {} is loud.\n\nSpeaker 2: It always was so.\n"
    folder = write_files(tmp_path / "c", {"a.txt": call.format("The bell"), "b.txt": OTHER})
    once = {"The tower has nine floors.": "Jon Marrow", "It had ten floors once.": "Ines Marrow"}
    alone = once | {"The bell is loud.": "Speaker 1", "It always was so.": "Speaker 2"}
    build([folder], index, embedder=CountingEmbedder())
    assert spoken(index) == alone
    build([write_files(folder, {"d/c.txt": call.format("The horn")})], index, embedder=CountingEmbedder())
    assert (spoken(index)["The bell is loud."], spoken(index)["The horn is loud."]) == (
        "Speaker 1 (a)",
        "Speaker 1 (d/c)",
    )
    build([folder], tmp_path / "fresh.index", embedder=CountingEmbedder())
    assert everything(index) == everything(tmp_path / "fresh.index")
    (folder / "d/c.txt").unlink()
    build([folder], index, embedder=CountingEmbedder())
    assert spoken(index) == alone


def test_a_changed_speakers_toml_takes_effect_without_reading_or_embedding_anything(
    corpus: Path, index: Path, embedder: CountingEmbedder
) -> None:
    build([corpus], index, embedder=embedder)
    embedder.texts.clear()
    unchanged = ("ferry.txt", "library.md", "water.json")
    for became, text, name in (
        ("added", '[[speaker]]\nname = "Edda of the Quill"\naliases = ["Edda Quillfeather"]', "Edda of the Quill"),
        ("changed", '[[speaker]]\nname = "Edda Q."\naliases = ["Edda Quillfeather"]', "Edda Q."),
    ):
        report = build([write_files(corpus, {"speakers.toml": text})], index, embedder=embedder)
        assert (names(report), report.speakers_file) == ({"unchanged": unchanged}, became)
        assert set(spoken(index).values()) == {name, "Tobin Ashgrove"}
    report = build([corpus], index, embedder=embedder)
    assert (names(report), report.speakers_file) == ({"unchanged": unchanged}, None)
    (corpus / "speakers.toml").unlink()
    report = build([corpus], index, embedder=embedder)
    assert (names(report), report.speakers_file) == ({"unchanged": unchanged}, "removed")
    assert set(spoken(index).values()) == {"Edda Quillfeather", "Tobin Ashgrove"}
    assert embedder.texts == []


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('transcript = "ferry"\nturn = 99', "turn 99 of transcript 'ferry' does not exist; turns count from 0"),
        ('transcript = "fery"\nturn = 0', "there is no transcript 'fery'; near: ferry"),
        ('transcript = "qqq"\nturn = 0', "there is no transcript 'qqq'; none of the 3 transcripts is near"),
        ('transcript = "ferry"\nturn = 4', "turn 4 of transcript 'ferry' is a stage direction, which nobody speaks"),
    ],
)
def test_a_correction_of_no_turn_stops_the_build_and_the_old_index_serves(
    entry: str, said: str, corpus: Path, index: Path, embedder: CountingEmbedder
) -> None:
    build([corpus], index, embedder=embedder)
    before = times(index)
    write_files(corpus, {"speakers.toml": f'# mine\n[[correction]]\n{entry}\nspeaker = "Ola Berg"\n'})
    with pytest.raises(MalformedError, match=rf"^{corpus}/speakers\.toml, line 2: {said}$"):
        build([corpus], index, embedder=embedder)
    assert {name: at for name, at in times(index).items() if name != "BUILDING"} == before


def test_names_joined_by_other_rules_are_joined_again_without_reading_files(
    corpus: Path, index: Path, embedder: CountingEmbedder
) -> None:
    build([corpus], index, embedder=embedder)
    tamper(index, "UPDATE turns SET speaker = 'Somebody' WHERE speaker IS NOT NULL", speakers_recipe="an older one")
    embedder.texts.clear()
    report = build([corpus], index, embedder=embedder)
    assert (names(report), embedder.texts) == ({"unchanged": ("ferry.txt", "library.md", "water.json")}, [])
    assert set(spoken(index).values()) == {"Edda Quillfeather", "Tobin Ashgrove"}


# -- older schemas ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("schema", [1, 2])
def test_an_index_of_an_older_schema_is_built_anew_with_its_own_model(
    schema: int, corpus: Path, index: Path, tmp_path: Path
) -> None:
    build([corpus], index, model="hashed-words")
    into = current(index)
    shutil.rmtree(into / "representations")
    shutil.rmtree(into / "lexical")
    (into / "lexical").mkdir()
    older = tantivy.SchemaBuilder().add_integer_field("id", indexed=True, fast=True)
    tantivy.Index(older.add_text_field("text").build(), path=str(into / "lexical"))
    tamper(
        index,
        "CREATE TABLE sentences (passage INTEGER PRIMARY KEY, spans BLOB NOT NULL, vectors BLOB NOT NULL)",
        f"PRAGMA user_version = {schema}",
        schema_version=schema,
        token_recipe="",
    )
    said = f"the index in {index} has schema {schema}, this Rostrum reads 3 and 4"
    with pytest.raises(IndexMismatchError, match=f"^{said}; rebuild it with: rostrum build PATH --index {index}$"):
        IndexFolder(index).open_current()
    assert IndexFolder(index).manifest() is not None
    # No model is named: the default one would be loaded if the old manifest were not asked.
    report = build([corpus], index)
    assert report.warnings == (Warned(None, f"built anew, because {said}"),)
    assert (names(report), report.embedded) == ({"added": ("ferry.txt", "library.md", "water.json")}, 11)
    build([corpus], tmp_path / "fresh.index", embedder=CountingEmbedder())
    assert everything(index) == everything(tmp_path / "fresh.index")
    assert sorted(path.name for path in index.iterdir()) == [".lock", "CURRENT", "gen-000002"]


def test_other_token_vectors_under_the_same_model_embed_everything_again(
    corpus: Path, index: Path, embedder: CountingEmbedder
) -> None:
    build([corpus], index, embedder=embedder)
    tamper(index, token_recipe="another matrix")
    assert build([corpus], index, embedder=embedder).embedded == 11


# -- any model of sentence-transformers ------------------------------------------------------------------------------


GERMAN = {
    "mauer.md": "---\nlanguage: de\n---\n\nDie Mauer am Hafen ist aus Granit.\n\nDas Schiff kommt im Winter.",
    "preis.md": "---\nlanguage: de\n---\n\nDer Preis des Wassers steigt um zwei Kronen.",
}


def test_a_model_folder_is_one_setting_for_building_verifying_and_searching(
    tmp_path: Path, index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from search.cli import main

    folder = tiny_model(tmp_path / "tiny", {"query": "query: ", "document": "passage: "})
    corpus = write_files(tmp_path / "c", GERMAN)
    report = build([corpus], index, model=str(folder))
    assert (report.embedded, report.warnings) == (3, ())  # the default model would be said to know no German
    manifest = IndexFolder(index).manifest()
    assert manifest is not None
    assert (manifest.model, manifest.dim) == (str(folder), 32)
    assert manifest.token_recipe == "principal axes of the vocabulary, 64 dimensions; v1"
    list(verify(index))
    monkeypatch.setattr("sys.argv", ["rostrum", "search", "Granit am Hafen", "--index", str(index)])
    with pytest.raises(SystemExit, match=r"^0$"):
        main()
    assert "Die Mauer am Hafen ist aus Granit." in capsys.readouterr().out
    # The index remembers its model; nothing changed, so nothing is embedded.
    assert build([corpus], index).embedded == 0
