"""Half a million passages in 13,357 files: what a newsroom's or a library's folder of speeches looks like.

The UN General Debate 1946-2024, Kremlin transcripts 2010-2020 and US presidents 1789-2020, a file for each speech.
"""

from __future__ import annotations

import json
import lzma
import random
import re
import tarfile
from typing import TYPE_CHECKING, Any

from benchmarks import corpora

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PARAGRAPH_END = re.compile(r"(?<=[.!?:;”\"])[^\S\n]*\n\s*")
"""Other line breaks of the UN's texts are a printer's."""
_SPEECHES = corpora.DATA / "speeches"


def write(folder: Path) -> list[Path]:
    """Write what is not there yet; return the files, in an order that makes every beginning a fair sample."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, text in _texts():
        path = folder / name
        if not path.exists():
            path.write_text(text, encoding="utf-8")
        files.append(path)
    random.Random(0).shuffle(files)
    return files


def _texts() -> Iterator[tuple[str, str]]:
    for each in (*un_speeches(), *kremlin()):
        yield f"{each['id']}.json", json.dumps(each, ensure_ascii=False)
    yield from miller()


def un_speeches() -> Iterator[dict[str, Any]]:
    """Yield the UN's speeches in canonical form."""
    for line in _lines(_SPEECHES / "large" / "un-general-debate.jsonl.xz"):
        each = json.loads(line)
        text = "\n\n".join(part for part in PARAGRAPH_END.split(each["text"]) if part.strip())
        turn = {"speaker": each["speaker"] or None, "role": each["post"] or None, "text": text}
        head = {"id": each["id"], "title": f"General Debate, {each['country']}", "date": f"{each['year']}-09-25"}
        yield head | {"venue": "United Nations", "language": "en", "turns": [turn]}


def kremlin() -> Iterator[dict[str, Any]]:
    """Yield the transcripts of the Kremlin in canonical form."""
    for line in _lines(_SPEECHES / "kremlin" / "transcripts.jsonl.xz"):
        each = json.loads(line)
        turns = [
            {"speaker": turn["speaker"] or None, "text": re.sub(r"\s*\n\s*", "\n\n", turn["text"]).strip()}
            for turn in each["turns"]
            if turn["text"].strip()
        ]
        head = {"id": f"kremlin-{each['id']}", "title": each["title"], "date": each["date"]}
        yield head | {"venue": each["venue"], "language": "en", "turns": turns}


def miller() -> Iterator[tuple[str, str]]:
    """Yield the names and texts of the US presidents' files."""
    with tarfile.open(_SPEECHES / "large" / "us-presidential-speeches.tar.xz") as tar:
        for member in tar:
            if opened := tar.extractfile(member):
                yield member.name.rpartition("/")[2], opened.read().decode("utf-8", "replace")


def _lines(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        yield from file
