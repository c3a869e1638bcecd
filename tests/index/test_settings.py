"""Settings come from the environment, and a wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import SettingsError
from index.settings import load_settings


def test_without_variables_the_defaults_hold() -> None:
    settings = load_settings()
    assert (settings.index, settings.model) == (Path("speeches.index"), None)


def test_variables_set_index_and_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROSTRUM_INDEX", "/srv/town.index")
    monkeypatch.setenv("ROSTRUM_MODEL", "hashed-words")
    settings = load_settings()
    assert (settings.index, settings.model) == (Path("/srv/town.index"), "hashed-words")


def test_a_variable_that_names_no_setting_is_refused_and_the_known_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROSTRUM_INDX", "town.index")
    message = "unknown environment variable ROSTRUM_INDX; known ones are ROSTRUM_INDEX, ROSTRUM_MODEL"
    with pytest.raises(SettingsError, match=f"^{message}$"):
        load_settings()


@pytest.mark.parametrize("name", ["ROSTRUM_INDEX", "ROSTRUM_MODEL"])
def test_an_empty_variable_is_refused_and_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "")
    with pytest.raises(SettingsError, match=f"^environment variable {name}: .*must not be empty.*, seen ''$"):
        load_settings()


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="Instance is frozen"):
        load_settings().index = Path("other.index")
