"""Which stretches of a text are quoted, and where their words stand in another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.writing.quotations import MARKS, is_open, locate, quotations


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Nothing here, it's the ministers' plan.", []),
        ('He said "yes" and "no".', ["yes", "no"]),
        ("He said “yes” and „no“ and «so» and »ja«.", ["yes", "no", "so", "ja"]),
        ("He said 'yes, it's so' twice.", ["yes, it's so"]),
        ("He said ‘yes’ and `no`.", ["yes", "no"]),
        ("He said 'the ministers' plan failed'.", ["the ministers' plan failed"]),
        ("'a' and 'b'", ["a", "b"]),
        ('"She said: “no pipe stays” and left."', ["She said: “no pipe stays” and left."]),
        ("“She said: “no pipe stays” and left.”", ["She said: “no pipe stays” and left."]),
        ('“mixed"', ["mixed"]),
        ('"mixed”', ["mixed"]),
        ("「雨」と『雪』", ["雨", "雪"]),
        ("❝a❞ ″b″ ❛c❜ ‹d› ''e''", ["a", "b", "c", "d", "'e'"]),
        ('""', [""]),
        ("In the '90s it rained.", []),
    ],
)
def test_quoted_stretches(text: str, quoted: list[str]) -> None:
    spans = quotations(text)
    assert spans is not None
    assert [text[start:end] for start, end in spans] == quoted


@pytest.mark.parametrize("text", ['a "b', "a “b", 'a "b" c "d', "«", '5" wide'])
def test_a_quotation_that_is_not_closed_gives_none(text: str) -> None:
    assert quotations(text) is None
    assert is_open(text)


def test_a_mark_of_another_kind_does_not_close_while_the_text_goes_on() -> None:
    assert is_open('He said: "I told them: “go” and')
    assert not is_open('He said: "I told them: “go” and" left')


TEXT = "I said:  “No pipe\nstays,” and\u00a0the mayor’s plan fails. I disagree."


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("No pipe stays", "No pipe\nstays"),
        ("'No pipe stays,' and the mayor's", "“No pipe\nstays,” and\u00a0the mayor’s"),
        (" I said: ", "I said:"),
        ("no pipe", None),
        ("No  pipes", None),
        ("agree", None),
        ("disagree", "disagree"),
        ("disagre", None),
        ("No … stays", None),
        ("No pipe stays and", None),
        ("", None),
        (" \n ", None),
    ],
)
def test_only_marks_and_white_space_may_differ_and_words_are_whole(quote: str, found: str | None) -> None:
    span = locate(quote, TEXT)
    assert (TEXT[slice(*span)] if span else None) == found


def plain(text: str) -> str:
    return " ".join("".join("'" if each in MARKS else each for each in text).split())


@given(st.text(alphabet="ab '\"“’\n.", max_size=30), st.text(alphabet="ab '\"“’\n.", max_size=6))
def test_what_is_located_is_the_quote_but_for_marks_and_white_space(text: str, quote: str) -> None:
    span = locate(quote, text)
    if span is not None:
        found = text[slice(*span)]
        assert plain(found) == plain(quote)
        assert found == found.strip() != ""


@given(st.text(alphabet="ab '\"“”’„\n.", max_size=40))
def test_quotations_are_in_order_apart_and_between_marks(text: str) -> None:
    done = 0
    for start, end in quotations(text) or []:
        assert done < start <= end < len(text)
        assert text[start - 1] in MARKS
        assert text[end] in MARKS
        done = end + 1
