from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from helpers import write_files
from typer.testing import CliRunner

from index import build
from index.embedders import HashedWordsEmbedder
from index.errors import MalformedError, SourceError
from search import Filters, SpeechSearch
from search.cli import app
from search.evaluate import GoldQuestion, Interval, Measured, Report, ablate, evaluate, read_questions, report_json

if TYPE_CHECKING:
    from search import Hit

ORDER = [("fruit", 0), ("fruit", 2), ("сад", 0), ("barn door", 0)]
"""How the passages rank for "red apple": each shares less with it than the one before."""

FRUIT = frozenset({("fruit", 0)})


def said(text: str, speaker: str | None = None) -> dict[str, str | None]:
    return {"text": f"{text} every single day", "speaker": speaker}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three transcripts, one of which has a turn that is too short to be found by meaning."""
    folder = tmp_path_factory.mktemp("fruit")
    pie = said("red apple pie with cinnamon and sugar", "Edda Quillfeather")
    turns = {
        "fruit": [said("red apple"), {"text": "Oh yes."}, pie],
        "сад": [said("an apple tree grows behind that old barn", "Tobin Ashgrove")],
        "barn door": [said("the barn door stays open")],
    }
    lines = (json.dumps({"id": each, "language": "en", "turns": spoken}) for each, spoken in turns.items())
    write_files(folder / "src", {"all.jsonl": "\n".join(lines)})
    build([folder / "src"], folder / "i.index", embedder=HashedWordsEmbedder())
    return folder / "i.index"


@pytest.fixture(scope="module")
def engine(index: Path) -> SpeechSearch:
    engine = SpeechSearch.open(index, embedder=HashedWordsEmbedder())
    hits = engine.search("red apple")
    assert [(hit.passage.transcript_id, hit.passage.turn) for hit in hits] == ORDER
    return engine


def values(measured: Measured) -> dict[str, float]:
    return {name: each.value for name, each in measured.values.items()}


def test_measures_are_those_computed_by_hand(engine: SpeechSearch) -> None:
    second = GoldQuestion("red apple", turns=frozenset({("fruit", 2)}))
    first_and_third = GoldQuestion("red apple", turns=frozenset({("fruit", 0), ("сад", 0)}))

    found = evaluate(engine, [second, first_and_third])

    ideal = 1 + 1 / math.log2(3)
    assert (found.name, found.questions) == ("shipped", 2)
    assert values(found) == {
        "nDCG@10": pytest.approx((1 / math.log2(3) + (1 + 1 / math.log2(4)) / ideal) / 2),
        "MRR@10": pytest.approx((1 / 2 + 1) / 2),
        "hit@1": pytest.approx(0.5),
        "hit@5": pytest.approx(1.0),
        "hit@10": pytest.approx(1.0),
    }
    assert found.values["MRR@10"] == Interval(0.75, 0.5, 1.0)
    assert found.values["hit@5"] == Interval(1.0, 1.0, 1.0)


def test_gold_may_be_passages(engine: SpeechSearch) -> None:
    second = engine.search("red apple")[1].passage.id

    assert values(evaluate(engine, [GoldQuestion("red apple", frozenset({second}))]))["MRR@10"] == pytest.approx(0.5)


def test_a_range_holds_both_its_ends_and_nothing_too_short_to_be_found(engine: SpeechSearch) -> None:
    whole = evaluate(engine, [GoldQuestion("red apple", ranges=frozenset({("fruit", 0, 2)}))])
    end = evaluate(engine, [GoldQuestion("red apple", ranges=frozenset({("fruit", 1, 2)}))])

    assert values(whole)["nDCG@10"] == pytest.approx(1.0)
    assert values(end)["nDCG@10"] == pytest.approx(1 / math.log2(3))


def test_transcripts_are_ranked_by_their_best_passage_and_count_once(engine: SpeechSearch) -> None:
    garden = evaluate(engine, [GoldQuestion("red apple", transcripts=frozenset({"сад"}))])
    both = evaluate(engine, [GoldQuestion("red apple", transcripts=frozenset({"fruit", "barn door"}))])

    assert values(garden)["MRR@10"] == pytest.approx(1 / 2)
    ideal = 1 + 1 / math.log2(3)
    assert values(both)["nDCG@10"] == pytest.approx((1 + 1 / math.log2(4)) / ideal)


def test_a_question_is_asked_with_its_filters(engine: SpeechSearch) -> None:
    pie = frozenset({("fruit", 2)})

    found = evaluate(engine, [GoldQuestion("red apple", turns=pie, filters=Filters(speakers=["quillfeather"]))])

    assert values(found)["MRR@10"] == pytest.approx(1.0)


def test_a_question_that_finds_nothing_counts_as_zero(engine: SpeechSearch) -> None:
    filters = Filters(speakers=["Tobin Ashgrove"])

    found = evaluate(
        engine, [GoldQuestion('"red apple"', turns=FRUIT, filters=filters), GoldQuestion("red apple", turns=FRUIT)]
    )

    assert (found.questions, values(found)["hit@10"]) == (2, pytest.approx(0.5))


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (
            GoldQuestion("red apple", turns=frozenset({("fruits", 0)}), where="q.jsonl, line 3"),
            "q.jsonl, line 3: 'red apple': the index holds no transcript 'fruits'; near: fruit",
        ),
        (
            GoldQuestion("red apple", transcripts=frozenset({"fruit", "xyz"})),
            "^'red apple': the index holds no transcript 'xyz'; none of the 3 transcripts is near",
        ),
        (
            GoldQuestion("red apple", turns=frozenset({("fruit", 0), ("fruit", 3)})),
            "the transcript 'fruit' has no turn 3; it has 3, counted from 0: the last is 2",
        ),
        (GoldQuestion("red apple", ranges=frozenset({("fruit", 2, 9)})), "the transcript 'fruit' has no turn 9"),
        (GoldQuestion("red apple", frozenset({7})), "the index holds no passage 7; rostrum search --json tells"),
        (
            GoldQuestion("red apple", turns=frozenset({("fruit", 1)})),
            "the index holds nothing of what answers it that could be found",
        ),
        (
            GoldQuestion("red apple", turns=FRUIT, filters=Filters(speakers=["Quilfether"]), where="q.jsonl, line 9"),
            "q.jsonl, line 9: 'red apple': no speaker is called 'Quilfether'; near: Edda Quillfeather",
        ),
    ],
)
def test_what_the_index_does_not_hold_is_told_and_not_counted_as_zero(
    engine: SpeechSearch, question: GoldQuestion, message: str
) -> None:
    with pytest.raises(MalformedError, match=message):
        evaluate(engine, [GoldQuestion("red apple", turns=FRUIT), question])


def test_no_question_measures_nothing(engine: SpeechSearch) -> None:
    with pytest.raises(MalformedError, match="there is no question to measure with"):
        evaluate(engine, [])


class _Sees(SpeechSearch):
    """The same engine, which sees one transcript only."""

    def search(self, query: str, *, top_k: int = 10, filters: Filters | None = None) -> list[Hit]:  # noqa: ARG002
        return super().search(query, top_k=top_k, filters=Filters(transcripts=["сад"]))


@pytest.fixture(scope="module")
def report(index: Path, engine: SpeechSearch) -> Report:
    """The engine beside one that finds the answer to the second question only."""
    poor = _Sees.open(index, embedder=HashedWordsEmbedder())
    questions = [GoldQuestion("red apple", turns=FRUIT), GoldQuestion("apple tree", turns=frozenset({("сад", 0)}))]
    return ablate({"poor": poor, "shipped": engine}, questions)


def test_rankings_are_held_against_the_last_question_by_question(report: Report) -> None:
    assert [row.name for row in report.rows] == ["poor", "shipped"]
    assert [row.values["hit@1"] for row in report.rows] == [Interval(0.5, 0.0, 1.0), Interval(1.0, 1.0, 1.0)]
    assert [row.name for row in report.differences] == ["poor"]
    assert report.differences[0].values["MRR@10"] == Interval(0.5, 0.0, 1.0)


def test_a_report_prints_itself_as_a_table(report: Report) -> None:
    rows = [[cell.strip() for cell in line.split("  ") if cell] for line in str(report).splitlines()]

    assert rows[0] == ["2 questions", "nDCG@10", "MRR@10", "hit@1", "hit@5", "hit@10"]
    assert rows[1] == ["poor", *["0.500 (0.00–1.00)"] * 5]
    assert rows[2] == ["shipped", *["1.000 (1.00–1.00)"] * 5]
    assert rows[3] == []
    assert rows[4] == ["shipped - poor", *["+0.500 (+0.00 to +1.00)"] * 5]
    assert rows[5] == []
    assert rows[6] == ["in brackets: the 95% interval, by bootstrap over the questions"]


def test_a_report_of_few_questions_says_that_they_are_too_few(report: Report) -> None:
    assert str(report).splitlines()[-1] == (
        "2 questions: too few to tell much, and with so few the intervals are too narrow; ask 30 or more"
    )
    few, enough = (Report((Measured("shipped", count, report.rows[-1].values),)) for count in (29, 30))
    assert str(few).splitlines()[-1].startswith("29 questions: too few")
    assert str(enough).splitlines()[-1] == "in brackets: the 95% interval, by bootstrap over the questions"


def test_a_report_as_json_has_the_shipped_ranking_at_its_top(report: Report) -> None:
    found = report_json(report)

    assert (found["questions"], found["hit@1"], found["intervals"]["hit@1"]) == (2, 1.0, [1.0, 1.0])
    assert list(found["rankings"]) == ["poor", "shipped"]
    assert found["rankings"]["poor"]["intervals"]["hit@1"] == [0.0, 1.0]
    assert found["differences"]["poor"]["MRR@10"] == 0.5


def test_questions_are_read_from_lines(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    lines = [
        {"question": "a?", "turns": [["t", 3]]},
        {"question": "b\u2028c?", "passages": [7], "ranges": [["t", 0, 4], ["u", 2, 2]]},
        {
            "question": "d?",
            "transcripts": ["t", "u"],
            "filters": {"speakers": ["Ada"], "since": "2020", "until": "2021-02"},
        },
    ]
    path.write_text("\ufeff" + "\r\n\n".join(json.dumps(each, ensure_ascii=False) for each in lines), encoding="utf-8")

    first, second, third = read_questions(path)

    assert first == GoldQuestion("a?", turns=frozenset({("t", 3)}))
    assert second == GoldQuestion("b\u2028c?", frozenset({7}), ranges=frozenset({("t", 0, 4), ("u", 2, 2)}))
    assert (third.transcripts, third.filters.speakers) == (frozenset({"t", "u"}), ("Ada",))
    assert (str(third.filters.since), str(third.filters.until)) == ("2020-01-01", "2021-02-28")
    assert third.where == f"{path}, line 5"


GOLD = '"turns": [["t", 1]]'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "q.jsonl: it holds no question"),
        ("{", r'line 1: it is not JSON: expected \{"question": …'),
        ("[]", "line 1: it is not an object but a list: expected"),
        (f'{{"question": "a?", {GOLD}}}\n{{{GOLD}}}', 'line 2: it has no "question": expected'),
        ('{"question": "a?"}', "line 1: no passages, turns, ranges or transcripts say what answers 'a\\?'"),
        ('{"question": "a?", "turn": [["t", 1]]}', 'line 1: unknown field "turn": expected question, passages, turns'),
        ('{"question": "a?", "turns": [["t"]]}', 'line 1: an item of "turns" is too short: expected "turns": '),
        ('{"question": "a?", "turns": [["t", 1, 2]]}', 'line 1: "turns" holds a list: expected "turns": '),
        ('{"question": "a?", "turns": [["t", "one"]]}', 'line 1: "turns" holds "one": expected "turns": '),
        ('{"question": "a?", "turns": [["t", -1]]}', 'line 1: "turns" holds -1: expected "turns": '),
        ('{"question": "a?", "passages": [true]}', 'line 1: "passages" holds true: expected "passages": '),
        ('{"question": "a?", "ranges": [["t", 4, 3]]}', r"line 1: the range \['t', 4, 3\] ends before it begins"),
        ('{"question": "a?", "passages": [5, 5]}', 'line 1: "passages" names 5 twice'),
        ('{"question": "a?", "transcripts": ["t"], "turns": [["t", 1]]}', "answered by transcripts and by parts of th"),
        (f'{{"question": "…", {GOLD}}}', "line 1: nothing was asked"),
        (f'{{"question": "a?", {GOLD}, "filters": {{"since": "soon"}}}}', "line 1: 'soon' is no day"),
        (f'{{"question": "a?", {GOLD}, "filters": {{"who": "b"}}}}', 'line 1: unknown field "who": expected "filters"'),
        (
            f'{{"question": "a b?", {GOLD}}}\n\n{{"question": " A  b?", "passages": [1]}}',
            r"line 3: ' A  b\?' was asked before \(line 1\)",
        ),
    ],
)
def test_a_broken_file_of_questions_is_refused_with_its_line(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(SourceError, match=message):
        read_questions(path)


def test_the_same_question_may_be_asked_with_other_filters(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(f'{{"question": "a?", {GOLD}}}\n{{"question": "a?", {GOLD}, "filters": {{"since": "2020"}}}}')

    assert len(read_questions(path)) == 2


def test_the_command_prints_a_row_for_each_ranking_or_ours_alone(index: Path, tmp_path: Path) -> None:
    questions = tmp_path / "q.jsonl"
    questions.write_text('{"question": "red apple", "turns": [["fruit", 0]]}')
    arguments = ["evaluate", str(questions), "--index", str(index)]

    table = CliRunner().invoke(app, arguments)
    alone = CliRunner().invoke(app, [*arguments, "--no-arms", "--json"])

    assert [line.split("  ")[0] for line in table.stdout.splitlines()] == [
        "1 question",
        *("dense", "bm25", "rrf", "shipped"),
        "",
        *("shipped - dense", "shipped - bm25", "shipped - rrf"),
        "",
        "in brackets: the 95% interval, by bootstrap over the questions",
        "1 question: too few to tell much, and with so few the intervals are too narrow; ask 30 or more",
    ]
    shipped = json.loads(alone.stdout)
    assert (shipped["questions"], shipped["MRR@10"], shipped["intervals"]["MRR@10"]) == (1, 1.0, [1.0, 1.0])
    assert list(shipped["rankings"]) == ["shipped"]
