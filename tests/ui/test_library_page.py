"""The library page: what is indexed, files removed, names changed, the index rebuilt, and who may do so."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from helpers import TOWN, contents, current, reseal, write_files
from streamlit import config

from index import build
from index.background import Builder, BuildState
from index.generations import IndexFolder
from index.report import Progress
from ui import library_files, rebuilding
from ui.places import Place
from ui.rebuilding import progress_in_words
from ui.safe import label

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DEADLINE_S = 60


@pytest.fixture
def index(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index of the town that may be changed, made by the model that the page uses."""
    monkeypatch.setenv("ROSTRUM_MODEL", "hashed-words")
    monkeypatch.setenv("ROSTRUM_LIBRARY", "write")
    build([corpus], tmp_path / "town.index")
    return tmp_path / "town.index"


def until_built(screen: Any) -> Any:
    """Look again and again, as an open page does, until no build is running."""
    deadline = time.monotonic() + DEADLINE_S
    while "Stop" in screen.labels:
        assert time.monotonic() < deadline
        time.sleep(0.1)
        screen.again()
    return screen


def test_every_file_is_listed_with_what_it_gave(index: Path, open_app: Callable[..., Any]) -> None:
    screen = open_app(index, Place.LIBRARY)
    assert screen.lines[:2] == ["Library", "3 transcripts in 3 files · 109 words"]
    assert screen.lines[3:10] == [
        "3 files",
        "ferry.txt",
        "New ferry line to Osk Island12 March 2021 · Edda Quillfeather · 51 words",
        "library.md",
        "Opening of the town library5 September 2022 · Edda Quillfeather, Tobin Ashgrove · 33 words",
        "water.json",
        "Council session on water17 January 2023 · Edda Quillfeather, Tobin Ashgrove · 25 words",
    ]
    assert '<a href="transcript?id=council%2Fwater">Council session on water</a>' in screen.markup


def test_files_are_found_by_names_titles_and_speakers_and_the_address_follows(
    index: Path, open_app: Callable[..., Any]
) -> None:
    screen = open_app(index, Place.LIBRARY)
    screen.text_input(key="library filter").set_value("ashgrove WATER").run()
    assert "1 file" in screen.lines
    assert "water.json" in screen.lines
    assert screen.query_params["find"] == "ashgrove WATER"
    assert "1 file" in open_app(index, Place.LIBRARY, find="ferry").lines
    assert "Nothing found" in open_app(index, Place.LIBRARY, find="aardvark").lines


def test_many_files_stand_on_several_pages(
    index: Path, open_app: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_files, "PAGE", 2)
    screen = open_app(index, Place.LIBRARY)
    assert "ferry.txt" in screen.lines
    assert "water.json" not in screen.lines
    screen.click("Next page")
    assert "water.json" in screen.lines
    assert screen.query_params["part"] == "2"
    assert "Page 2 of 2" in open_app(index, Place.LIBRARY, part="99").lines


def test_warnings_of_a_file_are_folded_up_below_it(index: Path, corpus: Path, open_app: Callable[..., Any]) -> None:
    write_files(corpus, {"wall.txt": "The wall\n\n03/04/2020\n\nThe harbour wall is <b>high</b>.\n"})
    build([corpus], index)
    screen = open_app(index, Place.LIBRARY, find="wall.txt")
    assert "1 warning" in screen.lines
    assert any("03/04/2020" in line for line in screen.lines)


def test_the_index_is_described(index: Path, corpus: Path, open_app: Callable[..., Any]) -> None:
    screen = open_app(index, Place.LIBRARY, tab="index")
    assert "About the index" in screen.lines
    for fact in (
        str(corpus),
        "hashed-words",
        "gen-000001, schema 4",
        "3 transcripts, 10 turns, 12 passages",
        str(index),
    ):
        assert fact in screen.text
    assert "e5917ea8aa78…" in screen.text
    assert "<dt>Model</dt><dd>hashed-words</dd>" in screen.markup


