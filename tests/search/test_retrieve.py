"""Both arms find what the other cannot, under the same conditions; a test here fails if either is silently off."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from helpers import write_files

from index import build
from index.embedders import HashedWordsEmbedder
from search import Filters, SpeechSearch
from search.rankings import RANKINGS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from index.encoded import EncodedQuery

_SAME = {"automobile": "car", "vehicle": "car", "physician": "doctor"}


class SynonymEmbedder(HashedWordsEmbedder):
    """The fake embedder, to which some different words mean the same."""

    id = "synonyms"

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return super().embed_documents([self._plain(text) for text in texts])

    def embed_query(self, text: str) -> EncodedQuery:
        return super().embed_query(self._plain(text))

    def _plain(self, text: str) -> str:
        return " ".join(_SAME.get(word.strip(".?").lower(), word) for word in text.split())


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same words on barley by 250 voices; the physician's automobile; a long remark that names a zeppelin."""
    folder = tmp_path_factory.mktemp("arms")
    turns = [{"speaker": f"Farmer {n}", "text": "Barley fields gave good barley again."} for n in range(250)]
    turns.append({"speaker": "Ida Rare", "text": "Our physician lost his automobile yesterday."})
    turns.append(
        {
            "speaker": "Ida Rare",
            "text": "Many things happened here in spring, summer, autumn and winter, with music, dancing, cooking, "
            "swimming, sailing and climbing, and somewhere above it all a zeppelin.",
        }
    )
    write_files(folder / "src", {"farm.json": json.dumps({"title": "Farm", "turns": turns})})
    build([folder / "src"], folder / "i.index", embedder=SynonymEmbedder())
    return folder / "i.index"


def first(index: Path, ranking: str, question: str, **filters: object) -> str | None:
    engine = SpeechSearch.open(index, embedder=SynonymEmbedder(), reranker=RANKINGS[ranking]())
    hits = engine.search(question, top_k=3, filters=Filters(**filters))  # type: ignore[arg-type]
    return hits[0].passage.text if hits else None


def found(index: Path, ranking: str, question: str) -> set[str]:
    engine = SpeechSearch.open(index, embedder=SynonymEmbedder(), reranker=RANKINGS[ranking]())
    return {hit.passage.text for hit in engine.search(question, top_k=200)}


def test_the_dense_arm_finds_what_shares_no_word_with_the_question(index: Path) -> None:
    text = "Our physician lost his automobile yesterday."

    assert first(index, "dense", "The doctor and the car") == text
    assert first(index, "bm25", "The doctor and the car") is None
    assert first(index, "shipped", "The doctor and the car") == text


def test_the_lexical_arm_finds_what_the_vectors_put_behind_a_hundred_others(index: Path) -> None:
    question = "barley fields good again zeppelin"
    text = next(each for each in found(index, "bm25", question) if "zeppelin" in each)

    assert text not in found(index, "dense", question)
    assert text in found(index, "shipped", question)


def test_both_arms_obey_filters_before_they_rank(index: Path) -> None:
    for ranking in ("dense", "bm25", "shipped"):
        text = first(index, ranking, "barley zeppelin things", speakers=["Rare"])
        assert text is not None, ranking
        assert "zeppelin" in text, ranking
