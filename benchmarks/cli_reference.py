"""Write docs/cli.md from the command line's own help: ``make docs``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "docs" / "cli.md"


def reference() -> str:
    """Return the reference of all commands as Markdown, as Typer writes it."""
    command = [sys.executable, "-m", "typer", "search.cli", "utils", "docs", "--name", "rostrum"]
    told = subprocess.run(
        [*command, "--title", "The rostrum command"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"COLUMNS": "100", "NO_COLOR": "1"},
    )
    return told.stdout.rstrip() + "\n"


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