def test_a_tab_that_does_not_exist_opens_the_first(index: Path, open_app: Callable[..., Any]) -> None:
    assert "ferry.txt" in open_app(index, Place.LIBRARY, tab="<script>").lines


def test_hostile_names_are_shown_as_they_are(index: Path, corpus: Path, open_app: Callable[..., Any]) -> None:
    name = "<img src=x onerror=alert(1)> **b** $x$ :smile:.txt"
    write_files(corpus, {name: "The wall\n\nMal <i>Icious</i>: The wall is high and old.\n"})
    build([corpus], index)
    screen = open_app(index, Place.LIBRARY)
    assert name in screen.lines
    assert "<img" not in screen.markup
    screen.multiselect(key="files to remove").select(name).run()
    assert "<img" not in screen.markup
    assert screen.checkbox[0].label == label(f"Yes, remove {name}")
    assert "\\*\\*b\\*\\*" in screen.checkbox[0].label


def test_files_to_remove_are_those_that_are_listed_and_those_chosen_before(
    index: Path, open_app: Callable[..., Any]
) -> None:
    screen = open_app(index, Place.LIBRARY, find="library")
    assert screen.multiselect(key="files to remove").options == ["library.md"]
    screen.multiselect(key="files to remove").select("library.md").run()
    screen.text_input[0].set_value("ferry").run()
    assert sorted(screen.multiselect(key="files to remove").options) == ["ferry.txt", "library.md"]
    assert screen.multiselect(key="files to remove").value == ["library.md"]
    assert screen.checkbox[0].label == label("Yes, remove library.md")


def test_a_file_is_removed_after_it_was_confirmed_and_kept_aside(
    index: Path, corpus: Path, open_app: Callable[..., Any]
) -> None:
    screen = open_app(index, Place.LIBRARY)
    screen.multiselect(key="files to remove").select("ferry.txt").run()
    assert next(each for each in screen.button if each.label == "Remove").disabled
    screen.checkbox[0].check().run()
    screen.click("Remove")
    assert f"1 file removed from the library and kept in {corpus / '.removed'}." in (screen.lines)
    assert (corpus / ".removed" / "ferry.txt").read_text() == TOWN["ferry.txt"]
    assert "Removed, but still found until the next rebuild: ferry.txt." in screen.lines
    assert not screen.multiselect(key="files to remove").value
    until_built(screen.click("Rebuild the index"))
    assert "1 file removed. 6 passages in" in screen.text
    assert "ferry.txt" not in screen.multiselect(key="files to remove").options
    assert set(contents(index)) == {"library", "council/water"}


def test_what_is_there_and_not_indexed_is_told_and_a_rebuild_takes_it_in(
    index: Path, corpus: Path, open_app: Callable[..., Any]
) -> None:
    write_files(corpus, {"wall.txt": "The harbour wall is high and old.", "bad.json": "{"})
    screen = open_app(index, Place.LIBRARY)
    assert "Not searchable until the next rebuild: bad.json, wall.txt." in screen.lines
    screen = until_built(screen.click("Rebuild the index"))
    assert "Rebuilt at" in screen.text
    assert "1 file added. 13 passages in" in screen.text
    assert any(line.startswith("bad.json: ") for line in screen.lines)
    assert "4 transcripts in 4 files" in screen.text
    assert "wall" in contents(index)
    write_files(corpus, {"gate.txt": "The harbour gate is low and new."})
    later = open_app(index, Place.LIBRARY)
    assert "Not searchable until the next rebuild: gate.txt." in later.lines
    assert "Rebuilt at" not in later.text
    assert "<summary>The last rebuild at " in later.markup
    assert [line.startswith("bad.json: ") for line in later.lines].count(True) == 1
    (corpus / "gate.txt").unlink()
    again = until_built(open_app(index, Place.LIBRARY).click("Rebuild the index"))
    assert "Nothing had changed. 13 passages" in again.text


