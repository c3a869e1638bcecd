"""The arithmetic of an encoder's layers, against values worked out otherwise."""

from __future__ import annotations

import math

import numpy as np
import pytest

from index.plain_layers import Dense, Layer, Norm, encoded, gelu

WIDTH, HEADS = 8, 2


def drawn(*shape: int, seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.random.default_rng(seed).standard_normal(shape, dtype=np.float32)


@pytest.fixture
def layer() -> Layer:
    sizes = [(WIDTH, WIDTH)] * 4 + [(3 * WIDTH, WIDTH), (WIDTH, 3 * WIDTH)]
    queries, keys, values, out, up, down = (
        Dense(drawn(*size, seed=n), drawn(size[0], seed=10 + n)) for n, size in enumerate(sizes)
    )
    norms = [Norm(drawn(WIDTH, seed=20 + n), drawn(WIDTH, seed=30 + n)) for n in range(2)]
    return Layer(queries, keys, values, out, norms[0], up, down, norms[1])


def test_gelu_is_x_times_the_share_of_a_normal_distribution_below_it() -> None:
    rows = np.linspace(-6, 6, 1201, dtype=np.float32)[:, None] * np.ones(40, np.float32)
    wanted = [x * 0.5 * (1 + math.erf(x / 2**0.5)) for x in rows[:, 0].tolist()]
    for laid_out in (rows, np.asfortranarray(rows)):
        found = gelu(laid_out)
        assert found[:, 0] == pytest.approx(wanted, abs=1e-6)
        assert np.array_equal(found, np.repeat(found[:, :1], 40, axis=1))
    assert rows[0, 0] == -6  # what was given is left as it was


def test_a_dense_layer_is_a_product_and_a_sum() -> None:
    dense = Dense(np.array([[1, 2], [3, 4], [5, 6]], np.float32), np.array([0.5, 0, -1], np.float32))
    assert dense(np.array([[1, 10], [0, 1]], np.float32)).tolist() == [[21.5, 43, 64], [2.5, 4, 5]]


@pytest.mark.parametrize("height", [1536, 1200, 1001])
@pytest.mark.parametrize("count", [1, 12, 20, 21])
def test_a_product_is_the_same_in_blocks(height: int, count: int) -> None:
    dense = Dense(drawn(height, 384, seed=1), drawn(height, seed=2))
    rows = drawn(count, 384, seed=3)
    assert dense(rows) == pytest.approx(rows @ dense.weight.T + dense.bias, abs=1e-3)


def test_the_thirds_of_a_layer_give_the_thirds_of_its_result() -> None:
    dense = Dense(drawn(12, 5, seed=1), drawn(12, seed=2))
    rows = drawn(3, 5, seed=3)
    assert np.concatenate([third(rows) for third in dense.thirds()], axis=1) == pytest.approx(dense(rows), abs=1e-6)


def test_a_norm_takes_the_mean_away_and_divides_by_the_deviation() -> None:
    norm = Norm(np.array([1, 1, 2], np.float32), np.array([0, 0, 5], np.float32))
    # Mean 3, deviation sqrt((4 + 0 + 4) / 3) = 1.633.
    assert norm(np.array([[1, 3, 5]], np.float32)) == pytest.approx(np.array([[-1.2247, 0, 7.4495]]), abs=1e-4)


def test_texts_below_each_other_do_not_heed_each_other(layer: Layer) -> None:
    rows = drawn(9, WIDTH, seed=5)
    texts = [slice(0, 4), slice(4, 5), slice(5, 9)]
    together = encoded(rows, [layer, layer], HEADS, texts)
    for text in texts:
        alone = encoded(rows[text], [layer, layer], HEADS, [slice(0, text.stop - text.start)])
        assert together[text] == pytest.approx(alone, abs=1e-4)
    assert np.abs(encoded(rows, [layer, layer], HEADS, [slice(0, 9)]) - together).max() > 0.01


def test_large_scores_do_not_overflow(layer: Layer) -> None:
    rows = drawn(4, WIDTH, seed=6) * 1e4
    assert np.isfinite(encoded(rows, [layer], HEADS, [slice(0, 4)])).all()
