"""A small corpus that is another one at every version, so that what an index holds tells which version it is of."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

from index.embedders import HashedWordsEmbedder
from index.parsing import parse_bytes
from index.passages import passages_of
from index.sentences import sentence_spans

FILES = 8
TOPIC = "harbour"
"""A word of every passage."""
_THINGS = ("granite wall", "ferry to the islands", "fish market", "lighthouse", "customs house", "old crane", "pier",
           "shipyard")  # fmt: skip


def corpus(version: int) -> dict[str, str]:
    """Return the files of a version, by name: some change with each, some seldom, one comes and goes."""
    files = {}
    for number in range(FILES):
        since = version - version % (number + 1)
        if number == FILES - 1 and version % 3 == 0:
            continue
        files[f"{number}.txt"] = "\n\n".join(paragraphs(number, since))
    return files


def paragraphs(number: int, since: int) -> list[str]:
    """Return what the file with a number has said since a version."""
    thing = _THINGS[number % len(_THINGS)]
    return [
        f"In round {since} the harbour of district {number} mends its {thing} with {since + 7} stones.",
        f"The council of district {number} heard in round {since} that the {TOPIC} keeps its {thing}.",
    ]


def passages(version: int) -> frozenset[str]:
    """Return the texts of all passages of a version."""
    return frozenset(text for content in corpus(version).values() for text in content.split("\n\n"))


def write(folder: Path, version: int) -> Path:
    """Make a folder hold exactly the files of a version."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, text in corpus(version).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def warm() -> None:
    """Import and load in this process what forked ones would else each load for themselves; it starts no threads."""
    import faiss  # noqa: F401

    for name, text in corpus(0).items():
        for transcript in parse_bytes(text.encode(), name).transcripts:
            for passage in passages_of(transcript):
                HashedWordsEmbedder().embed_passages([passage.text[a:b] for a, b in sentence_spans(passage.text, "en")])


def version_of(found: Collection[str], latest: int) -> int | None:
    """Return the version whose passages these are, all of them and no others; None where they are of none."""
    texts = frozenset(found)
    if len(texts) != len(found):
        return None
    return next((version for version in range(latest, -1, -1) if passages(version) == texts), None)
