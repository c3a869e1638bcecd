"""What tests share: a small invented corpus, ways to write files, an embedder that remembers what it read."""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from index.embedders import HashedWordsEmbedder
from index.generations import IndexFolder
from index.manifest import Manifest, seals
from index.passages import passages_of
from index.records import Kind, Transcript, Turn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from index.generations import Generation
    from index.records import Passage

FERRY = """New ferry line to Osk Island

12 March 2021

Mayor Edda Quillfeather met reporters at the harbour of Marlhaven.

Mayor Edda Quillfeather: The ferry to Osk Island sails from Monday. It will carry four hundred passengers a day.

Q: What does a ticket cost?

Quillfeather: A ticket costs three crowns. Children under twelve travel free.

(Laughter.)

The harbour wall was repaired with granite last winter.
"""

LIBRARY = """---
title: Opening of the town library
date: 2022-09-05
venue: Marlhaven
language: en
source: https://example.org/library
---

**Mayor Edda Quillfeather:** Our new library holds ninety thousand books and is open until midnight.

**Councillor Tobin Ashgrove** (laughing): I borrowed the first novel this morning. Thank you.

Reading makes a town wiser, and the library is free for everyone.
"""

WATER = json.dumps(
    {
        "id": "council/water",
        "title": "Council session on water",
        "date": "2023-01-17",
        "venue": "Town hall",
        "language": "en",
        "source": "https://example.org/water",
        "turns": [
            {
                "speaker": "Tobin Ashgrove",
                "as_printed": "Cllr Ashgrove",
                "role": "Councillor",
                "attribution": "markup",
                "kind": "speech",
                "text": "The water price rises by two crowns.\n\nThe old pipes below Fennel Street leak every winter.",
                "start_s": 1.5,
            },
            {
                "speaker": "Edda Quillfeather",
                "as_printed": "The Mayor",
                "role": "Mayor",
                "attribution": "markup",
                "kind": "speech",
                "text": "We shall replace the pipes before the summer ends.",
                "start_s": 30.0,
            },
        ],
    }
)

TOWN = {"ferry.txt": FERRY, "library.md": LIBRARY, "water.json": WATER}
"""Three transcripts of an invented town: two speakers, one question, applause, all three formats."""


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder, making it and its subfolders; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def transcript_of(identity: str, *texts: str, **head: object) -> Transcript:
    """Return a transcript with one speech turn per text."""
    plain = Transcript(identity, turns=tuple(Turn(text) for text in texts))
    return replace(plain, **head)  # type: ignore[arg-type]


def speech(speaker: str, text: str, kind: Kind = Kind.SPEECH) -> Turn:
    """Return a turn of a named speaker."""
    return Turn(text, speaker=speaker, as_printed=speaker, kind=kind)


def cut(*transcripts: Transcript) -> list[tuple[Transcript, list[Passage]]]:
    """Return transcripts with their passages, as a store takes them."""
    return [(each, passages_of(each)) for each in transcripts]


class CountingEmbedder(HashedWordsEmbedder):
    """The fake embedder; ``texts`` holds every text it was ever given, in order."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts.extend(texts)
        return super().embed_documents(texts)


class OtherEmbedder(CountingEmbedder):
    """A fake embedder that is another model: other name, other weights, fewer dimensions."""

    id = "other-words"
    sha256 = "0" * 64
    dim = 64


@contextmanager
def opened(index: Path) -> Iterator[Generation]:
    """Open the current generation of an index folder, and close it again."""
    generation = IndexFolder(index).open_current()
    try:
        yield generation
    finally:
        generation.close()


def current(index: Path) -> Path:
    """Return the folder of the current generation."""
    name = IndexFolder(index).current_name()
    assert name is not None
    return index / name


def tamper(index: Path, *statements: str, **manifest: object) -> None:
    """Change the current generation's database and manifest, and seal them as if Rostrum had written them so."""
    database = sqlite3.connect(current(index) / "passages.sqlite")
    with database:
        for statement in statements:
            database.execute(statement)
    database.close()
    reseal(index, **manifest)


def reseal(index: Path, **manifest: object) -> None:
    """Seal the current generation's files as they are now, with other fields of the manifest where given."""
    path = current(index)
    Manifest.read(path).model_copy(update={"files": seals(path), **manifest}).write(path)


def contents(index: Path) -> dict[str, list[str]]:
    """Return each transcript's passages, as an index holds them, by transcript id."""
    with opened(index) as generation:
        store = generation.store
        return {head.id: [each.text for each in store.passages_of(head.id)] for head in store.heads()}


def tiny_model(folder: Path, prompts: Mapping[str, str]) -> Path:
    """Save a sentence-transformers model of random weights that reads any text in Latin letters; return the folder."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    words = (
        "the wall ferry granite harbour query passage bread price water mauer hafen winter stein hoch schiff".split()
    )
    vocabulary = [*special, *letters, *(f"##{letter}" for letter in letters), *".,:;?!-", *words]
    tokenizer = Tokenizer(models.WordPiece({word: n for n, word in enumerate(vocabulary)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing("[CLS] $A [SEP]", None, [("[CLS]", 2), ("[SEP]", 3)])
    names = dict(zip(("pad_token", "unk_token", "cls_token", "sep_token", "mask_token"), special, strict=True))
    parts = folder / "parts"
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names).save_pretrained(parts)
    torch.manual_seed(0)
    size = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2}
    BertModel(BertConfig(vocab_size=len(vocabulary), max_position_embeddings=128, **size)).save_pretrained(parts)
    modules = [Transformer(str(parts), max_seq_length=64), Pooling(32, "mean")]
    model = SentenceTransformer(modules=modules, prompts=dict(prompts), device="cpu")
    model.save(str(folder / "model"), create_model_card=False)
    return folder / "model"
