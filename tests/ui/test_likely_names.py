"""Names that are perhaps one person's: shown where speakers are looked at, joined or told apart by a click."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from helpers import write_files

from index import build
from ui import likely_names
from ui.access import open_library
from ui.places import Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    Open = Callable[..., Any]

RIGHT, WRONG = "Vladimir Karsov", "Vladmir Karsov"
JOINED = '[[speaker]]\nname = "Vladimir Karsov"\naliases = ["Vladmir Karsov"]'
APART = '[[never_join]]\nnames = ["Vladimir Karsov", "Vladmir Karsov"]'
WALL = (
    "The wall\n\n3 May 2021\n\nPresident Vladimir Karsov: The wall is high.\n\nBo Lund: It is old.\n\n"
    "Vladimir Karsov: So it is.\n"
)
GATE = "The gate\n\n4 May 2021\n\nVladmir Karsov: The gate is low.\n"
TITLE = "Perhaps the same person"
PAIR = [
    TITLE,
    "Nobody is joined until you say so.",
    f"{WRONG} · 1 turn · 4 May 2021",
    f"{RIGHT} · President · 2 turns · 3 May 2021",
    f"One letter apart. Joined, both are called {RIGHT}.",
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_files(tmp_path / "corpus", {"wall.txt": WALL, "gate.txt": GATE})


@pytest.fixture
def index(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ROSTRUM_MODEL", "hashed-words")
    monkeypatch.setenv("ROSTRUM_LIBRARY", "write")
    build([corpus], tmp_path / "i")
    return tmp_path / "i"


def pressed(screen: Any, label: str) -> Any:
    """Press the button of which this is seen; what stands behind it is for screen readers."""
    next(each for each in screen.button if each.label.startswith(label)).click().run()
    return screen


PLACES = {
    "all speakers": (Place.SPEAKERS, {}),
    "one of them": (Place.SPEAKERS, {"name": RIGHT}),
    "the other": (Place.SPEAKERS, {"name": WRONG}),
    "the library": (Place.LIBRARY, {"tab": "names"}),
}


@pytest.mark.parametrize("place", PLACES)
def test_both_names_stand_there_with_what_speaks_for_it(place: str, index: Path, open_app: Open) -> None:
    where, address = PLACES[place]
    lines = open_app(index, where, **address).lines
    begins = lines.index(TITLE)
    assert lines[begins : begins + len(PAIR)] == PAIR


@pytest.mark.parametrize(
    "address", [{"q": "lund"}, {"name": "Bo Lund"}, {"name": RIGHT, "q": "wall"}, {"part": "2"}], ids=str
)
def test_it_is_shown_of_nobody_else(
    address: dict[str, str], index: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.speaker_list.PAGE", 2)
    assert TITLE not in open_app(index, Place.SPEAKERS, **address).text
    assert TITLE in open_app(index, Place.SPEAKERS, q="karsov").text


def test_they_are_joined_by_a_click_and_a_rebuild_is_offered(index: Path, corpus: Path, open_app: Open) -> None:
    screen = open_app(index, Place.SPEAKERS)
    assert "Rebuild the index in the library" not in links(screen)
    pressed(screen, "Join")
    assert f"{WRONG} and {RIGHT} will be one speaker. Saved in speakers.toml; rebuild the index to see it." in (
        screen.lines
    )
    assert (corpus / "speakers.toml").read_text().strip() == JOINED
    assert TITLE not in screen.text
    assert "Rebuild the index in the library" in links(screen)
    build([corpus], index)
    screen.again()
    assert "2 speakers" in screen.lines
    assert "Rebuild the index in the library" not in links(screen)


def test_they_are_told_apart_by_a_click_for_good(index: Path, corpus: Path, open_app: Open) -> None:
    screen = pressed(open_app(index, Place.SPEAKERS, name=WRONG), "Not the same")
    assert (corpus / "speakers.toml").read_text().strip() == APART
    told = f"{WRONG} and {RIGHT} stay two speakers. Saved in speakers.toml; you will not be asked again."
    assert told in screen.lines
    assert TITLE not in screen.text
    build([corpus], index)
    assert TITLE not in open_app(index, Place.SPEAKERS).text


def test_where_the_library_may_only_be_read_the_lines_to_write_are_told(
    index: Path, corpus: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROSTRUM_LIBRARY", "read")
    screen = open_app(index, Place.SPEAKERS)
    assert "Nobody is joined until whoever keeps the transcripts says so." in screen.lines
    assert [each for each in screen.labels if each.startswith(("Join", "Not the same"))] == []
    assert list(screen.code) == []
    pressed(screen, "How to join them")
    assert [each.value for each in screen.code] == [JOINED, APART]
    write_files(corpus, {"speakers.toml": JOINED})
    assert TITLE not in screen.again().text
    assert "Rebuild the index in the library" not in links(screen)


def test_a_button_drawn_before_writing_was_forbidden_joins_nobody(
    index: Path, corpus: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = open_app(index, Place.SPEAKERS)
    library = open_library()
    monkeypatch.setenv("ROSTRUM_LIBRARY", "read")
    monkeypatch.setattr("ui.speaker_list.open_library", lambda: library)
    assert "The library may only be read from here." in pressed(screen, "Join").lines
    assert not (corpus / "speakers.toml").exists()


def test_of_many_some_are_shown_at_first(
    index: Path, corpus: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(likely_names, "STEP", 1)
    write_files(
        corpus, {"pier.txt": "The pier\n\n5 May 2021\n\nV. Karsov: It is long.\n\nVlaidmir Karsov: And wide.\n"}
    )
    build([corpus], index)
    screen = open_app(index, Place.SPEAKERS)
    assert "3 names. Nobody is joined until you say so." in screen.lines
    shown = [sum(line.startswith(("Joined", "One letter apart", "The same")) for line in screen.lines)]
    for _ in range(2):
        screen.click("Show 1 more")
        shown.append(sum(line.startswith(("One letter apart", "The same")) for line in screen.lines))
    assert (shown, screen.query_params["likely"]) == ([1, 2, 3], "3")
    assert "Show 1 more" not in screen.labels


def test_a_hostile_name_is_plain_text(index: Path, corpus: Path, open_app: Open) -> None:
    names = ("Mallory <img> Icious", "Malory <img> Icious")
    files = {f"{n}.json": f'{{"turns": [{{"speaker": "{name}", "text": "Hm."}}]}}' for n, name in enumerate(names)}
    write_files(corpus, files)
    build([corpus], index)
    screen = open_app(index, Place.SPEAKERS, q="icious")
    assert f"{names[1]} · 1 turn · undated" in screen.lines
    assert "<img" not in screen.markup
    assert any(each.label.endswith(r"Malory \<img\> Icious*") for each in screen.button)


def links(screen: Any) -> list[str]:
    return [each.proto.label for each in screen.page.get("page_link")]
