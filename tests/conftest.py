"""Fixtures that any test may ask for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import hypothesis
import pytest
from helpers import TOWN, CountingEmbedder, write_files

from index import build
from index.embedders import HashedWordsEmbedder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(scope="session", autouse=True)
def _no_settings_from_outside() -> Iterator[None]:
    """Keep the person's own ROSTRUM_ variables out of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.upper().startswith("ROSTRUM_")]:
            patch.delenv(name)
        yield


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with the town's three transcripts, free to be changed."""
    return write_files(tmp_path / "corpus", TOWN)


@pytest.fixture
def embedder() -> CountingEmbedder:
    """The fake embedder; it remembers the texts it was given."""
    return CountingEmbedder()


@pytest.fixture(scope="session")
def town_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index over the town's transcripts, made with the fake embedder; only to be read."""
    folder = tmp_path_factory.mktemp("town")
    build([write_files(folder / "corpus", TOWN)], folder / "town.index", embedder=HashedWordsEmbedder())
    return folder / "town.index"
