"""Changes to speakers.toml: what a person wrote stays, what results is read back, and the next build heeds it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from helpers import opened, write_files

from index import build
from index.embedders import HashedWordsEmbedder
from index.errors import LibraryError, MalformedError, ReadOnlyError
from index.library import Library
from index.speakers_editing import join, keep_apart, names_of, rename
from index.speakers_file import read_declared

if TYPE_CHECKING:
    from pathlib import Path

    from index.records import Speaker

HAND = """\
# Who is who in Marlhaven

[[speaker]]                              # the mayor
name = "Ada Korvin"                      # as results show it
aliases = ["Mrs Korvin", "A. Korvin"]    # seen in the minutes
roles = ["Mayor of Marlhaven"]

# two brothers
[[never_join]]
names = ["Jon Lund", "Jan Lund"]
"""


def said(speaker: str, text: str) -> dict[str, str]:
    return {"speaker": speaker, "text": text}


def library_of(tmp_path: Path, *speakers: str, hand: str | None = None) -> Library:
    """A library in which each of these says one thing, in a transcript of their own."""
    files = {
        f"{n}.json": json.dumps({"id": str(n), "turns": [said(name, f"The harbour wall number {n} is high.")]})
        for n, name in enumerate(speakers)
    }
    folder = write_files(tmp_path / "corpus", files | ({"speakers.toml": hand} if hand else {}))
    build([folder], tmp_path / "i", embedder=HashedWordsEmbedder())
    return Library.open(tmp_path / "i", write=True)


def speakers_of(library: Library) -> dict[str, Speaker]:
    with opened(library.index) as generation:
        return {each.name: each for each in generation.store.speakers()}


def rebuilt(library: Library) -> set[str]:
    build(library.roots, library.index, embedder=HashedWordsEmbedder())
    return set(speakers_of(library))


def written(library: Library) -> str:
    return (library.home / "speakers.toml").read_text()


def test_a_speaker_gets_another_name_and_keeps_those_so_far_as_aliases(tmp_path: Path) -> None:
    library = library_of(tmp_path, "Ada Korvin", "A. Korvin", "Jon Lund")
    known = speakers_of(library)
    assert set(known) == {"Ada Korvin", "Jon Lund"}
    rename(library, known["Ada Korvin"], "  Ada   Brandt ", list(known.values()))
    assert written(library) == '[[speaker]]\nname = "Ada Brandt"\naliases = ["Ada Korvin", "A. Korvin"]\n'
    assert rebuilt(library) == {"Ada Brandt", "Jon Lund"}


def test_what_a_person_wrote_stays_with_its_comments(tmp_path: Path) -> None:
    library = library_of(tmp_path, "Ada Korvin", "Jon Lund", "Jan Lund", hand=HAND)
    known = speakers_of(library)
    rename(library, known["Ada Korvin"], "Ada Brandt", list(known.values()))
    rename(library, known["Jan Lund"], "Jan P. Lund", list(known.values()))
    changed = HAND.replace('"Ada Korvin"  ', '"Ada Brandt"  ').replace('"A. Korvin"]', '"A. Korvin", "Ada Korvin"]')
    assert written(library) == changed + '\n[[speaker]]\nname = "Jan P. Lund"\naliases = ["Jan Lund"]\n'
    assert rebuilt(library) == {"Ada Brandt", "Jan P. Lund", "Jon Lund"}


def test_two_speakers_become_one_and_their_entries_too(tmp_path: Path) -> None:
    hand = HAND + '\n[[speaker]]\nname = "Jan Lund"\naliases = ["Johannes Lund"]\nroles = ["Clerk"]\n'
    library = library_of(tmp_path, "Jon Lund", "Jan Lund", hand=hand)
    known = speakers_of(library)
    join(library, known["Jon Lund"], [known["Jan Lund"]])
    declared = read_declared([library.home])
    assert declared.names["jan lund"] == declared.names["johannes lund"] == "Jon Lund"
    assert declared.roles["Jon Lund"] == ("Clerk",)
    assert declared.apart == frozenset()
    assert "# the mayor" in written(library)
    assert rebuilt(library) == {"Jon Lund"}


def test_names_that_a_rule_joined_are_kept_apart(tmp_path: Path) -> None:
    library = library_of(tmp_path, "Jon Lund", "Jon Peter Lund")
    assert set(speakers_of(library)) == {"Jon Peter Lund"}
    keep_apart(library, ["Jon Lund", "Jon Peter Lund"])
    assert written(library) == '[[never_join]]\nnames = ["Jon Lund", "Jon Peter Lund"]\n'
    assert rebuilt(library) == {"Jon Lund", "Jon Peter Lund"}


def test_an_alias_written_by_hand_is_taken_back_when_it_is_kept_apart(tmp_path: Path) -> None:
    library = library_of(tmp_path, "Ada Korvin", "A. Korvin", hand=HAND)
    assert set(speakers_of(library)) == {"Ada Korvin"}
    keep_apart(library, ["Ada Korvin", "A. Korvin"])
    assert 'aliases = ["Mrs Korvin"]    # seen in the minutes' in written(library)
    assert rebuilt(library) == {"Ada Korvin", "A. Korvin"}


def test_what_holds_in_one_transcript_only_becomes_no_alias_and_neither_does_a_surname_alone(tmp_path: Path) -> None:
    library = library_of(tmp_path, "Ada Korvin", "Mayor Korvin", "A. Korvin")
    minutes = (
        "Minutes\n\nMayor Ada Korvin: The wall is high today.\n\nKorvin: It was repaired with granite last year.\n"
    )
    write_files(library.home, {"minutes.txt": minutes})
    rebuilt(library)
    known = speakers_of(library)
    ada = known["Ada Korvin"]
    assert {"Korvin", "Mayor Korvin", "A. Korvin"} <= {alias for alias, _ in ada.joined}
    assert names_of(ada) == ["Ada Korvin", "Mayor Korvin", "A. Korvin"]
    rename(library, ada, "Ada Brandt", list(known.values()))
    assert 'aliases = ["Ada Korvin", "A. Korvin"]' in written(library)


def test_a_name_that_cannot_be_used_or_is_taken_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    library = library_of(tmp_path, "Ada Korvin", "Jon Lund")
    known = speakers_of(library)
    everybody = list(known.values())
    for name, why in [
        ("Jon Lund", "There is a speaker Jon Lund already; to make them one, join them"),
        (" ", "Write a name"),
        ("Ada\x00Korvin", "at most 200 characters, all of which can be seen"),
        ("A" * 201, "at most 200 characters"),
    ]:
        with pytest.raises(LibraryError, match=why):
            rename(library, known["Ada Korvin"], name, everybody)
    with pytest.raises(LibraryError, match="at least two names that are not the same but for capitals"):
        keep_apart(library, ["Ada Korvin", "ADA KORVIN"])
    assert not (library.home / "speakers.toml").exists()


def test_somebody_known_by_a_number_only_is_to_be_corrected_turn_by_turn(tmp_path: Path) -> None:
    library = library_of(tmp_path, "Speaker 1", "Speaker 1")
    known = speakers_of(library)
    with pytest.raises(LibraryError, match=r"^Speaker 1 \(0\) is known by a number in one transcript only"):
        rename(library, known["Speaker 1 (0)"], "Ada Korvin", list(known.values()))


TWICE = '[[speaker]]\nname = "Ada"\n[[speaker]]\nname = "Bo"\naliases = ["Ada"]\n'


@pytest.mark.parametrize("hand", ["[[speaker]]\nnom = 1\n", TWICE, "x ="])
def test_a_file_that_is_wrong_already_is_told_and_left_as_it_is(hand: str, tmp_path: Path) -> None:
    library = library_of(tmp_path, "Jon Lund", "Jon Peter Lund")
    (library.home / "speakers.toml").write_text(hand)
    with pytest.raises(MalformedError, match=r"^speakers\.toml"):
        keep_apart(library, ["Jon Lund", "Jon Peter Lund"])
    assert written(library) == hand


def test_a_header_in_a_text_of_many_lines_is_no_entry(tmp_path: Path) -> None:
    hand = '[[speaker]]\nname = "Ada Korvin"\nroles = ["""\n[[speaker]]\nname = "x"\n"""]\n'
    library = library_of(tmp_path, "Ada Korvin", "Jon Lund", hand=hand)
    known = speakers_of(library)
    with pytest.raises(MalformedError, match=r"^speakers\.toml is written in a way that cannot be changed here"):
        rename(library, known["Jon Lund"], "Jon P. Lund", list(known.values()))
    assert written(library) == hand


def test_entries_in_any_order_keep_their_places_and_the_comments_above_them(tmp_path: Path) -> None:
    pair = '# two brothers\n[[never_join]]\nnames = ["Jon Lund", "Jan Lund"]\n'
    hand = f'[[speaker]]\nname = "Ada Korvin"\n\n{pair}\n# the clerk\n[[speaker]]\nname = "Jon Lund"'
    library = library_of(tmp_path, "Ada Korvin", "Jon Lund", hand=hand)
    known = speakers_of(library)
    rename(library, known["Ada Korvin"], "Ada Brandt", list(known.values()))
    keep_apart(library, ["Jon Lund", "Ada Brandt"])
    assert written(library) == (
        f'[[speaker]]\nname = "Ada Brandt"\naliases = ["Ada Korvin"]\n\n{pair}\n# the clerk\n[[speaker]]\n'
        'name = "Jon Lund"\n\n[[never_join]]\nnames = ["Jon Lund", "Ada Brandt"]\n'
    )


def test_entries_written_on_one_line_are_not_spoilt(tmp_path: Path) -> None:
    hand = 'speaker = [{name = "Ada Korvin"}]\n'
    library = library_of(tmp_path, "Ada Korvin", "Jon Lund", hand=hand)
    known = speakers_of(library)
    with pytest.raises(MalformedError, match=r"^speakers\.toml is written in a way that cannot be changed here;"):
        rename(library, known["Jon Lund"], "Jon P. Lund", list(known.values()))
    assert written(library) == hand


def test_one_who_may_only_read_changes_nothing(tmp_path: Path) -> None:
    writable = library_of(tmp_path, "Ada Korvin", "Jon Lund")
    library = Library.open(writable.index, write=False)
    ada, jon = speakers_of(library).values()
    for change in (
        lambda: rename(library, ada, "Ada Brandt", [ada, jon]),
        lambda: join(library, ada, [jon]),
        lambda: keep_apart(library, ["Ada Korvin", "Jon Lund"]),
    ):
        with pytest.raises(ReadOnlyError, match=r"^The library may only be read from here\.$"):
            change()
    assert not (library.home / "speakers.toml").exists()
