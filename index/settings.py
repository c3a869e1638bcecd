"""The one place that reads configuration: environment variables that start with ``ROSTRUM_``."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.errors import SettingsError

PREFIX = "ROSTRUM_"
DEFAULT_MODEL = "all-MiniLM-L6-v2"


class Settings(BaseSettings):
    """All settings, frozen; each field is set by the variable ``ROSTRUM_<FIELD>``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    index: Path = Field(default=Path("speeches.index"), description="the index folder")
    model: str | None = Field(
        default=None,
        description="embedding model: a name or a folder; unset: the index's own, else the default",
    )

    @field_validator("*", mode="before")
    @classmethod
    def _given(cls, value: object) -> object:
        if value == "":
            raise ValueError("must not be empty; unset it instead")
        return value


def load_settings() -> Settings:
    """Read the environment.

    Raises:
        SettingsError: A value is wrong, or a variable with our prefix names no setting.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise SettingsError(f"unknown environment variable {unknown[0]}; known ones are {', '.join(sorted(known))}")
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise SettingsError(f"environment variable {name}: {first['msg']}, seen {first['input']!r}") from error
