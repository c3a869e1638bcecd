"""By which rules an index was made: written into its manifest, and what is of other rules is done again.

They stand here, apart from what follows them, so that who only searches need not load the parsing.
"""

from __future__ import annotations

ATTRIBUTION = "attribution v6"
"""Transcripts attributed by other rules are parsed again.

Its number counts the rules by which sidecars are read, too (since 5 they win over their file).
"""

MAX_CHARS = 1000
"""Of a passage: about 170 English words or 230 word pieces, inside the 256-token window of the default model."""

PASSAGES = f"paragraphs of at most {MAX_CHARS} characters, cut at sentence ends; embedded as they are; v2"
"""Transcripts cut by other rules are cut again."""

SPEAKERS = "speakers v4"
"""Names joined by other rules are joined again, and taken apart again."""
