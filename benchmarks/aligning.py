"""Which word of the gold is which word of a parse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Levenshtein

_SURE_WORDS = 3


def aligned(gold: Sequence[str], parsed: Sequence[str]) -> list[int | None]:
    """Return for each gold word the position of its counterpart in the parse, by the fewest edits."""
    partner: list[int | None] = [None] * len(gold)
    start = 0
    while start < min(len(gold), len(parsed)) and gold[start] == parsed[start]:
        partner[start] = start
        start += 1
    end = 0
    while end < min(len(gold), len(parsed)) - start and gold[-1 - end] == parsed[-1 - end]:
        end += 1
        partner[len(gold) - end] = len(parsed) - end
    middle = gold[start : len(gold) - end], parsed[start : len(parsed) - end]
    for block in Levenshtein.opcodes(*middle) if all(middle) else ():
        if block.tag == "equal":
            for step in range(block.src_end - block.src_start):
                partner[start + block.src_start + step] = start + block.dest_start + step
    return partner


def _fitting(partner: Sequence[int | None]) -> Iterator[tuple[int, int, int]]:
    """Yield runs of words whose counterparts stand side by side: first word, its counterpart, count."""
    start = 0
    for end in range(1, len(partner) + 1):
        first, last = partner[start], partner[end - 1]
        if end < len(partner) and last is not None and partner[end] == last + 1:
            continue
        if first is not None:
            yield start, first, end - start
        start = end


def aligned_in_two(
    gold: Sequence[str], first_gold: Sequence[bool], parsed: Sequence[str], first_parsed: Sequence[bool]
) -> list[int | None]:
    """Align the words that come first with one another, then everything between the runs of words that fit.

    Shorter runs than `_SURE_WORDS` are tried again: "the" fits anywhere.
    """
    ours = [position for position, first in enumerate(first_gold) if first]
    theirs = [position for position, first in enumerate(first_parsed) if first]
    partner: list[int | None] = [None] * len(gold)
    found = aligned([gold[i] for i in ours], [parsed[i] for i in theirs])
    if len(found) == len(gold) and len(theirs) == len(parsed):
        return found
    for first, counterpart, count in _fitting(found):
        for step in range(count if count >= _SURE_WORDS else 0):
            partner[ours[first + step]] = theirs[counterpart + step]
    pairs = [(position, other) for position, other in enumerate(partner) if other is not None]
    start = low = 0
    for end, high in (*pairs, (len(gold), len(parsed))):
        for step, other in enumerate(aligned(gold[start:end], parsed[low:high])):
            partner[start + step] = None if other is None else low + other
        start, low = end + 1, high + 1
    return partner
