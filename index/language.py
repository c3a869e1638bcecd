"""Tell the language of a text; the work is py3langid's."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

MIN_LETTERS = 40
MIN_PROBABILITY = 0.95
_SAMPLE_CHARS = 4000


def language_code(named: str | None) -> str | None:
    """Return "en" for "en", "EN" and "en-GB"; None for what is no ISO 639-1 code, such as "English"."""
    code = re.split(r"[-_]", (named or "").strip())[0].lower()
    return code if re.fullmatch("[a-z]{2}", code) else None


def detect_language(text: str) -> str | None:
    """Return the ISO 639-1 code, or None when the text is too short or the language is not certain."""
    sample = text[:_SAMPLE_CHARS]
    if sum(char.isalpha() for char in sample) < MIN_LETTERS:
        return None
    code, probability = _identifier().classify(sample)
    return str(code) if probability >= MIN_PROBABILITY else None


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
