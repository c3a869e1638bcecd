"""Names typed where speakers are chosen: without accents, in another spelling, or nobody's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ui.places import Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Open = Callable[..., Any]

ADA, RESAT, NUR = "Ada Korvin", "Reşat Erdoğan", "Nur Erdoğan"


@pytest.fixture
def index(index_of: Callable[..., Path]) -> Path:
    turns = [{"speaker": name, "text": f"The harbour wall is what {name} likes."} for name in (ADA, ADA, RESAT, NUR)]
    return index_of({"id": "a", "date": "2020-05-01", "turns": turns})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("resat erdogan", [RESAT]),
        ("Erdogan", [NUR, RESAT]),
        ("erdog", [NUR, RESAT]),
        ("Korvn", [ADA]),
        ("Корвин", [ADA]),
    ],
)
@pytest.mark.parametrize("place", [Place.SEARCH, Place.COMPARE])
def test_a_name_typed_as_a_filter_would_take_it_is_that_speaker(
    place: Place, typed: str, meant: list[str], index: Path, open_app: Open
) -> None:
    app = open_app(index, place, q="harbour wall")
    app.multiselect[0].set_value([typed]).run()
    assert app.multiselect[0].value == meant
    assert app.query_params["speaker"] == (meant if len(meant) > 1 else meant[0])
    assert "is called" not in app.text


@pytest.mark.parametrize("place", [Place.SEARCH, Place.COMPARE])
def test_a_name_that_nobody_has_is_told_once_and_the_others_stay(place: Place, index: Path, open_app: Open) -> None:
    app = open_app(index, place, q="harbour wall", speaker=ADA)
    app.multiselect[0].set_value([ADA, "<b>Zeppelin</b>"]).run()
    assert app.multiselect[0].value == [ADA]
    assert app.query_params == {"q": "harbour wall", "speaker": ADA}
    assert "No speaker is called '<b>Zeppelin</b>'" in app.text
    app.page.run()
    assert "is called" not in app.text


def test_a_label_with_an_old_number_is_still_that_speaker_and_no_other(
    index_of: Callable[..., Path], open_app: Open
) -> None:
    turns = [{"speaker": name, "text": f"The harbour is what {name} likes."} for name in (ADA, f"{ADA} Lund")]
    app = open_app(index_of({"id": "a", "turns": turns}), q="harbour")
    app.multiselect[0].set_value([f"{ADA} (7 or more)"]).run()
    assert app.multiselect[0].value == [ADA]


def test_not_more_are_compared_than_may_be(index_of: Callable[..., Path], open_app: Open) -> None:
    names = [f"{given} Ashgrove" for given in ("Anne", "Bela", "Cora", "Dirk", "Edda")]
    turns = [{"speaker": name, "text": f"The harbour is what {name} likes."} for name in names]
    app = open_app(index_of({"id": "a", "turns": turns}), Place.COMPARE, q="harbour")
    app.multiselect[0].set_value(["ashgrove"]).run()
    assert app.multiselect[0].value == names[:4]
