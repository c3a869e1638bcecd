"""Who the speakers of a transcript that is handed in would be: what a build then makes of them."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from helpers import opened, write_files

from index import Transcript, Turn, build
from index.embedders import HashedWordsEmbedder
from index.errors import IndexDamagedError
from index.foreseen import Foreseen, foreseen, voices_in, with_likely
from index.intake import look_at
from index.speakers_file import NOTHING_DECLARED, read_declared

if TYPE_CHECKING:
    from pathlib import Path

    from index.speakers_file import Declared

OLD = {
    "id": "old",
    "date": "2021-05-03",
    "turns": [
        {"speaker": "Mara Ilves", "role": "Mayor", "text": "The wall is high."},
        {"speaker": "Bo Lund", "text": "The gate is low."},
        {"speaker": "Tarvo K. Kettunen", "text": "The tower is old."},
    ],
}
HAND = '[[speaker]]\nname = "Mara Ilves"\naliases = ["The Harbour Lady"]\n'


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    write_files(tmp_path / "corpus", {"old.json": json.dumps(OLD), "speakers.toml": HAND})
    build([tmp_path / "corpus"], tmp_path / "i", embedder=HashedWordsEmbedder())
    return tmp_path / "corpus"


def looked_at(text: str, declared: Declared = NOTHING_DECLARED) -> Transcript:
    upload = look_at(text.encode(), "new.txt", declared)
    assert upload.parsed is not None, upload.refused
    return upload.parsed.transcripts[0]


def told(corpus: Path, transcript: Transcript) -> dict[str, Foreseen]:
    with opened(corpus.with_name("i")) as generation:
        known = generation.store.voices()
        speakers, days = generation.store.speakers(), generation.store.days_of_speakers()
    found = foreseen(known, [transcript], read_declared([corpus]))
    return {name: each for (_, name), each in with_likely(found, speakers, days).items()}


def test_each_name_is_told_with_who_it_is_and_how_that_is_known(corpus: Path) -> None:
    new = (
        "The wall\n\n3 June 2021\n\nMARA ILVES: High.\n\nMr. Lund: Low.\n\nTarvo Kettunen: Old.\n\nZed Morrow: New.\n\n"
        "The Harbour Lady: Mine.\n"
    )
    found = told(corpus, looked_at(new, read_declared([corpus])))
    assert found["Lund"] == Foreseen("Bo Lund", "a surname that one person of the corpus bears", ("Bo Lund",))
    assert found["Tarvo Kettunen"] == Foreseen(
        "Tarvo K. Kettunen",
        "the same but for middle names, borne by one person of the corpus",
        ("Tarvo K. Kettunen",),
    )
    assert found["Zed Morrow"] == Foreseen("Zed Morrow", "")
    assert found["Mara Ilves"].now == ("Mara Ilves",)


@pytest.mark.parametrize(
    ("printed", "how"),
    [
        ("Mara Ilves", "the same name"),
        ("Mayor Mara Ilves", "the same name"),
        ("The Harbour Lady", "an alias in speakers.toml"),
        ("The Mayor", "the office “The Mayor” in this transcript, and the same name"),
    ],
)
def test_a_name_an_alias_and_an_office_are_told_apart(printed: str, how: str, corpus: Path) -> None:
    turn = Turn("High.", speaker="Mara Ilves", as_printed=printed)
    assert told(corpus, Transcript("new", turns=(turn,)))["Mara Ilves"] == Foreseen("Mara Ilves", how, ("Mara Ilves",))


def test_who_will_be_called_otherwise_is_told_by_both_names(corpus: Path) -> None:
    new = Transcript("new", date=dt.date(2021, 6, 1), turns=(Turn("Low.", speaker="Bo Anders Lund"),) * 3)
    found = told(corpus, new)["Bo Anders Lund"]
    how = "the same but for middle names, borne by one person of the corpus"
    assert found == Foreseen("Bo Anders Lund", how, ("Bo Lund",))


def test_a_new_name_like_that_of_another_is_told_with_it(corpus: Path) -> None:
    new = Transcript("new", turns=(Turn("High.", speaker="Tarvo K. Ketunen"), Turn("Low.", speaker="Zed Morrow")))
    assert told(corpus, new) == {
        "Tarvo K. Ketunen": Foreseen("Tarvo K. Ketunen", "", (), ("Tarvo K. Kettunen",)),
        "Zed Morrow": Foreseen("Zed Morrow", ""),
    }


def test_what_is_foreseen_is_what_a_build_does(corpus: Path) -> None:
    new = {
        "id": "new",
        "date": "2021-06-01",
        "turns": [
            {"speaker": name, "text": f"{name} said so, too."}
            for name in ("Mara Ilves", "Lund", "Bo Anders Lund", "Kettunen", "Tarvo Kettunen", "Zed Morrow")
        ],
    }
    write_files(corpus, {"new.json": json.dumps(new)})
    upload = look_at((corpus / "new.json").read_bytes(), "new.json")
    assert upload.parsed is not None
    found = told(corpus, upload.parsed.transcripts[0])
    build([corpus], corpus.with_name("i"), embedder=HashedWordsEmbedder())
    with opened(corpus.with_name("i")) as generation:
        became = {voice.name: now for voice, now in generation.store.voices() if voice.transcript == "new"}
    assert {name: each.name for name, each in found.items()} == became
    assert became["Tarvo Kettunen"] == "Tarvo K. Kettunen"


def test_voices_are_read_from_a_sealed_store_and_a_torn_one_is_told(corpus: Path, tmp_path: Path) -> None:
    (store,) = corpus.with_name("i").glob("gen-*/passages.sqlite")
    assert {(voice.name, now) for voice, now in voices_in(store)} == {
        ("Mara Ilves", "Mara Ilves"),
        ("Bo Lund", "Bo Lund"),
        ("Tarvo K. Kettunen", "Tarvo K. Kettunen"),
    }
    torn = tmp_path / "torn.sqlite"
    torn.write_bytes(store.read_bytes()[:3000])
    with pytest.raises(IndexDamagedError, match=r"^passages\.sqlite cannot be read: "):
        voices_in(torn)
