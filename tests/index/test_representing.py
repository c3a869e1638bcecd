"""The writer of the arrays: whatever is kept, added and copied in whatever order, against a plain reconstruction."""

from __future__ import annotations

import errno
import os
import time
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import representing
from index.encoded import Encoded
from index.errors import IndexDamagedError
from index.representations import Representations
from index.representing import RepresentationsWriter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

DIM, TOKEN_DIM = 3, 2
NAMES = {field.name for field in fields(Representations)} - {"layout"}


@dataclass(frozen=True)
class Row:
    """What one passage has."""

    vector: NDArray[np.float32]
    sentences: tuple[NDArray[np.int32], NDArray[np.float32]]
    spans: NDArray[np.uint16]
    tokens: NDArray[np.int8]
    words: tuple[NDArray[np.uint32], NDArray[np.uint8]]


def row(number: int, counts: tuple[int, int, int]) -> Row:
    """Return a row of so many sentences, tokens and words whose numbers all tell which one it is."""
    sentences, tokens, words = counts
    draw = np.random.default_rng(number)
    vectors = draw.normal(size=(1 + sentences, DIM)).astype(np.float32)
    return Row(
        vectors[0],
        (draw.integers(0, 900, (sentences, 2), np.int32), vectors[1:]),
        draw.integers(0, 900, (tokens, 2), np.uint16),
        draw.integers(-127, 128, (tokens, TOKEN_DIM), np.int8),
        (draw.integers(0, 2**32, words, np.uint32), draw.integers(0, 256, words, np.uint8)),
    )


def add(writer: RepresentationsWriter, batch: dict[int, Row]) -> None:
    """Hand a batch over as a build does."""
    rows = list(batch.values())
    encoded = Encoded(
        np.array([each.vector for each in rows], np.float32).reshape(-1, DIM),
        np.cumsum([0, *(len(each.spans) for each in rows)]).astype(np.int64),
        np.concatenate([np.zeros((0, 2), np.uint16), *(each.spans for each in rows)]),
        np.concatenate([np.zeros((0, TOKEN_DIM), np.int8), *(each.tokens for each in rows)]),
    )
    writer.add(list(batch), encoded, [each.sentences for each in rows], [each.words for each in rows])


def places(ids: Sequence[int]) -> list[NDArray[np.int64]]:
    """Return places that tell the passage: transcript, turn and speaker follow from its id."""
    array = np.array(ids, np.int64)
    return [array, array % 5, array % 7, array % 3 - 1]


def write(
    folder: Path, base: Representations | None, batches: Sequence[dict[int, Row]], twins: dict[int, int], ids: list[int]
) -> tuple[Representations, list[int]]:
    """Write into a folder; return the arrays and the ids that were renewed."""
    with RepresentationsWriter(folder / "scratch", DIM, TOKEN_DIM, base) as writer:
        for batch in batches:
            add(writer, batch)
        for passage, twin in twins.items():
            writer.copy(passage, twin)
        written = writer.finish(folder / "representations", places(ids))
    assert [path.name for path in folder.iterdir()] == ["representations"]
    return written, writer.renewed.tolist()


