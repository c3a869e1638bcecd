"""An iterator that ends in time, whatever it iterates over."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Item(Generic[T]):
    value: T


def in_time(produce: Callable[[], Iterator[T]], timeout_s: float) -> Iterator[T]:
    """Yield what ``produce`` yields; raise what it raises, and TimeoutError when it has not ended in time.

    It runs in a thread of its own, which is left behind when time is up: no socket, name look-up or trickle of
    keep-alives can hold the caller longer. The thread ends with the item it is waiting for.

    Raises:
        TimeoutError: ``timeout_s`` seconds have passed since the first item was asked for.
    """
    arrived: SimpleQueue[_Item[T] | Exception | None] = SimpleQueue()
    left = threading.Event()

    def run() -> None:
        try:
            for item in produce():
                if left.is_set():
                    return
                arrived.put(_Item(item))
            arrived.put(None)
        except Exception as error:  # noqa: BLE001  # it is raised again, on the other side
            arrived.put(error)

    threading.Thread(target=run, name="writing", daemon=True).start()
    deadline = time.monotonic() + timeout_s
    try:
        while True:
            try:
                remaining_s = deadline - time.monotonic()
                found = arrived.get(timeout=max(0.0, remaining_s))
            except Empty:
                raise TimeoutError from None
            if found is None:
                return
            if isinstance(found, Exception):
                raise found
            if remaining_s <= 0:
                raise TimeoutError
            yield found.value
    finally:
        left.set()
