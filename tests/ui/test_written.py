"""The answer of a language model on the page: where it is offered, how it comes, and that nothing of it is markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from fake_endpoint import Fake, fails, says, serving

from search.writing.written import Removed, Why, Written
from ui.safe import label
from ui.written import written_card

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Open = Callable[..., Any]

PIPES = "pipes below Fennel Street?"
QUOTE = "The old pipes below Fennel Street leak every winter."


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    with serving() as endpoint:
        monkeypatch.setenv("ROSTRUM_LLM_URL", endpoint.url)
        monkeypatch.setenv("ROSTRUM_LLM_MODEL", "tiny:1b")
        yield endpoint


def lines(app: Any) -> list[str]:
    """What the card of the written answer says."""
    start = app.lines.index("Written by tiny:1b")
    return app.lines[start : app.lines.index("Passages")]


def test_nothing_is_offered_where_no_model_is_set_up(town_index: Path, open_app: Open) -> None:
    assert list(open_app(town_index, q=PIPES).toggle) == []


def test_it_is_offered_and_off_where_one_is(town_index: Path, open_app: Open, fake: Fake) -> None:
    app = open_app(town_index, q=PIPES)
    assert [(each.label, each.value) for each in app.toggle] == [(label("Also let tiny:1b write an answer"), False)]
    assert "Written by" not in app.text
    assert fake.requests == []


def test_switched_on_it_shows_what_stood_the_check_and_counts_the_rest(
    town_index: Path, open_app: Open, fake: Fake
) -> None:
    fake.behaviour = says(f'Ashgrove says: "{QUOTE}" [1]. They cost 9 crowns [1]. <b>So</b> much.')
    app = open_app(town_index, q=PIPES)
    app.toggle[0].set_value(True).run()
    assert lines(app) == [
        "Written by tiny:1b",
        "A language model’s words: quotes and numbers were compared with the passages cited, the rest was not.",
        f"Ashgrove says: “{QUOTE}” [1].",
        "[1] Tobin Ashgrove, Councillor · 17 January 2023 · Council session on water · Town hall · at 0:01 · source",
        "2 sentences removed: a number that no passage cited holds (1), no passage cited (1)",
        "They cost 9 crowns [1]. — a number that no passage cited holds: 9",
        "<b>So</b> much. — no passage cited",
    ]
    assert f"“<mark>{QUOTE}</mark>”" in app.markup
    assert "<b>" not in app.markup


def test_the_model_is_asked_once_for_a_question_and_again_when_switched_on_again(
    town_index: Path, open_app: Open, fake: Fake
) -> None:
    fake.behaviour = says("They leak [1].")
    app = open_app(town_index, q=PIPES)
    app.toggle[0].set_value(True).run()
    app.again()
    app.click("Before and after")
    assert len(fake.requests) == 1
    app.ask("What does a ticket cost?")
    assert len(fake.requests) == 2
    app.toggle[0].set_value(False).run()
    assert "Written by" not in app.text
    app.toggle[0].set_value(True).run()
    assert len(fake.requests) == 3


def test_where_the_endpoint_fails_the_quote_stands_and_a_note_says_so(
    town_index: Path, open_app: Open, fake: Fake
) -> None:
    fake.behaviour = fails(500)
    app = open_app(town_index, q=PIPES)
    app.toggle[0].set_value(True).run()
    assert f"“{QUOTE}”" in app.lines
    assert "The language model's endpoint failed (HTTP status 500)." in app.lines
    assert "Written by" not in app.text


def test_half_a_set_up_is_told_when_it_is_asked_for(
    town_index: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROSTRUM_LLM_MODEL", "tiny")
    app = open_app(town_index, q=PIPES)
    app.toggle[0].set_value(True).run()
    assert "no language model is set up: ROSTRUM_LLM_URL not set" in app.text
    assert f"“{QUOTE}”" in app.lines


def test_a_hostile_passage_and_a_hostile_model_stay_text(
    index_of: Callable[..., Path], open_app: Open, fake: Fake, hostile: dict[str, object]
) -> None:
    fake.behaviour = says(
        '<img src=x onerror=alert(1)> "<script>window.hacked = 1</script>" [1][2]. </section><script>'
    )
    app = open_app(index_of(hostile), q="marmalade")
    app.toggle[0].set_value(True).run()
    assert "“<mark>&lt;script&gt;window.hacked = 1&lt;/script&gt;</mark>”" in app.markup
    for tag in ("<script", "<img"):
        assert tag not in app.markup


def test_while_it_writes_the_card_says_so() -> None:
    written = Written((), (Removed("x" * 1000, Why.TOO_LONG),), None, "<i>tiny</i>")
    assert "Writing; each sentence is checked before it is shown." in written_card(written, writing=True)
    assert "<i>" not in written_card(written)
    assert "x" * 501 not in written_card(written)
