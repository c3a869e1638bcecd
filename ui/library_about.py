"""What an index was built with, as a list of facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.in_words import day
from ui.known import counted
from ui.safe import Html, element, together

if TYPE_CHECKING:
    from index.library import Library

_HASH_CHARS = 12


def about_card(library: Library) -> Html:
    """Return with which model, when, and from where the index was built, and how large it is."""
    manifest = library.manifest
    counts = manifest.counts
    built = manifest.written.astimezone()
    facts = {
        "Built": f"{day(built.date())}, {built:%H:%M}",
        "From": together([element("p", element("bdi", str(root))) for root in library.roots]) or "not recorded",
        "Model": manifest.model,
        "Model weights": f"{manifest.model_sha256[:_HASH_CHARS]}… (sha256), {manifest.dim:,} dimensions",
        "Contents": ", ".join(counted(counts[f"{what}s"], what) for what in ("transcript", "turn", "passage")),
        "Size on disk": size_in_words(library.size_bytes),
        "Vectors": manifest.vector_index,
        "Generation": f"{library.generation}, schema {manifest.schema_version}",
        "Folder": str(library.index),
    }
    listed = [together([element("dt", name), element("dd", fact)]) for name, fact in facts.items()]
    return element("section", element("h3", "About the index"), element("dl", *listed, look="facts"), look="part")


def size_in_words(size: float) -> str:
    """Return a size as people say it: "3.4 MB"."""
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:,.0f} {unit}" if unit == "bytes" else f"{size:,.1f} {unit}"
        size /= 1000
    return f"{size:,.1f} GB"
