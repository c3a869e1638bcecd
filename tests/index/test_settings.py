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
    models = "ROSTRUM_LLM_KEY, ROSTRUM_LLM_MODEL, ROSTRUM_LLM_TIMEOUT_S, ROSTRUM_LLM_URL, ROSTRUM_MODEL"
    known = f"ROSTRUM_INDEX, ROSTRUM_LIBRARY, {models}"
    message = f"unknown environment variable ROSTRUM_INDX; known ones are {known}"
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


def test_variables_name_a_language_model_and_none_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings()
    assert (settings.llm_url, settings.llm_model, settings.llm_key, settings.llm_timeout_s) == (None, None, None, 60)
    monkeypatch.setenv("ROSTRUM_LLM_URL", "http://localhost:11434/v1")
    monkeypatch.setenv("ROSTRUM_LLM_MODEL", "tiny")
    monkeypatch.setenv("ROSTRUM_LLM_KEY", "s3cret")
    monkeypatch.setenv("ROSTRUM_LLM_TIMEOUT_S", "2.5")
    settings = load_settings()
    assert (settings.llm_url, settings.llm_model) == ("http://localhost:11434/v1", "tiny")
    assert settings.llm_timeout_s == 2.5
    assert "s3cret" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("ROSTRUM_LLM_URL", "localhost:11434", "must be an http or https address .*, seen 'localhost:11434'"),
        ("ROSTRUM_LLM_URL", "http://", "must be an http or https address"),
        ("ROSTRUM_LLM_URL", "http://host:99999/v1", "must be an http or https address"),
        ("ROSTRUM_LLM_TIMEOUT_S", "0", "greater than 0, seen '0'"),
        ("ROSTRUM_LLM_TIMEOUT_S", "nan", "seen 'nan'"),
        ("ROSTRUM_LLM_TIMEOUT_S", "1e9", "less than or equal to 3600"),
        ("ROSTRUM_LLM_KEY", "zwei Wörter", "must be printable ASCII without spaces$"),
    ],
)
def test_a_wrong_value_is_named_and_a_key_is_never_shown(
    name: str, value: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"^environment variable {name}: .*{message}"):
        load_settings()


def test_the_library_is_read_or_write_or_left_to_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().library is None
    monkeypatch.setenv("ROSTRUM_LIBRARY", "write")
    assert load_settings().library == "write"
    monkeypatch.setenv("ROSTRUM_LIBRARY", "yes")
    with pytest.raises(SettingsError, match=r"^environment variable ROSTRUM_LIBRARY: .*'read' or 'write', seen 'yes'$"):
        load_settings()