def check(written: Representations, ids: list[int], rows: dict[int, Row]) -> None:
    """Compare arrays with the rows of these passages put one after the other, bit for bit."""
    held = [rows[each] for each in ids]
    expected = {
        "ids": np.array(ids, "<i8"),
        "transcripts": np.array([each % 5 for each in ids], "<i4"),
        "turns": np.array([each % 7 for each in ids], "<i4"),
        "speakers": np.array([each % 3 - 1 for each in ids], "<i4"),
        "vectors": np.array([each.vector for each in held], "<f2").reshape(-1, DIM),
        "sentence_first": np.cumsum([0, *(len(each.sentences[0]) for each in held)]),
        "sentence_spans": np.array([span for each in held for span in each.sentences[0]], "<i4").reshape(-1, 2),
        "sentence_vectors": np.array([v for each in held for v in each.sentences[1]], "<f2").reshape(-1, DIM),
        "token_first": np.cumsum([0, *(len(each.spans) for each in held)]),
        "token_spans": np.array([span for each in held for span in each.spans], "<u2").reshape(-1, 2),
        "tokens": np.array([token for each in held for token in each.tokens], "|i1").reshape(-1, TOKEN_DIM),
        "word_first": np.cumsum([0, *(len(each.words[0]) for each in held)]),
        "words": np.array([word for each in held for word in each.words[0]], "<u4"),
        "word_sentences": np.array([number for each in held for number in each.words[1]], "|u1"),
    }
    assert set(expected) == NAMES
    for name, array in expected.items():
        found = getattr(written, name)
        assert (found.dtype, found.shape) == (array.dtype, array.shape), name
        assert np.asarray(found).tobytes() == array.tobytes(), name


COUNTS = st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(0, 3))


