"""Packed linear layers compute what the layers they replace compute."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from index.packed import pack_linear_layers


class Block(nn.Module):
    """A linear layer with a bias, one without, and what is none, some of it nested."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(24, 40)
        self.rest = nn.Sequential(nn.LayerNorm(40), nn.GELU(), nn.Linear(40, 7, bias=False))

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        return self.rest(self.first(rows))


class NamedLinear(nn.Linear):
    """A kind of linear layer that may do more than its parent."""


def block() -> Block:
    torch.manual_seed(0)
    return Block().eval()


def packs() -> bool:
    return bool(torch.backends.mkldnn.is_available()) and hasattr(torch.ops.mkldnn, "_linear_pointwise")


needs_onednn = pytest.mark.skipif(not packs(), reason="this PyTorch has no oneDNN, so nothing is packed")


@needs_onednn
@pytest.mark.parametrize("shape", [(1, 24), (16, 24), (17, 24), (300, 24), (3, 1, 24), (5, 16, 24), (2, 128, 24)])
def test_values_are_the_same_for_any_size_of_batch(shape: tuple[int, ...]) -> None:
    model = block()
    rows = torch.randn(*shape)
    with torch.inference_mode():
        before = model(rows)
        assert pack_linear_layers(model) == 2
        after = model(rows)

    assert after.shape == (*shape[:-1], 7)
    assert torch.allclose(before, after, rtol=0, atol=1e-5)
    assert before.abs().max() > 0.1


@needs_onednn
def test_only_linear_layers_are_replaced_wherever_they_stand() -> None:
    model = block()
    norm, gelu = model.rest[0], model.rest[1]

    assert pack_linear_layers(model) == 2
    assert (model.rest[0], model.rest[1]) == (norm, gelu)
    assert not [each for each in model.modules() if isinstance(each, nn.Linear)]
    assert (model.first.in_features, model.first.out_features) == (24, 40)
    assert pack_linear_layers(model) == 0


@needs_onednn
def test_other_kinds_of_linear_layers_and_other_precisions_are_left_alone() -> None:
    model = nn.Sequential(NamedLinear(4, 4), nn.Linear(4, 4).double(), nn.Linear(4, 4), nn.Conv1d(4, 4, 1))

    assert pack_linear_layers(model) == 1
    assert [type(each) for each in (model[0], model[1], model[3])] == [NamedLinear, nn.Linear, nn.Conv1d]


def test_a_model_without_linear_layers_has_none_to_pack() -> None:
    assert pack_linear_layers(nn.Sequential(nn.LayerNorm(4), nn.Sequential(nn.GELU()))) == 0
    assert pack_linear_layers(nn.Sequential()) == 0


def test_where_onednn_is_not_at_hand_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    model = block()
    monkeypatch.setattr(torch.backends.mkldnn, "is_available", lambda: False)

    assert pack_linear_layers(model) == 0
    assert type(model.first) is nn.Linear


@needs_onednn
def test_where_onednn_refuses_a_layer_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object) -> torch.Tensor:
        raise RuntimeError("could not create a primitive descriptor")

    model, rows = block(), torch.randn(3, 24)
    with torch.inference_mode():
        before = model(rows)
        monkeypatch.setattr(torch.ops.mkldnn, "_reorder_linear_weight", refuses)
        assert pack_linear_layers(model) == 0
        assert torch.equal(model(rows), before)
