"""The foot of a page below what was said: taken off the blocks, so that it is not the last speaker's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from index.furniture import foot_of
from index.records import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.documents import Block

Foot = tuple[str, ...]


def without_foot(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], Foot]:
    """Return blocks without the foot of the page, and the lines of the foot.

    What has a time was recorded, and is no page. Of a turn that the file itself gives to somebody, something is left.
    """
    blocks = tuple(blocks)
    if not blocks or blocks[-1].start_s is not None:
        return blocks, ()
    if blocks[-1].turn is not None:
        last, foot = _without_foot_in(blocks[-1])
        return (*blocks[:-1], last), foot
    first = max((place + 1 for place, block in enumerate(blocks) if _is_set_apart(block)), default=0)
    texts = [block.text for block in blocks[first:]]
    start = first + foot_of(texts)
    return (blocks[:start], tuple(texts[start - first :])) if start else (blocks, ())


def _is_set_apart(block: Block) -> bool:
    """Whether the file itself says who speaks here, or when."""
    return block.turn is not None or block.label is not None or block.start_s is not None


def _without_foot_in(block: Block) -> tuple[Block, Foot]:
    """Take the foot off a turn, in which it may stand below a line break only."""
    turn = block.turn
    if turn is None or turn.kind in (Kind.NARRATION, Kind.STAGE) or turn.start_s is not None or turn.starts_s:
        return block, ()
    lines = turn.text.splitlines()
    filled = [line.strip() for line in lines if line.strip()]
    foot = filled[foot_of(filled) :]
    if not foot or len(foot) == len(filled):
        return block, ()
    kept = turn.text
    for line in reversed(foot):
        kept = kept[: kept.rindex(line)]
    kept = kept.rstrip()
    return replace(block, text=kept, turn=replace(turn, text=kept)), tuple(foot)
