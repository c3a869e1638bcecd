"""A command that answers one question imports nothing that takes longer than the answer."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from helpers import write_files

from index import build

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = frozenset(
    """
    torch transformers sentence_transformers sklearn scipy pandas streamlit openai ir_measures trafilatura pypdf docx
    lxml yaml markdown_it dateparser py3langid huggingface_hub
    """.split()
)
"""What learning, reading files and showing pages need."""
FERRY = "The ferry to the island sails on Monday at noon."
_IMPORTED = re.compile(r"^import time: .*\|\s*([\w.]+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cold")
    turns = [{"speaker": "Ida Marsh", "text": FERRY}, {"speaker": "Ola Fenn", "text": "Bread costs four crowns here."}]
    source = write_files(folder / "src", {"a.json": json.dumps({"language": "en", "turns": turns})})
    build([source], folder / "i.index")
    return folder / "i.index"


@pytest.mark.model
@pytest.mark.parametrize("command", ["search", "ask"])
def test_a_question_is_answered_without_any_heavy_library(index: Path, command: str) -> None:
    question = "When does the ferry to the island sail?"
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "search.cli", command, question, "--index", str(index), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    assert (answer[0]["text"] if command == "search" else answer["answer"]) == FERRY
    imported = {name.partition(".")[0] for name in _IMPORTED.findall(done.stderr)}
    assert {"numpy", "faiss", "tantivy", "tokenizers"} <= imported
    assert imported & HEAVY == set()


def test_a_name_of_index_is_what_it_was_whatever_is_imported_first() -> None:
    program = """
import index
from index.discover import discover
assert "index.build" not in __import__("sys").modules
import index.build as named
from index import build
from index.build import build as function
import index.build
assert callable(build) and build is function is index.build is named, build
assert index.archives is __import__("sys").modules["index.archives"]
try:
    index.nothing
except AttributeError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "module 'index' has no attribute 'nothing'"