def test_a_rebuild_is_seen_by_others_and_stopped_by_one_of_them(
    index: Path, corpus: Path, open_app: Callable[..., Any]
) -> None:
    before = contents(index)
    write_files(corpus, {f"many/{n}.txt": f"Day {n}\n\nAda Korvin: The wall {n} is high." for n in range(3000)})
    one = open_app(index, Place.LIBRARY).click("Rebuild the index")
    other = open_app(index, Place.LIBRARY)
    assert "Stop" in other.labels
    assert "Rebuild the index" not in other.labels
    assert "Searches keep using the old index" in other.text
    found = open_app(index, Place.SEARCH, q="pipes below Fennel Street")
    assert "The old pipes below Fennel Street leak every winter." in found.marks
    other.click("Stop")
    assert "The rebuild was stopped at" in until_built(other).text
    assert "The rebuild was stopped at" in until_built(one.again()).text
    assert contents(index) == before


def test_a_rebuild_that_fails_tells_why(index: Path, corpus: Path, open_app: Callable[..., Any]) -> None:
    write_files(corpus, {"speakers.toml": '[[speaker]]\nname = "Ada"\nnom = 1\n'})
    screen = open_app(index, Place.LIBRARY)
    assert "Speaker names have changed since the index was built." in screen.lines
    until_built(screen.click("Rebuild the index"))
    assert "The rebuild failed at" in screen.text
    assert "speakers.toml, line 3: unknown key 'nom'; known: name, aliases, roles" in screen.text
    assert "The index is as it was before." in screen.lines


def test_a_build_from_the_command_line_is_told_kindly(index: Path, open_app: Callable[..., Any]) -> None:
    with IndexFolder(index).locked(0):
        screen = until_built(open_app(index, Place.LIBRARY).click("Rebuild the index"))
    assert "is building" in screen.text
    assert "wait until it is done" in screen.text


def test_progress_is_told_in_words_and_never_goes_back() -> None:
    def state(stage: str, done: int, total: int, *, stopping: bool = False) -> BuildState:
        return BuildState(1, running=True, stopping=stopping, progress=Progress(stage, done, total))

    assert progress_in_words(BuildState(1, running=True)) == (0.0, "Starting")
    assert progress_in_words(state("reading", 1500, 3000)) == (0.15, "Reading files: 1,500 of 3,000")
    assert progress_in_words(state("reading", 0, 0)) == (0.3, "Reading files: 0 of 0")
    assert progress_in_words(state("embedding", 0, 10)) == (0.3, "Reading passages for their meaning: 0 of 10")
    assert progress_in_words(state("loading", 0, 1)) == (0.3, "Loading the model…")
    assert progress_in_words(state("embedding", 10, 10)) == (0.97, "Putting the new index together")
    assert progress_in_words(state("reading", 1, 10, stopping=True))[1] == "Stopping. Reading files: 1 of 10"


def test_who_is_printed_by_name_only_has_nothing_to_unfold(
    index_of: Callable[..., Path], open_app: Callable[..., Any]
) -> None:
    turns = [{"speaker": "Wren Tallowby", "text": "The harbour gate is open today."}]
    screen = open_app(index_of({"id": "gates", "turns": turns}), Place.LIBRARY, tab="names")
    assert "Wren Tallowby · 1 turn" in screen.lines
    assert "Printed as" not in screen.text


