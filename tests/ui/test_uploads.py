"""Files handed in on the library page: what is in them is seen before anything is kept."""

from __future__ import annotations

import errno
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from helpers import FERRY, TOWN, write_files

from index import build, intake
from ui import access, uploads
from ui.places import Place
from ui.uploads import KEEP, REPLACE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WALL = "The wall\n\n3 May 2021\n\nMayor Ada Korvin: The wall is high.\n\nBo Lund: It is old.\n\nAda Korvin: It is.\n"
OTHER_WALL = WALL.replace("high", "low")
PLAIN = "text/plain"


@pytest.fixture
def index(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ROSTRUM_MODEL", "hashed-words")
    monkeypatch.setenv("ROSTRUM_LIBRARY", "write")
    build([corpus], tmp_path / "town.index")
    return tmp_path / "town.index"


@pytest.fixture
def screen(index: Path, open_app: Callable[..., Any]) -> Any:
    return open_app(index, Place.LIBRARY, tab="add")


def hand_in(screen: Any, *files: tuple[str, str | bytes]) -> Any:
    given = [(name, data if isinstance(data, bytes) else data.encode(), PLAIN) for name, data in files]
    screen.file_uploader[0].set_value(given).run()
    return screen


def packed(files: dict[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def kept(corpus: Path) -> set[str]:
    return {path.relative_to(corpus).as_posix() for path in corpus.rglob("*") if path.is_file()} - set(TOWN)


def test_what_a_file_holds_is_shown_and_nothing_is_kept_yet(screen: Any, corpus: Path) -> None:
    hand_in(screen, ("The wall.txt", WALL))
    for line in (
        "The wall.txt",
        "3 May 2021 · 3 turns",
        "Who speaks: Ada Korvin (2), Bo Lund (1)",
        "How that is known: by label (3)",
        "How it begins",
        "Ada Korvin · by label",
    ):
        assert line in screen.lines
    assert "The wall is high." in screen.text
    assert kept(corpus) == set()


def test_whom_speakers_would_be_taken_for_is_told_and_who_is_new(screen: Any) -> None:
    names = ("Edda Quillfeather", "Tobin Ashgrove", "Tobin Ashgrov", "Zed Morrow", "Ada Korvin")
    hand_in(screen, ("wall.txt", "The wall\n\n" + "\n\n".join(f"{name}: The wall is high." for name in names)))
    for line in (
        "Edda Quillfeather: taken for Edda Quillfeather, who has 5 turns in this library (the same name).",
        "Tobin Ashgrove: taken for Tobin Ashgrove, who has 2 turns in this library (the same name).",
        "Tobin Ashgrov: new to this library; perhaps the same as Tobin Ashgrove (2 turns).",
        "New to this library: Zed Morrow, Ada Korvin.",
    ):
        assert line in screen.lines
    assert 'href="speakers?name=Tobin+Ashgrove"' in screen.markup


def test_an_alias_is_told_as_such_and_who_will_be_called_otherwise(
    index: Path, corpus: Path, open_app: Callable[..., Any]
) -> None:
    write_files(corpus, {"speakers.toml": '[[speaker]]\nname = "Edda Quillfeather"\naliases = ["The Old Lady"]\n'})
    screen = open_app(index, Place.LIBRARY, tab="add")
    files = [(f"{n}.txt", f"The wall\n\nThe Old Lady: {n} is high.\n\nTobin Bram Ashgrove: It is.\n") for n in range(3)]
    hand_in(screen, *files)
    assert [line for line in screen.lines if ": taken for " in line][:2] == [
        "Edda Quillfeather: taken for Edda Quillfeather, who has 5 turns in this library (an alias in speakers.toml).",
        "Tobin Bram Ashgrove: taken for Tobin Ashgrove, who has 2 turns in this library "
        "(the same but for middle names, borne by one person of the corpus). From then on called Tobin Bram Ashgrove.",
    ]


def test_who_is_known_is_found_anew_when_another_file_lies_there(screen: Any) -> None:
    hand_in(screen, ("wall.txt", WALL))
    assert "New to this library: Ada Korvin, Bo Lund." in screen.lines
    hand_in(screen, ("gate.txt", "The gate\n\nTobin Ashgrove: It is low.\n"))
    assert any(line.startswith("Tobin Ashgrove: taken for") for line in screen.lines)
    assert "New to this library" not in screen.text


def test_it_is_added_when_that_is_wished_and_its_place_is_told(screen: Any, corpus: Path) -> None:
    hand_in(screen, ("../../The wall.txt", WALL))
    screen.click("Add 1 file")
    assert "Added: uploads/The wall.txt." in screen.lines
    assert "Not searchable until the next rebuild: uploads/The wall.txt." in screen.lines
    assert (corpus / "uploads" / "The wall.txt").read_text() == WALL
    assert screen.file_uploader[0].value == []
    assert "Add 1 file" not in screen.labels


def test_one_file_that_cannot_be_written_keeps_no_other_from_being_added(
    screen: Any, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(screen, ("gate.txt", WALL.replace("wall", "gate")), ("wall.txt", WALL))
    real = intake.claimed

    def full(path: Path) -> Path:
        if path.name == "gate.txt":
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(path)

    monkeypatch.setattr(intake, "claimed", full)
    screen.click("Add 2 files")
    assert "gate.txt cannot be written: No space left on device." in screen.text
    assert "Added: uploads/wall.txt." in screen.text
    assert kept(corpus) == {"uploads/wall.txt"}


def test_it_is_discarded_when_that_is_wished(screen: Any, corpus: Path) -> None:
    hand_in(screen, ("wall.txt", WALL))
    screen.click("Discard")
    assert "Nothing was added." in screen.lines
    assert screen.file_uploader[0].value == []
    assert kept(corpus) == set()


def test_what_cannot_be_taken_is_told_and_the_rest_is_offered(screen: Any, corpus: Path) -> None:
    bomb = packed({"a.txt": b"\0" * (8 << 20)})
    hostile = packed({"../up.txt": FERRY, "a.txt": FERRY})
    nested = packed({"a.txt": FERRY, "b.zip": packed({"c.txt": FERRY})})
    hand_in(
        screen,
        ("bomb.zip", bomb),
        ("hostile.zip", hostile),
        ("nested.zip", nested),
        (".hidden.txt", WALL),
        ("tool.exe", b"MZ"),
        ("wall.txt", WALL),
    )
    refusals = [line for line in screen.lines if line.startswith("Cannot be added: ")]
    for refusal, why in zip(
        refusals,
        ("times its size", "../up.txt: its name leads out", "an archive inside an archive", "Hidden files", ".exe"),
        strict=True,
    ):
        assert why in refusal
    screen.click("Add 1 file")
    assert kept(corpus) == {"uploads/wall.txt"}


def test_only_what_cannot_be_taken_offers_nothing_but_to_discard_it(screen: Any) -> None:
    hand_in(screen, ("tool.exe", b"MZ"))
    assert not [each for each in screen.labels if each.startswith("Add")]
    assert "Discard" in screen.labels


def test_every_transcript_of_an_archive_is_shown(screen: Any, corpus: Path) -> None:
    data = packed({"wall.txt": WALL, "b/gate.txt": WALL.replace("wall", "gate"), "bad.json": "{"})
    hand_in(screen, ("town.zip", data))
    assert "2 transcripts" in screen.lines
    assert screen.lines.count("Who speaks: Ada Korvin (2), Bo Lund (1)") == 2
    assert any(line.startswith("bad.json is not read: ") for line in screen.lines)
    screen.click("Add 1 file")
    assert kept(corpus) == {"uploads/town.zip"}


def test_a_file_of_the_same_name_is_kept_or_replaced_as_is_wished(screen: Any, corpus: Path) -> None:
    write_files(corpus, {"uploads/wall.txt": "Old."})
    hand_in(screen, ("wall.txt", OTHER_WALL))
    assert "The folder uploads already has a different file of this name: wall.txt." in screen.lines
    assert screen.radio[0].value is None
    assert next(each for each in screen.button if each.label == "Add 1 file").disabled
    screen.radio[0].set_value(KEEP).run()
    screen.click("Add 1 file")
    assert kept(corpus) == {"uploads/wall.txt", "uploads/wall (2).txt"}
    hand_in(screen, ("wall.txt", WALL))
    screen.radio[0].set_value(REPLACE).run()
    screen.click("Add 1 file")
    assert kept(corpus) == {"uploads/wall.txt", "uploads/wall (2).txt", ".removed/uploads/wall.txt"}
    assert (corpus / ".removed/uploads/wall.txt").read_text() == "Old."
    assert (corpus / "uploads/wall.txt").read_text() == WALL


def test_a_file_that_is_there_with_the_same_content_is_left_out_whatever_its_name(screen: Any, corpus: Path) -> None:
    write_files(corpus, {"uploads/wall.txt": WALL})
    hand_in(
        screen, ("wall.txt", WALL), ("other name.txt", WALL), ("again.txt", TOWN["ferry.txt"]), ("b.txt", OTHER_WALL)
    )
    assert [line for line in screen.lines if line.startswith("Left out")] == [
        "Left out: an identical file is already there, as uploads/wall.txt.",
        "Left out: an identical file is already there, as uploads/wall.txt.",
        "Left out: an identical file is already there, as ferry.txt.",
    ]
    assert list(screen.radio) == []
    screen.click("Add 1 file")
    assert "Added: uploads/b.txt. 3 files left out." in screen.lines
    assert kept(corpus) == {"uploads/wall.txt", "uploads/b.txt"}


def test_where_all_is_there_already_nothing_is_added(screen: Any, corpus: Path) -> None:
    hand_in(screen, ("again.txt", TOWN["ferry.txt"]))
    assert "There is nothing to add." in screen.lines
    assert not [each for each in screen.labels if each.startswith("Add")]
    (corpus / "ferry.txt").unlink()
    screen.again()
    assert "Add 1 file" in screen.labels


def test_of_two_that_hold_the_same_the_first_is_added(screen: Any, corpus: Path) -> None:
    hand_in(screen, ("wall.txt", WALL), ("copy.txt", WALL))
    assert "Left out: an identical file is already there, as wall.txt." in screen.lines
    screen.click("Add 1 file")
    assert kept(corpus) == {"uploads/wall.txt"}


def test_a_replaced_file_waits_for_a_rebuild_too(index: Path, corpus: Path, open_app: Callable[..., Any]) -> None:
    write_files(corpus, {"uploads/wall.txt": OTHER_WALL})
    build([corpus], index)
    screen = open_app(index, Place.LIBRARY, tab="add")
    assert "rebuild:" not in screen.text
    assert "already has a transcript" not in hand_in(screen, ("wall.txt", WALL)).text
    screen.radio[0].set_value(REPLACE).run()
    screen.click("Add 1 file")
    assert "Changed; searches find the old text until the next rebuild: uploads/wall.txt." in screen.lines


def test_what_a_build_would_leave_out_is_told_before(screen: Any) -> None:
    text = json.dumps({"id": "council/water", "turns": [{"speaker": "Ada Korvin", "text": "Water."}]})
    hand_in(screen, ("new.json", text))
    assert any(
        line.startswith("water.json already has a transcript with this one’s id, council/water.")
        for line in screen.lines
    )


def test_too_many_files_are_refused_before_they_are_read(screen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MAX_FILES", 1)
    monkeypatch.setattr(uploads, "look_at", None)
    hand_in(screen, ("a.txt", WALL), ("b.txt", WALL))
    assert "These are 2 files; at most 1 are taken at a time; pack them." in screen.lines


def test_hostile_text_and_names_are_shown_as_they_are(screen: Any, hostile: dict[str, object]) -> None:
    name = "<img src=x onerror=alert(1)>.json"
    hand_in(screen, (name, json.dumps(hostile)))
    assert name in screen.lines
    assert "<script>alert('title')</script> **bold** $x^2$ :material/delete: :red[red]" in screen.lines
    assert "<img" not in screen.markup
    assert "<script" not in screen.markup


def test_names_that_were_told_before_are_shown(index: Path, corpus: Path, open_app: Callable[..., Any]) -> None:
    write_files(corpus, {"speakers.toml": '[[speaker]]\nname = "Mayor of Marlhaven"\naliases = ["Ada Korvin"]\n'})
    screen = hand_in(open_app(index, Place.LIBRARY, tab="add"), ("wall.txt", WALL))
    assert "Who speaks: Mayor of Marlhaven (2), Bo Lund (1)" in screen.lines


def test_files_wait_while_something_else_is_looked_at(screen: Any) -> None:
    hand_in(screen, ("wall.txt", WALL))
    screen.again(tab="index")
    assert "About the index" in screen.lines
    screen.again(tab="add")
    assert "Who speaks: Ada Korvin (2), Bo Lund (1)" in screen.lines


def test_two_people_do_not_see_each_others_files(index: Path, screen: Any, open_app: Callable[..., Any]) -> None:
    hand_in(screen, ("wall.txt", WALL))
    other = open_app(index, Place.LIBRARY, tab="add")
    assert "Bo Lund" not in other.text
    assert other.file_uploader[0].value == []


def test_a_file_is_not_added_when_writing_was_forbidden_meanwhile(
    screen: Any, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(screen, ("wall.txt", WALL))
    drawn = access.open_library()  # the page is drawn as before, so that the button is still there
    monkeypatch.setenv("ROSTRUM_LIBRARY", "read")
    monkeypatch.setattr("ui.library_page.open_library", lambda: drawn)
    screen.click("Add 1 file")
    assert "The library may only be read from here." in screen.lines
    assert kept(corpus) == set()
