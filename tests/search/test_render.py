"""Results as text: one line of who, when and where."""

from __future__ import annotations

import datetime as dt

import pytest

from index.records import Passage, TranscriptHead
from search.render import who_when_where

HEAD = TranscriptHead("dues", "Call on the dues", dt.date(2021, 7, 2), "Marlhaven")


@pytest.mark.parametrize(
    ("speaker", "role", "who"),
    [
        ("Jon Lund", "Mr.", "Jon Lund"),
        ("Ada Korvin", "The Hon. Mayor of Marlhaven", "Ada Korvin, Mayor of Marlhaven"),
        ("The Chair", "The Chair", "The Chair"),
        (None, None, "unknown speaker"),
    ],
)
def test_a_form_of_address_is_no_role_to_show(speaker: str | None, role: str | None, who: str) -> None:
    passage = Passage(1, "dues", 0, 0, 0, 4, "Yes.", speaker=speaker, role=role)
    assert who_when_where(passage, HEAD) == f"{who} · 2021-07-02 · Call on the dues · Marlhaven"
