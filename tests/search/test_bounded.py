"""An iterator that ends in time, whatever it iterates over."""

from __future__ import annotations

import threading
import time
from itertools import count, repeat
from typing import TYPE_CHECKING

import pytest

from search.writing.bounded import in_time

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_items_come_in_order_and_the_end_comes_through() -> None:
    assert list(in_time(lambda: iter([1, 2, 3]), 5)) == [1, 2, 3]


def test_an_error_comes_through_behind_the_items_before_it() -> None:
    def failing() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    coming = in_time(failing, 5)
    assert next(coming) == 1
    with pytest.raises(ValueError, match=r"^broken$"):
        next(coming)


def test_one_that_stalls_is_left_when_time_is_up() -> None:
    over = threading.Event()

    def stalling() -> Iterator[int]:
        yield 1
        over.wait(10)

    started = time.monotonic()
    coming = in_time(stalling, 0.2)
    assert next(coming) == 1
    with pytest.raises(TimeoutError):
        next(coming)
    assert 0.2 <= time.monotonic() - started < 2
    over.set()


def test_one_that_never_stops_is_left_when_time_is_up() -> None:
    coming = in_time(lambda: repeat(1, 100_000), 0.2)
    assert next(coming) == 1
    time.sleep(0.3)
    with pytest.raises(TimeoutError):  # though there is more to be had at once
        next(coming)


def test_nothing_more_is_made_once_nobody_listens() -> None:
    made: list[int] = []

    def making() -> Iterator[int]:
        for each in count():
            made.append(each)
            time.sleep(0.001)
            yield each

    coming = in_time(making, 20)
    next(coming)
    coming.close()  # type: ignore[attr-defined]
    time.sleep(0.1)
    then = len(made)
    time.sleep(0.1)
    assert len(made) == then
