"""The way to the other pages, and what of the address goes along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ui.places import Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def ways(app: Any) -> dict[str, str]:
    """The addresses behind the names of the pages that something goes along to."""
    links = {each.proto.label.split(" *")[0]: each.proto.query_string for each in app.page.get("page_link")}
    names = ("Search", "Transcripts", "Speakers", "Compare", "Library")
    return {name: links[name] for name in names if links[name]}


@pytest.mark.parametrize(
    ("place", "address", "expected"),
    [
        (Place.SEARCH, {"q": "the wall & ferry", "speaker": "Tobin Ashgrove"}, {"Compare": "q=the+wall+%26+ferry"}),
        (Place.COMPARE, {"q": "library"}, {"Search": "q=library"}),
        (Place.SEARCH, {}, {}),
        (Place.SEARCH, {"q": "  "}, {}),
        (Place.SPEAKERS, {"q": "library"}, {}),
    ],
)
def test_a_question_goes_along_from_searching_to_comparing_and_back(
    place: Place, address: dict[str, str], expected: dict[str, str], town_index: Path, open_app: Callable[..., Any]
) -> None:
    assert ways(open_app(town_index, place, **address)) == expected