def test_a_speaker_is_renamed_and_counts_from_the_next_rebuild(
    index: Path, corpus: Path, open_app: Callable[..., Any]
) -> None:
    screen = open_app(index, Place.LIBRARY, tab="names")
    assert "Printed as (3)" in screen.lines
    screen.selectbox(key="renamed").select("Tobin Ashgrove").run()
    screen.text_input(key="new name").set_value("Tobias <b>Ashgrove</b>").run()
    screen.click("Save the name")
    said = "Tobin Ashgrove will be called Tobias <b>Ashgrove</b>. Saved in speakers.toml; rebuild the index to see it."
    assert said in screen.lines
    assert (corpus / "speakers.toml").read_text() == (
        '[[speaker]]\nname = "Tobias <b>Ashgrove</b>"\naliases = ["Tobin Ashgrove"]\n'
    )
    assert "Speaker names have changed since the index was built." in screen.lines
    until_built(screen.click("Rebuild the index"))
    assert "Speaker names taken from speakers.toml." in screen.text
    assert "Tobias <b>Ashgrove</b> · 2 turns" in screen.lines


@pytest.mark.parametrize(
    ("way", "button", "told"),
    [
        ("Rename", "Save the name", "Choose a speaker."),
        ("Join", "Join them", "Choose a speaker."),
        ("Keep apart", "Keep them apart", "Choose at least two names that are not the same but for capitals"),
    ],
)
def test_what_is_missing_is_told_and_nothing_written(
    way: str, button: str, told: str, index: Path, corpus: Path, open_app: Callable[..., Any]
) -> None:
    write_files(corpus, {"wall.txt": "The wall\n\nTobin B. Ashgrove: The wall is high.\n\nT. Ashgrove: It is.\n"})
    build([corpus], index)
    screen = open_app(index, Place.LIBRARY, tab="names")
    screen.button_group[0].set_value(way).run()
    screen.click(button)
    assert told in screen.text
    assert not (corpus / "speakers.toml").exists()


def test_a_name_is_not_changed_into_nothing(index: Path, corpus: Path, open_app: Callable[..., Any]) -> None:
    screen = open_app(index, Place.LIBRARY, tab="names")
    screen.selectbox(key="renamed").select("Tobin Ashgrove").run()
    screen.click("Save the name")
    assert "Write a name." in screen.lines
    assert not (corpus / "speakers.toml").exists()


def test_two_speakers_are_joined(index: Path, corpus: Path, open_app: Callable[..., Any]) -> None:
    screen = open_app(index, Place.LIBRARY, tab="names")
    screen.button_group[0].set_value("Join").run()
    screen.selectbox(key="joined to").select("Edda Quillfeather").run()
    screen.multiselect(key="joined").select("Tobin Ashgrove").run()
    screen.click("Join them")
    assert "Tobin Ashgrove and Edda Quillfeather will be one speaker." in screen.text
    assert 'aliases = ["Tobin Ashgrove"]' in (corpus / "speakers.toml").read_text()


def test_names_of_one_speaker_are_kept_apart(index: Path, corpus: Path, open_app: Callable[..., Any]) -> None:
    screen = open_app(index, Place.LIBRARY, tab="names")
    screen.button_group[0].set_value("Keep apart").run()
    assert "No speaker has several names" in screen.text
    write_files(corpus, {"wall.txt": "The wall\n\nTobin B. Ashgrove: The wall is high.\n\nT. Ashgrove: It is.\n"})
    build([corpus], index)
    screen = open_app(index, Place.LIBRARY, tab="names")
    screen.button_group[0].set_value("Keep apart").run()
    screen.selectbox(key="apart of").select("Tobin Ashgrove").run()
    for name in ("Tobin Ashgrove", "Tobin B. Ashgrove"):
        screen.multiselect(key="apart").select(name).run()
    screen.click("Keep them apart")
    assert '[[never_join]]\nnames = ["Tobin Ashgrove", "Tobin B. Ashgrove"]' in (corpus / "speakers.toml").read_text()


def test_a_wrong_speakers_toml_is_told_and_not_touched(index: Path, corpus: Path, open_app: Callable[..., Any]) -> None:
    write_files(corpus, {"speakers.toml": "[[speaker]]\n"})
    screen = open_app(index, Place.LIBRARY, tab="names")
    screen.selectbox(key="renamed").select("Tobin Ashgrove").run()
    screen.text_input(key="new name").set_value("Tobias Ashgrove").run()
    screen.click("Save the name")
    assert "This did not work" in screen.lines
    assert "speakers.toml, line 1: speaker.name: is missing" in screen.lines
    assert (corpus / "speakers.toml").read_text() == "[[speaker]]\n"


