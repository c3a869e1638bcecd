"""Names of many transcripts: joined where that is safe, kept apart elsewhere, whatever the order of files."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.kept_apart import APART, OFFICE_ALONE, SURNAME_ALONE
from index.name_shapes import LETTERS, MIDDLE, SPELLING, TITLES, shape_of
from index.speakers import DECLARED, NUMBERED, SURNAME, Joined, Voice, join
from index.speakers_file import NOTHING_DECLARED, Declared

MAY = dt.date(2021, 5, 1)


def joined(*voices: Voice | str, declared: Declared = NOTHING_DECLARED) -> dict[str, Joined]:
    """Join voices, names alone standing for one transcript each; by name."""
    made = [each if isinstance(each, Voice) else Voice(each, each) for each in voices]
    return {voice.name: who for voice, who in join(made, declared).items()}


def groups(*voices: Voice | str, declared: Declared = NOTHING_DECLARED) -> list[list[str]]:
    """Return which names became one."""
    found: dict[str, list[str]] = {}
    for name, who in joined(*voices, declared=declared).items():
        found.setdefault(who.name, []).append(name)
    return sorted(sorted(each) for each in found.values())


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ("Ilham Korvin", "ILHAM KORVIN", SPELLING),
        ("Søren Åkerlund", "Søren Akerlund", SPELLING),
        ("Ada B. Korvin", "Ada B Korvin", SPELLING),
        ("Ada Korvin", "Mayor Ada Korvin", TITLES),
        ("Søren Åkerlund", "Soren Åkerlund", LETTERS),
        ("Volodymyr Zelenskyy", "Volodymyr Zelensky", LETTERS),
        ("Volodymyr Zelenskyy", "Volodymyr Zelenskiy", LETTERS),
        ("Kassym-Jomart Tokayev", "Kassym-Jomart Tokaev", LETTERS),
        ("Kassym-Jomart Tokayev", "Касым-Жомарт Токаев", LETTERS),
        ("Volodymyr Zelenskyy", "Володимир Зеленський", LETTERS),
        ("Boris Yeltsin", "Борис Ельцин", LETTERS),
        ("Kyriakos Mitsotakis", "Κυριάκος Μητσοτάκης", LETTERS),
        ("Xi Jinping", "习近平", LETTERS),
        ("Sergey Lavrov", "Sergei Lavrov", LETTERS),
        ("Yevgeny Primakov", "Evgeniy Primakov", LETTERS),
        ("Joseph R. Korvin", "Joseph Korvin", MIDDLE),
        ("Joseph R. Korvin", "Joseph Robinette Korvin", MIDDLE),
        ("Joseph Korvin", "J. Korvin", MIDDLE),
    ],
)
def test_two_forms_of_one_name_are_joined_by_a_rule_that_is_told(one: str, other: str, rule: str) -> None:
    found = joined(one, Voice("again", one), other)
    assert found == {one: Joined(one), other: Joined(one, rule)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jon Smith", "John Smyth"),
        ("John Smith", "John Smyth"),
        ("Jon Smith", "John Smith"),
        ("Maria Frei", "Maria Frey"),
        ("Jan Meyer", "Jan Meer"),
        ("Volodymyr Zelensky", "Vladimir Zelensky"),
        ("Volodymyr Zelensky", "Владимир Зеленский"),
        ("John A. Korvin", "John B. Korvin"),
        ("John Alan Korvin", "John B. Korvin"),
        ("Robert Korvin", "Robert Korvin Jr."),
        ("Jan Berg", "Jan van der Berg"),
        ("The President", "President Ada Korvin"),
        ("SPEAKER_01", "SPEAKER_02"),
        ("Speaker 0", "Ada Speaker"),
        ("Reporter", "Ada Reporter"),
        ("Questioner", "Ada Questioner"),
        ("Ada Korvin and Piet Lund", "Ada Lund"),
    ],
)
def test_what_only_looks_alike_stays_apart(one: str, other: str) -> None:
    assert joined(one, other) == {one: Joined(one), other: Joined(other)}


def test_a_middle_name_decides_only_when_there_is_one_candidate() -> None:
    assert groups("John Korvin", "John A. Korvin", "John B. Korvin") == [
        ["John A. Korvin"],
        ["John B. Korvin"],
        ["John Korvin"],
    ]
    assert groups("J. Korvin", "John Korvin", "Jane Korvin") == [["J. Korvin"], ["Jane Korvin"], ["John Korvin"]]
    assert groups("J. Korvin", "John Korvin", "John A. Korvin") == [["J. Korvin", "John A. Korvin", "John Korvin"]]


def test_a_middle_name_decides_nothing_between_generations() -> None:
    father = Voice("a", "George Korvin", day=dt.date(1990, 1, 1))
    son = Voice("b", "George W. Korvin", day=dt.date(2003, 1, 1))
    assert groups(father, son) == [["George Korvin"], ["George W. Korvin"]]
    assert groups(father, Voice("b", "George W. Korvin", day=dt.date(1992, 1, 1))) == [
        ["George Korvin", "George W. Korvin"]
    ]


def test_the_name_most_used_is_the_canonical_one_but_no_bare_initial() -> None:
    often = [Voice(str(n), "J. Korvin") for n in range(5)]
    assert joined(*often, "Jane Korvin")["J. Korvin"].name == "Jane Korvin"
    assert joined("Joseph R. Korvin", Voice("1", "Joseph Korvin"), Voice("2", "Joseph Korvin")) == {
        "Joseph R. Korvin": Joined("Joseph Korvin", MIDDLE),
        "Joseph Korvin": Joined("Joseph Korvin"),
    }


# -- a surname alone -------------------------------------------------------------------------------------------------

FULL = Voice("full", "Ada Korvin", "Mayor Ada Korvin", "Mayor of Marlhaven", MAY)


@pytest.mark.parametrize(
    "lone",
    [
        Voice("x", "Korvin", "Mrs. Korvin", "Mrs.", dt.date(2022, 4, 1)),
        Voice("x", "Korvin", "KORVIN", None, dt.date(2020, 6, 1)),
        Voice("x", "Korvin", "Mayor Korvin", "Mayor", dt.date(2026, 1, 1)),
        Voice("x", "Korvin", "Mayor Korvin", "Mayor"),
    ],
)
def test_a_surname_joins_the_one_who_bears_it_when_time_or_office_agree(lone: Voice) -> None:
    assert join([FULL, lone], NOTHING_DECLARED)[lone] == Joined("Ada Korvin", SURNAME)


@pytest.mark.parametrize(
    ("lone", "others"),
    [
        (Voice("x", "Korvin", day=MAY), [Voice("y", "Piet Korvin")]),
        (Voice("x", "Korvin", day=MAY), [Voice("y", "Piet Korvin", asks=True)]),
        (Voice("x", "Korvin", day=dt.date(2023, 1, 1)), []),
        (Voice("x", "Korvin"), []),
        (Voice("x", "Korvin", role="Mr."), []),
        (Voice("x", "Korvin", role="Senator", day=dt.date(2023, 1, 1)), []),
        (Voice("x", "Korvin", role="Mayor", day=dt.date(1950, 1, 1)), []),
        (Voice("x", "Korvin", role="Mr.", day=MAY), [Voice("z", "Ada Korvin", role="Mrs.", day=MAY)]),
        (Voice("x", "Korvin", day=MAY, asks=True), []),
        (Voice("full", "Korvin", day=MAY), []),
        (Voice("x", "Ada", day=MAY), []),
    ],
)
def test_a_surname_stays_alone_when_anything_is_in_doubt(lone: Voice, others: list[Voice]) -> None:
    assert join([FULL, lone, *others], NOTHING_DECLARED)[lone] == Joined(lone.name)


def test_a_title_that_keeps_two_apart_in_their_transcript_keeps_them_apart_in_the_corpus() -> None:
    he, she = Voice("x", "Mr. Korvin", "Mr. Korvin", "Mr.", MAY), Voice("x", "Ms. Korvin", "Ms. Korvin", "Ms.", MAY)
    full = Voice("y", "Ada Korvin", "Ms. Ada Korvin", "Ms.", MAY)
    assert join([he, she], NOTHING_DECLARED) == {he: Joined("Mr. Korvin"), she: Joined("Ms. Korvin")}
    found = join([Voice("x", "Mr. Korvin", day=MAY), she, full], NOTHING_DECLARED)
    assert {voice.name: who.name for voice, who in found.items()} == {
        "Mr. Korvin": "Mr. Korvin",
        "Ms. Korvin": "Ada Korvin",
        "Ada Korvin": "Ada Korvin",
    }


def test_a_surname_with_its_particle_is_all_of_the_surname() -> None:
    full = Voice("full", "Ursula von der Korvin", day=MAY)
    whole, part = Voice("x", "von der Korvin", day=MAY), Voice("y", "Korvin", day=MAY)
    found = join([full, whole, part], NOTHING_DECLARED)
    assert (found[whole].name, found[part].name) == ("Ursula von der Korvin", "Korvin")


def test_the_same_surname_joins_in_one_transcript_and_not_in_another() -> None:
    near, far = Voice("x", "Korvin", day=MAY), Voice("y", "Korvin", day=dt.date(1975, 1, 1))
    found = join([FULL, near, far], NOTHING_DECLARED)
    assert (found[near].name, found[far].name) == ("Ada Korvin", "Korvin")


@pytest.mark.parametrize("name", ["Speaker 1", "SPEAKER_00", "Witness A"])
def test_one_number_in_two_transcripts_is_two_speakers_and_in_one_keeps_its_name(name: str) -> None:
    one, again, other = Voice("a/call", name), Voice("a/call", name, role="Mayor"), Voice("b", name)
    assert join([one, again], NOTHING_DECLARED) == {one: Joined(name), again: Joined(name)}
    assert join([one, again, other], NOTHING_DECLARED) == {
        one: Joined(f"{name} (a/call)", NUMBERED),
        again: Joined(f"{name} (a/call)", NUMBERED),
        other: Joined(f"{name} (b)", NUMBERED),
    }


def test_a_number_that_speakers_toml_gives_to_somebody_is_theirs_everywhere() -> None:
    declared = Declared({"speaker 1": "Ada Korvin"}, {"Ada Korvin": ()})
    voices = [Voice("a", "Speaker 1"), Voice("b", "Speaker 1")]
    assert set(join(voices, declared).values()) == {Joined("Ada Korvin", DECLARED)}


def test_one_office_in_two_transcripts_is_two_speakers_and_in_one_keeps_its_name() -> None:
    one, again, other = (
        Voice("debate", "The President"),
        Voice("debate", "The President", day=MAY),
        Voice("b", "THE PRESIDENT"),
    )
    assert join([one, again], NOTHING_DECLARED) == {one: Joined("The President"), again: Joined("The President")}
    assert join([one, again, other], NOTHING_DECLARED) == {
        one: Joined("The President (debate)", OFFICE_ALONE),
        again: Joined("The President (debate)", OFFICE_ALONE),
        other: Joined("THE PRESIDENT (b)", OFFICE_ALONE),
    }


def test_speakers_toml_tells_who_holds_an_office_in_one_transcript_or_in_all() -> None:
    one, other = Voice("debate", "The President", "THE PRESIDENT"), Voice("b", "The President", "THE PRESIDENT")
    there = Declared({"the president (debate)": "Ada Korvin"}, {"Ada Korvin": ()})
    everywhere = Declared({"the president": "Ada Korvin"}, {"Ada Korvin": ()})

    assert join([one, other], there) == {one: Joined("Ada Korvin", DECLARED), other: Joined("The President")}
    assert set(join([one, other], everywhere).values()) == {Joined("Ada Korvin", DECLARED)}


def test_speakers_toml_tells_who_bears_a_surname_in_one_transcript_or_with_one_office() -> None:
    vice, again = Voice("a", "Lund", role="Vice President"), Voice("b", "Lund", role="The Vice President")
    other = Voice("c", "Lund", role="Mr.")
    names = {"lund (vice president)": "Jon Lund", "lund (c)": "Piet Lund"}
    found = join([vice, again, other], Declared(names, {"Jon Lund": (), "Piet Lund": ()}))
    assert [found[each].name for each in (vice, again, other)] == ["Jon Lund", "Jon Lund", "Piet Lund"]


def test_a_surname_alone_is_one_speaker_while_it_is_heard_within_a_year_and_another_after_that() -> None:
    days = [MAY, MAY + dt.timedelta(days=300), MAY + dt.timedelta(days=600), MAY + dt.timedelta(days=600 + 367)]
    heard = [Voice(f"debate {n}", "Lund", "MR. LUND", "Mr.", day) for n, day in enumerate(days)]
    assert join(heard[:3], NOTHING_DECLARED) == dict.fromkeys(heard[:3], Joined("Lund"))
    assert join(heard, NOTHING_DECLARED) == {
        **dict.fromkeys(heard[:3], Joined("Lund (debate 0)", SURNAME_ALONE)),
        heard[3]: Joined("Lund (debate 3)", SURNAME_ALONE),
    }


def test_a_surname_alone_in_two_transcripts_without_a_date_is_two_speakers() -> None:
    one, other = Voice("debate", "Lund", "MR. LUND", "Mr.", None), Voice("b", "Lund", "Mr Lund", "Mr.", MAY)
    assert join([one], NOTHING_DECLARED)[one] == Joined("Lund")
    assert join([one, other], NOTHING_DECLARED) == {
        one: Joined("Lund (debate)", SURNAME_ALONE),
        other: Joined("Lund (b)", SURNAME_ALONE),
    }


def test_a_surname_alone_is_one_speaker_where_the_office_agrees_within_ten_years() -> None:
    office = Voice("a", "Lund", role="Vice President", day=MAY)
    again = Voice("b", "Lund", role="The Vice President", day=dt.date(2023, 1, 1))
    someone = Voice("c", "Lund", role="Mr.", day=MAY)
    long_ago = Voice("d", "Lund", role="Vice President", day=dt.date(1980, 1, 1))

    assert {who.name for who in join([office, again], NOTHING_DECLARED).values()} == {"Lund"}
    found = join([office, again, someone], NOTHING_DECLARED)
    assert (found[office].name, found[again].name) == ("Lund (Vice President)", "Lund (Vice President)")
    assert found[someone].name == "Lund (c)"
    assert join([office, long_ago], NOTHING_DECLARED)[long_ago].name == "Lund (d)"


# -- speakers.toml ---------------------------------------------------------------------------------------------------


def test_an_alias_wins_over_every_rule_and_its_name_is_canonical() -> None:
    declared = Declared({"ada korvin": "Ada Korvin", "the boss": "Ada Korvin"}, {"Ada Korvin": ()})
    boss = Voice("x", "Piet Lund", "The Boss:")
    often = [Voice(str(n), "Ada M. Korvin") for n in range(9)]
    found = join([boss, Voice("y", "Ada Korvin"), *often], declared)
    assert found[boss] == Joined("Ada Korvin", DECLARED)
    assert found[often[0]] == Joined("Ada Korvin", MIDDLE)


def test_names_that_may_never_join_do_not() -> None:
    apart = Declared(apart=frozenset([frozenset(["j korvin", "jane korvin"])]))
    assert groups("J. Korvin", "Jane Korvin", declared=apart) == [["J. Korvin"], ["Jane Korvin"]]
    lone = Voice("x", "Korvin", day=MAY)
    never = Declared(apart=frozenset([frozenset(["korvin", "ada korvin"])]))
    assert join([FULL, lone], never)[lone] == Joined("Korvin")


def test_two_speakers_with_entries_of_their_own_are_two() -> None:
    names = {"john korvin": "John Korvin", "john a korvin": "John A. Korvin"}
    declared = Declared(names, {"John Korvin": (), "John A. Korvin": ()})
    assert groups("John Korvin", "John A. Korvin", declared=declared) == [["John A. Korvin"], ["John Korvin"]]


def test_roles_that_are_declared_speak_for_a_surname() -> None:
    declared = Declared({"ada korvin": "Ada Korvin"}, {"Ada Korvin": ("Mayor",)})
    lone = Voice("x", "Korvin", "Mayor Korvin", "Mayor")
    assert join([Voice("y", "Ada Korvin"), lone], declared)[lone].name == "Ada Korvin"
    assert join([Voice("y", "Ada Korvin"), lone], NOTHING_DECLARED)[lone].name == "Korvin"


# -- order -----------------------------------------------------------------------------------------------------------

NAMES = st.sampled_from(
    [
        "Ada Korvin",
        "ADA KORVIN",
        "Ada M. Korvin",
        "A. Korvin",
        "Korvin",
        "Ana Korvin",
        "Piet Lund",
        "Lund",
        "Piet A. Lund",
        "Сергей Лавров",
        "Sergey Lavrov",
        "Sergei Lavrov",
        "Lavrov",
        "The President",
        "SPEAKER_01",
        "Mayor",
        "习近平",
        "",
    ]
)
VOICES = st.builds(
    Voice,
    transcript=st.sampled_from(["a", "b", "c", "d"]),
    name=NAMES,
    printed=st.none() | NAMES,
    role=st.sampled_from([None, "Mr.", "Mrs.", "Mayor", "Foreign Minister"]),
    day=st.sampled_from([None, MAY, dt.date(2023, 1, 1)]),
    asks=st.booleans(),
)


@given(voices=st.lists(VOICES, max_size=12), seed=st.randoms())
def test_the_order_of_voices_does_not_matter_and_every_voice_is_somebody(voices: list[Voice], seed: object) -> None:
    found = join(voices, NOTHING_DECLARED)
    shuffled = list(voices)
    seed.shuffle(shuffled)  # type: ignore[attr-defined]
    assert join(shuffled, NOTHING_DECLARED) == found
    assert set(found) == set(voices)
    given_names = {voice.name for voice in voices}
    assert all(who.name in given_names for who in found.values() if who.rule not in APART)
    assert all(who.name == voice.name for voice, who in found.items() if who.rule is None)


def test_ben_and_al_are_given_names_before_one_word_and_parts_of_surnames_elsewhere() -> None:
    ben, al = Voice("a", "Ben Lund", day=MAY), Voice("b", "Al Lund", day=MAY)
    lone = Voice("b", "ben Salem", "Mr. ben Salem", "Mr.", MAY)
    assert join([ben, al, Voice("c", "Ben Lund")], NOTHING_DECLARED)[ben] == Joined("Ben Lund")
    assert shape_of("Ben Lund").person
    assert shape_of("Ada ben Salem").surname == ("ben", "salem")
    assert not shape_of("van der Berg").person
    assert join([ben, al, lone], NOTHING_DECLARED)[al] == Joined("Al Lund")
