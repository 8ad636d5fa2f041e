"""No name of anybody of the business leaves the platform, however it is written."""

import unicodedata
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.folding import folded
from chat.ordinary_words import NEVER_ALONE, ORDINARY
from chat.people import Person, Who
from chat.scrubbing import EMAIL, NUMBER, Scrubber

FIRST = ("Robin", "Åsa", "Jörg", "Søren", "Zoë", "Łukasz", "Anna-Karin", "Bengt", "Émilie", "Oğuz")
LAST = (
    "Öberg",
    "Lindqvist",
    "O'Brien",
    "Müller",
    "af Klintberg",
    "Nuñez",
    "Ågren-Falk",
    "Đorđević",
    "Sjöström",
)
TEXTS = (
    "{} har ont i knäet",
    "I saw {}, who ran 10 km in 45:30.",
    "({})",
    "vila\n{}\nimorgon",
    "{}?",
    "Today — {} — rests",
)

PEOPLE = [
    Person(Who.ATHLETE, "Åsa Öberg"),
    Person(Who.COACH, "Robin Lindqvist"),
    Person(Who.OTHER, "May Lund"),
    Person(Who.OTHER, "Sean O'Brien"),
    Person(Who.OTHER, "Carl af Klintberg"),
]

names = st.builds(lambda first, last: f"{first} {last}", st.sampled_from(FIRST), st.sampled_from(LAST))
forms = st.sampled_from(
    (
        lambda name: name,
        str.upper,
        str.lower,
        str.swapcase,
        lambda name: unicodedata.normalize("NFD", name),
        lambda name: name.translate(str.maketrans("åäöÅÄÖéüñ", "aaoAAOeun")),
        lambda name: f"{name}s",
        lambda name: f"{name}'s",
        lambda name: f"{name}’s",  # noqa: RUF001  as typesetters write it
    )
)


def words_in(text: str) -> set[str]:
    return set(
        folded(
            "".join(each if each.isalnum() else " " for each in unicodedata.normalize("NFC", text))
        ).split()
    )


@given(names, st.lists(names, max_size=5), forms, st.sampled_from(TEXTS), st.sampled_from(Who))
def test_no_part_of_a_planted_name_is_left(
    name: str, others: list[str], form: object, text: str, who: Who
) -> None:
    people = [Person(who, name), *(Person(Who.OTHER, other) for other in others)]
    scrubber = Scrubber(people)
    first, _, last = name.partition(" ")
    for planted in (name, first, last, f"{first} X {last}"):
        scrubbed = scrubber(text.format(form(planted)))  # type: ignore[operator]
        left = words_in(scrubbed) - words_in(text) - {"x", "s", "xs"}
        meant = {word for word in words_in(name) if len(word) > 2} - NEVER_ALONE
        assert not left & (meant | {f"{word}s" for word in meant}), scrubbed


@given(st.text(max_size=300))
def test_any_text_at_all_is_scrubbed_without_an_error_and_once_is_enough(text: str) -> None:
    scrubber = Scrubber(PEOPLE)
    once = scrubber(text)
    assert scrubber(once) == once


@given(st.text(alphabet="abcdefghijklmnop åäö\n.,!?", max_size=300))
def test_a_text_without_names_stays_as_it_is(text: str) -> None:
    scrubber = Scrubber([Person(Who.ATHLETE, "Zyxel Qvuz")])
    assert scrubber(text) == text


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("Åsa Öberg ran", "the athlete ran"),
        ("Åsas knä, and Åsa's", "the athletes knä, and the athlete's"),
        ("asa and ÖBERG", "the athlete and the athlete"),
        ("Robin told Åsa", "the coach told the athlete"),
        ("RobinLindqvist", "the coach"),
        ("robin_lindqvist", "the coach"),
        ("Carl af Klintberg", "somebody else"),
    ],
)
def test_people_are_called_what_they_are(text: str, scrubbed: str) -> None:
    assert Scrubber(PEOPLE)(text) == scrubbed


def test_words_that_are_names_as_well_stay_words() -> None:
    scrubber = Scrubber(PEOPLE)
    assert scrubber("You may rest; the old school af 1900") == "You may rest; the old school af 1900"
    assert scrubber("May rests, and so does may lund") == "somebody else rests, and so does somebody else"
    assert frozenset({"may", "will", "per", "liv"}) <= ORDINARY


@pytest.mark.parametrize(
    "number",
    [
        *(
            "070-123 45 67",
            "0701234567",
            "+46 70 123 45 67",
            "+46701234567",
            "0046 70 1234567",
            "(08) 123 456 78",
        ),
        *("08-123 45 67", "850312-1234", "19850312-1234", "46701234567", "+44 (0)20 7946 0958"),
    ],
)
def test_a_telephone_number_goes(number: str) -> None:
    assert Scrubber([])(f"Ring {number}, tack") == f"Ring {NUMBER}, tack"


@pytest.mark.parametrize(
    "fact",
    [
        *(
            "2026-03-14",
            "10:30",
            "4x1000 m",
            "10 000 steps",
            "0.55 0.60 0.70",
            "1500 m in 4:05.32",
            "62 ms, 48 bpm",
        ),
        *("readiness 7.4 of 10", "1 Mar 7.2; 2 Mar 6.9", "12345678 points", "ratio 1.25"),
    ],
)
def test_what_is_measured_stays(fact: str) -> None:
    assert Scrubber([])(fact) == fact


@pytest.mark.parametrize("address", ["a.b+c@example.co.uk", "Åsa.Öberg@företag.se", "x@y.z"])
def test_an_address_goes(address: str) -> None:
    assert Scrubber(PEOPLE)(f"<{address}>, write") == f"<{EMAIL}>, write"


def test_what_it_costs_depends_on_the_text_and_not_on_how_many_people_there_are() -> None:
    few = Scrubber(PEOPLE)
    many = Scrubber([*PEOPLE, *(Person(Who.OTHER, f"Förnamn{n} Efternamn{n}") for n in range(400))])
    text = "Efternamn399 har ont i knäet och vilar idag, " * 300

    def seconds(scrubber: Scrubber) -> float:
        begun = perf_counter()
        scrubber(text)
        return perf_counter() - begun

    assert min(seconds(many) for _ in range(5)) < 10 * min(seconds(few) for _ in range(5))
    assert "Efternamn" not in many(text)


@pytest.mark.parametrize(
    "hostile", ["0" * 20_000, "0 " * 10_000, "a" * 20_000 + "@", "+1 " * 7_000, "1.a@" * 5_000]
)
def test_no_text_takes_long(hostile: str) -> None:
    begun = perf_counter()
    Scrubber(PEOPLE)(hostile)
    assert perf_counter() - begun < 2