@given(data=st.data(), base_counts=st.lists(COUNTS, max_size=8), fresh_counts=st.lists(COUNTS, max_size=8))
def test_what_is_kept_added_and_copied_comes_out_in_the_order_asked_for(
    data: st.DataObject,
    base_counts: list[tuple[int, int, int]],
    fresh_counts: list[tuple[int, int, int]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("written")
    rows = {each: row(each, counts) for each, counts in enumerate(base_counts)}
    (folder / "base").mkdir()
    base, renewed = write(folder / "base", None, [rows] if rows else [], {}, list(rows))
    check(base, list(rows), rows)
    assert renewed == []
    # Some fresh ones are new passages, some are in the base already and are embedded again.
    known = data.draw(st.lists(st.sampled_from(range(-1, len(rows))), max_size=len(fresh_counts), unique=True))
    fresh_ids = [*(each for each in known if each >= 0), *range(100, 120)][: len(fresh_counts)]
    fresh = {each: row(1000 + each, counts) for each, counts in zip(fresh_ids, fresh_counts, strict=True)}
    before, rows = dict(rows), rows | fresh
    split = data.draw(st.integers(0, len(fresh)))
    batches = [dict(list(fresh.items())[:split]), dict(list(fresh.items())[split:])]
    twins = data.draw(st.dictionaries(st.integers(200, 210), st.sampled_from(sorted(rows)))) if rows else {}
    rows |= {passage: rows[twin] for passage, twin in twins.items()}
    order = data.draw(st.permutations(sorted(rows)))
    ids = order[: data.draw(st.integers(0, len(order)))]
    (folder / "next").mkdir()
    written, renewed = write(folder / "next", base if before else None, batches, twins, ids)
    check(written, ids, rows)
    assert sorted(renewed) == sorted(set(ids) & set(before) & set(fresh))
    check(base, list(before), before)


@st.composite
def generations(draw: st.DrawFn) -> list[tuple[list[int], dict[int, int], list[int]]]:
    """Draw what some builds do: the ids that each embeds, the twins that it copies, and the ids that it writes."""
    steps, known = [], set[int]()
    for _ in range(draw(st.integers(2, 4))):
        fresh = draw(st.lists(st.integers(0, 30), min_size=0 if known else 1, max_size=6, unique=True))
        there = sorted(known | set(fresh))
        twins = draw(st.dictionaries(st.integers(40, 50), st.sampled_from(there), max_size=2))
        ids = draw(st.permutations(sorted({*there, *twins})))
        known = set(ids[: draw(st.integers(1, len(ids)))])
        steps.append((fresh, twins, [each for each in ids if each in known]))
    return steps


@given(steps=generations(), apart=st.sampled_from([0.25, 1.0, 99.0]))
def test_what_is_shared_and_what_lies_beside_it_come_out_in_the_order_asked_for(
    steps: list[tuple[list[int], dict[int, int], list[int]]], apart: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, rows, base = tmp_path_factory.mktemp("written"), dict[int, Row](), None
    with patch.object(representing, "_SHARED_FROM_BYTES", 0), patch.object(representing, "_MOST_APART", apart):
        for number, (fresh, twins, ids) in enumerate(steps):
            (folder / str(number)).mkdir()
            batch = {each: row(100 * number + each, (each % 3, (each + number) % 4, each % 2)) for each in fresh}
            before, rows = rows, rows | batch
            rows |= {passage: rows[twin] for passage, twin in twins.items()}
            written, renewed = write(folder / str(number), base, [batch] if batch else [], twins, ids)
            check(written, ids, rows)
            if base is not None:
                held = base.ids.tolist()
                check(base, held, before)
                assert set(renewed) <= set(held) & (set(fresh) | set(twins))
            rows, base = {each: rows[each] for each in ids}, written


def written_after(
    folder: Path, base: Representations, fresh: Sequence[int], ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Write a next generation that may share with its base however small that is; return the folder of its arrays."""
    monkeypatch.setattr(representing, "_SHARED_FROM_BYTES", 0)
    folder.mkdir()
    write(folder, base, [{each: row(each + 1000, (1, 2, 1)) for each in fresh}], {}, ids)
    return folder / "representations"


def first_of(folder: Path, count: int) -> Representations:
    folder.mkdir()
    return write(folder, None, [{each: row(each, (2, 3, 1)) for each in range(count)}], {}, list(range(count)))[0]


def test_what_stays_is_the_same_file_and_only_what_is_new_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = first_of(tmp_path / "one", 20)
    second = written_after(tmp_path / "two", base, [5], list(range(20)), monkeypatch)
    assert (second / "kept" / "tokens.npy").samefile(tmp_path / "one" / "representations" / "tokens.npy")
    assert len(np.load(second / "recent" / "vectors.npy")) == 1
    assert np.load(second / "stretches.npy").tolist() == [[0, 0, 5], [1, 0, 1], [0, 6, 14]]
    third = written_after(tmp_path / "three", Representations.load(second), [7], [*range(1, 20)], monkeypatch)
    assert (third / "kept" / "tokens.npy").samefile(tmp_path / "one" / "representations" / "tokens.npy")
    assert np.load(third / "stretches.npy").tolist() == [[0, 1, 4], [1, 0, 1], [0, 6, 1], [1, 1, 1], [0, 8, 12]]


@pytest.mark.parametrize(
    ("fresh", "ids", "shared"),
    [
        ([], range(20), True),
        (range(15, 20), range(20), True),
        (range(14, 20), range(20), False),
        (range(20, 25), range(25), True),
        (range(20, 26), range(26), False),
        ([], range(5, 20), True),
        ([], range(6, 20), False),
    ],
)
def test_all_is_written_again_once_more_than_a_quarter_has_gone_or_come(
    fresh: range, ids: range, shared: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = first_of(tmp_path / "one", 20)
    assert (written_after(tmp_path / "two", base, fresh, list(ids), monkeypatch) / "kept").exists() is shared


def test_a_small_generation_is_written_again(tmp_path: Path) -> None:
    base = first_of(tmp_path / "one", 20)
    (tmp_path / "two").mkdir()
    write(tmp_path / "two", base, [], {}, list(range(20)))
    assert not (tmp_path / "two" / "representations" / "kept").exists()


def test_where_a_disk_knows_no_hard_links_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: Path, target: Path) -> None:
        raise OSError(errno.EOPNOTSUPP, "no hard links here", str(source), None, str(target))

    base = first_of(tmp_path / "one", 20)
    monkeypatch.setattr(os, "link", refuse)
    second = written_after(tmp_path / "two", base, [], list(range(20)), monkeypatch)
    old, new = tmp_path / "one" / "representations" / "tokens.npy", second / "kept" / "tokens.npy"
    assert (new.samefile(old), new.read_bytes() == old.read_bytes()) == (False, True)


def test_the_files_say_what_numpy_says(tmp_path: Path) -> None:
    rows = {each: row(each, (2, 3, 1)) for each in range(3)}
    written, _ = write(tmp_path, None, [rows], {}, [2, 0])
    for name in NAMES:
        path = tmp_path / "representations" / f"{name}.npy"
        np.save(tmp_path / "again.npy", getattr(written, name))
        assert path.read_bytes() == (tmp_path / "again.npy").read_bytes()


def test_twins_of_twins_and_of_passages_that_are_gone_are_copied(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    rows = {1: row(1, (1, 2, 3)), 2: row(2, (2, 1, 0))}
    base, _ = write(one, None, [rows], {}, [1, 2])
    written, renewed = write(other, base, [], {3: 1, 4: 3}, [4, 2, 3])
    check(written, [4, 2, 3], {2: rows[2], 3: rows[1], 4: rows[1]})
    assert renewed == []


def test_a_passage_that_takes_over_what_another_of_the_base_has_is_renewed(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    rows = {1: row(1, (1, 2, 3)), 2: row(2, (2, 1, 0))}
    base, _ = write(one, None, [rows], {}, [1, 2])
    written, renewed = write(other, base, [], {2: 1}, [1, 2])
    check(written, [1, 2], {1: rows[1], 2: rows[1]})
    assert renewed == [2]


def test_a_passage_without_any_representation_is_an_error_and_nothing_is_left(tmp_path: Path) -> None:
    with RepresentationsWriter(tmp_path / "scratch", DIM, TOKEN_DIM) as writer:
        add(writer, {1: row(1, (1, 1, 1))})
        said = "^passage 2 was to be embedded and has no vector; build the index again$"
        with pytest.raises(IndexDamagedError, match=said):
            writer.finish(tmp_path / "representations", places([1, 2]))
        with pytest.raises(IndexDamagedError, match=said):
            writer.copy(3, 2)
    assert list(tmp_path.iterdir()) == []


def test_the_scratch_folder_goes_away_with_a_writer_that_failed(tmp_path: Path) -> None:
    writer = RepresentationsWriter(tmp_path / "scratch", DIM, TOKEN_DIM)
    with pytest.raises(KeyboardInterrupt, match="in the middle"), writer:
        add(writer, {1: row(1, (1, 1, 1))})
        raise KeyboardInterrupt("in the middle")
    assert list(tmp_path.iterdir()) == []


def test_many_scattered_passages_are_written_in_linear_time(tmp_path: Path) -> None:
    def seconds(count: int) -> float:
        folder = tmp_path / str(count)
        folder.mkdir()
        rows = {each: row(each, (1, 2, 2)) for each in range(count)}
        ids = np.random.default_rng(0).permutation(count).tolist()
        started = time.process_time()
        write(folder, None, [{each: rows[each] for each in range(n, n + 100)} for n in range(0, count, 100)], {}, ids)
        return time.process_time() - started

    small = min(seconds(1000), seconds(1100))
    assert seconds(8000) < 24 * small + 0.1


def test_many_copies_of_what_was_there_or_added_are_made_in_linear_time(tmp_path: Path) -> None:
    def seconds(count: int) -> float:
        folder = tmp_path / str(count)
        folder.mkdir()
        rows = {each: row(each, (0, 1, 1)) for each in range(count)}
        (folder / "one").mkdir()
        base, _ = write(folder / "one", None, [rows], {}, list(rows))
        added = {each + count: row(each, (0, 1, 1)) for each in range(count)}
        with RepresentationsWriter(folder / "scratch", DIM, TOKEN_DIM, base) as writer:
            add(writer, added)
            started = time.process_time()
            for each in range(2 * count):
                writer.copy(each + 2 * count, each)
            return time.process_time() - started

    small = min(seconds(500), seconds(550))
    assert seconds(8000) < 48 * small + 0.1