def test_one_who_may_only_read_sees_everything_and_is_offered_nothing(
    index: Path, corpus: Path, open_app: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROSTRUM_LIBRARY", "read")
    write_files(corpus, {"wall.txt": "The harbour wall is high and old."})
    for tab in ("files", "add", "names", "index"):
        screen = open_app(index, Place.LIBRARY, tab=tab)
        assert "From here you can look, but not change anything;" in screen.text
        assert "Nothing can be added from here." in screen.lines
        assert "Not searchable until the next rebuild: wall.txt." in screen.lines
        assert screen.labels == []
        assert not screen.get("file_uploader")
        assert not screen.multiselect
        assert not screen.selectbox


def test_a_button_that_was_drawn_before_writing_was_forbidden_does_nothing(
    index: Path, corpus: Path, open_app: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = open_app(index, Place.LIBRARY)
    real = rebuilding.open_library()
    monkeypatch.setenv("ROSTRUM_LIBRARY", "read")
    monkeypatch.setattr("ui.library_page.open_library", lambda: real)
    screen.click("Rebuild the index")
    assert "The library may only be read from here." in screen.lines
    screen.multiselect(key="files to remove").select("ferry.txt").run()
    screen.checkbox[0].check().run()
    screen.click("Remove")
    assert "The library may only be read from here." in screen.lines
    assert (corpus / "ferry.txt").exists()


def test_without_a_setting_the_machine_itself_may_write(
    index: Path, open_app: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ROSTRUM_LIBRARY")
    visitor = "streamlit.runtime.context.ContextProxy.ip_address"
    monkeypatch.setattr(visitor, None)
    before = config.get_option("server.address")
    try:
        config.set_option("server.address", "127.0.0.1")
        assert "Rebuild the index" in open_app(index, Place.LIBRARY).labels
        monkeypatch.setattr(visitor, "192.0.2.7")
        assert open_app(index, Place.LIBRARY).labels == []
        monkeypatch.setattr(visitor, None)
        config.set_option("server.address", "0.0.0.0")
        assert open_app(index, Place.LIBRARY).labels == []
    finally:
        config.set_option("server.address", before)


def test_an_index_from_before_its_folder_was_kept_names_the_command(index: Path, open_app: Callable[..., Any]) -> None:
    reseal(index, roots=None, warnings=None)
    screen = open_app(index, Place.LIBRARY, tab="add")
    assert (
        screen.lines.count(
            "This index does not tell where its transcripts lie; build it once more with the command below."
        )
        == 2
    )
    assert screen.code[0].value == f"rostrum build FOLDER --index {index}"
    assert "Rebuild the index" not in screen.labels
    told = "This index does not record the warnings about its files; rebuild it to see them."
    assert told in open_app(index, Place.LIBRARY).lines


def test_a_folder_that_is_gone_is_told(index: Path, corpus: Path, open_app: Callable[..., Any]) -> None:
    corpus.rename(corpus.with_name("gone"))
    screen = open_app(index, Place.LIBRARY)
    assert f"{corpus}, which this index was built from, is not there any more." in screen.lines
    assert "Rebuild the index" not in screen.labels
    assert "ferry.txt" in screen.lines


def test_each_index_has_one_builder_for_everybody(index: Path) -> None:
    assert rebuilding.builder_of(str(index)) is rebuilding.builder_of(str(index))
    assert rebuilding.builder_of(str(index)) is not rebuilding.builder_of(str(index) + "2")
    assert isinstance(rebuilding.builder_of(str(index)), Builder)
    assert current(index).name == "gen-000001"
