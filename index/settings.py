"""The one place that reads configuration: environment variables that start with ``ROSTRUM_``."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from index.errors import SettingsError

PREFIX = "ROSTRUM_"
DEFAULT_MODEL = "all-MiniLM-L6-v2"


class Settings(BaseModel):
    """All settings, frozen; each field is set by the variable ``ROSTRUM_<FIELD>``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    index: Path = Field(default=Path("speeches.index"), description="the index folder")
    model: str | None = Field(
        default=None,
        description="embedding model: a name or a folder; unset: the index's own, else the default",
    )

    library: Literal["read", "write"] | None = Field(
        default=None,
        description="whether the library page only reads, or may write as well; unset: it may on this machine itself",
    )

    llm_url: str | None = Field(
        default=None,
        description="a language model's OpenAI-compatible endpoint, such as http://localhost:11434/v1; unset: none",
    )
    llm_model: str | None = Field(default=None, description="the language model's name at that endpoint")
    llm_key: SecretStr | None = Field(default=None, description="the endpoint's key, where it wants one")
    llm_timeout_s: float = Field(
        default=60, gt=0, le=3600, description="seconds that the language model may take to write an answer"
    )

    @field_validator("*", mode="before")
    @classmethod
    def _given(cls, value: object) -> object:
        if value == "":
            raise ValueError("must not be empty; unset it instead")
        return value

    @field_validator("llm_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is not None and not _is_web_address(value):
            raise ValueError("must be an http or https address such as http://localhost:11434/v1")
        return value

    @field_validator("llm_key")
    @classmethod
    def _header(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[!-~]+", value.get_secret_value()):
            raise ValueError("must be printable ASCII without spaces")
        return value


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and text.isprintable()
    except ValueError:
        return False


def load_settings() -> Settings:
    """Read the environment.

    Raises:
        SettingsError: A value is wrong, or a variable with our prefix names no setting.
    """
    known = {PREFIX + name.upper(): name for name in Settings.model_fields}
    given = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
    unknown = sorted(given.keys() - known.keys())
    if unknown:
        raise SettingsError(f"unknown environment variable {unknown[0]}; known ones are {', '.join(sorted(known))}")
    try:
        return Settings.model_validate({known[name]: value for name, value in given.items()})
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        seen = "" if name == f"{PREFIX}LLM_KEY" else f", seen {first['input']!r}"
        raise SettingsError(f"environment variable {name}: {first['msg']}{seen}") from (None if not seen else error)
