"""Which names are near one that is not known."""

from __future__ import annotations

import pytest

from index.near import nearest

KNOWN = ["Ada Korvin", "Jon Lund", "opening-speech", "council/water", "Ilham Berg"]


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("Korvyn", ("Ada Korvin",)),
        ("Ada Korvinn", ("Ada Korvin",)),
        ("lunt", ("Jon Lund",)),
        ("openning", ("opening-speech",)),
        ("council/watr", ("council/water",)),
        ("nope", ()),
        ("T", ()),
        ("zebra", ()),
        ("", ()),
        ("...", ()),
    ],
)
def test_only_names_that_are_alike_are_near(asked: str, near: tuple[str, ...]) -> None:
    assert nearest(asked, KNOWN) == near


def test_the_nearest_comes_first_and_five_are_enough() -> None:
    assert nearest("Korvin", ["Korvina", "Korvin", *(f"Korvin {number}" for number in range(9))])[:2] == (
        "Korvin",
        "Korvin 0",
    )
    assert len(nearest("Korvin", [f"Korvin {number}" for number in range(9)])) == 5
