"""The open sets, read as transcripts and questions: exact counts, and what stands where."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

import pytest

from benchmarks import corpora
from index.formats.canonical import read_transcript

if TYPE_CHECKING:
    from benchmarks.corpora import Corpus

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not corpora.available(), reason=f"the open corpora are not in {corpora.DATA}"),
]


def turns(corpus: Corpus) -> dict[tuple[str, int], dict[str, Any]]:
    return {(each["id"], n): turn for each in corpus.transcripts for n, turn in enumerate(each["turns"])}


def is_canonical(corpus: Corpus) -> bool:
    """Whether every transcript is read without an error, under an id of its own."""
    read = [read_transcript(each, "") for each in corpus.transcripts]
    return len({each.id for each in read}) == len(read)


@pytest.mark.parametrize(("part", "questions"), [("train", 619), ("val", 860)])
def test_kremlin_has_all_transcripts_and_the_questions_of_one_half(
    part: Literal["train", "val"], questions: int
) -> None:
    corpus = corpora.kremlin(part, sample=None)
    said = turns(corpus)

    assert is_canonical(corpus)
    assert (len(corpus.transcripts), len(said), len(corpus.questions)) == (1397, 13750, questions)
    assert Counter(turn.get("kind", "speech") for turn in said.values()) == {
        "speech": 12848,
        "narration": 777,
        "question": 125,
    }
    assert all(turn.get("speaker") is None for turn in said.values() if turn.get("kind", "speech") != "speech")


def test_kremlins_halves_share_their_transcripts_and_no_question() -> None:
    train, val = corpora.kremlin("train", sample=None), corpora.kremlin("val", sample=None)

    assert train.transcripts == val.transcripts
    asked_in = [{id_ for each in half.questions for id_, _ in each.gold} for half in (train, val)]
    assert not asked_in[0] & asked_in[1]
    assert (len(asked_in[0]), len(asked_in[1])) == (168, 173)


def test_kremlins_gold_is_the_turn_that_answers() -> None:
    corpus = corpora.kremlin("val", sample=None)
    said = turns(corpus)

    question = next(each for each in corpus.questions if each.text.startswith("Ksenia Sokolova, Snob magazine."))

    (gold,) = question.gold
    assert (gold[0], said[gold]["speaker"]) == ("17173", "Vladimir Putin")
    assert said[gold]["text"].startswith("First of all, you have just said that this is a response to the so-called")


def test_no_question_of_kremlin_stands_in_the_transcripts() -> None:
    corpus = corpora.kremlin("val", sample=None)
    said = turns(corpus)

    assert not {each.text for each in corpus.questions} & {turn["text"] for turn in said.values()}


def test_kremlins_sample_is_the_same_each_time() -> None:
    first = corpora.kremlin("val")

    assert len(first.questions) == 500
    assert first.questions == corpora.kremlin("val").questions


@pytest.mark.parametrize(
    ("name", "documents", "queries", "judgements"),
    [("cranfield", 1398, 225, 1611), ("cisi", 1460, 76, 3114), ("medline", 1033, 30, 696)],
)
def test_abstracts_are_transcripts_and_judged_as_such(
    name: Literal["cranfield", "cisi", "medline"], documents: int, queries: int, judgements: int
) -> None:
    corpus = corpora.ir(name)
    gold = corpus.gold()

    assert is_canonical(corpus)
    assert (len(corpus.transcripts), len(corpus.questions)) == (documents, queries)
    assert sum(len(each.gold) for each in corpus.questions) == judgements
    assert sum(len(each.transcripts) for each in gold) == judgements
    assert not any(each.turns for each in gold)


def test_an_abstracts_title_stands_once_before_its_text() -> None:
    cranfield, cisi = turns(corpora.ir("cranfield")), turns(corpora.ir("cisi"))

    title = "experimental investigation of the aerodynamics of a wing in a slipstream ."
    assert cranfield["1", 0]["text"].startswith(f"{title} an experimental study of a wing")
    assert cisi["1", 0]["text"].startswith("18 Editions of the Dewey Decimal Classifications. The present study is a h")


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("de", "Wie viele Punkte gab die Verteidigung der Panthers ab?"),
        ("es", "¿Cuántos puntos dejaron escapar en defensa los Panthers?"),
        ("ro", "Câte puncte a cedat apărarea echipei Panthers?"),
        ("el", "Πόσους πόντους παρέδωσε η άμυνα των Πάνθερς;"),
    ],
)
def test_xquad_is_the_same_in_each_language(language: str, question: str) -> None:
    corpus = corpora.xquad(language)
    said = turns(corpus)

    assert is_canonical(corpus)
    assert (len(corpus.transcripts), len(said), len(corpus.questions)) == (48, 240, 1190)
    assert {each["language"] for each in corpus.transcripts} == {language}
    assert corpus.questions[0] == corpora.Question(question, frozenset({("Super_Bowl_50", 0)}), ("308",))
    assert all(
        answer in said[place]["text"] for each in corpus.questions for place in each.gold for answer in each.answers
    )
