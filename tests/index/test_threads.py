"""Whether PyTorch is there can be told without importing it."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

from index.threads import has_pytorch


@pytest.mark.parametrize(("initializing", "there"), [(False, True), (True, False)])
def test_pytorch_is_there_once_its_import_has_ended(
    initializing: bool, there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, spec = ModuleType("torch"), ModuleSpec("torch", None)
    spec._initializing = initializing  # type: ignore[attr-defined]  # as Python's own import does
    module.__spec__ = spec
    monkeypatch.setitem(sys.modules, "torch", module)
    assert has_pytorch() is there


def test_pytorch_is_not_there_before_it_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    assert not has_pytorch()
