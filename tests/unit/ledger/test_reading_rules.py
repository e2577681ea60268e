"""Each class of rules by itself: dates that lean on those before, who is meant, notes, threats, rumours."""

from __future__ import annotations

import datetime

import pytest

from witnessbox.ledger.reading import propose
from witnessbox.ledger.reading.english_verbs import base_of
from witnessbox.ledger.relative_dates import find_dates
from witnessbox.model.claims import Hedge, Part
from witnessbox.model.proposals import Proposal
from witnessbox.model.vocabulary import ClaimKind, ClaimType

DAY = "2023-09-20"


def read(text: str) -> tuple[Proposal, ...]:
    return propose(text, DAY)


def one(text: str, type_: ClaimType) -> Proposal:
    (each,) = [each for each in read(text) if each.type is type_]
    return each


def names(proposal: Proposal, role: Part) -> list[str]:
    return [part.name for part in proposal.parts if part.role is role]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("They came early this morning.", ["2023-09-20"]),
        ("He was held on 3 March. The same evening he fell ill. Next morning he died.", ["2023-03-03", "2023-03-03",
                                                                                        "2023-03-04"]),
        ("He fled in May 2019. The following spring he returned. That autumn he left.",
         ["2019-05", "2020-21", "2020-23"]),
        ("She was seized on 2 May; on the 6th she was freed.", ["2023-05-02", "2023-05-06"]),
        ("In the course of 2019 nine died.", ["2019"]),
        ("During the night of 9 August they came. Nine days later he died.", ["2023-08-09", "2023-08-18"]),
        ("Первого марта её забрали. Тем же вечером отпустили. На следующее утро она уехала.",
         ["2023-03-01", "2023-03-01", "2023-03-02"]),
        ("Двадцать третьего июля он умер, вчера вечером его похоронили.", ["2023-07-23", "2023-09-19"]),
    ],
)  # fmt: skip
def test_dates_by_parts_of_the_day_in_words_and_from_those_before(text: str, dates: list[str]) -> None:
    assert [each.date.edtf for each in find_dates(text, datetime.date(2023, 9, 20))] == dates


def test_a_date_named_in_the_paragraph_before_is_counted_from() -> None:
    text = "Anna Holt was arrested on 3 March.\n\nThe next day the guard Leo Marsh was dismissed.\n"
    assert one(text, ClaimType.DISMISSAL).date.date.edtf == "2023-03-04"


def test_speech_is_dated_by_when_it_was_said_not_by_what_it_says() -> None:
    denial = one('"I never saw those reports," Anna Holt told lawmakers on 4 May.', ClaimType.DENIAL)
    assert denial.date.date.edtf == "2023-05-04"


@pytest.mark.parametrize(
    ("text", "type_", "role", "expected"),
    [
        ("Anna Holt and Leo Marsh were dismissed in May.", ClaimType.GROUP_DISMISSAL, Part.PATIENT,
         ["Anna Holt", "Leo Marsh"]),
        ("Two officers of C Wing, Mr Dacre and Ms Pole, were suspended.", ClaimType.SUSPENSION, Part.PATIENT,
         ["Dacre", "Pole"]),
        ("A colleague from the clinic, Samir Haddo, was arrested.", ClaimType.ARREST, Part.PATIENT, ["Samir Haddo"]),
        ("Leo Marsh went on trial before the City Court.", ClaimType.TRIAL, Part.AGENT, ["City Court"]),
        ("A court cut Leo Marsh's term by two months.", ClaimType.SENTENCE, Part.PATIENT, ["Leo Marsh"]),
        ("His uncle was thrown out of his job at the water board.", ClaimType.DISMISSAL, Part.ORGANIZATION,
         ["water board"]),
        ("Анну Зимину этапировали из Вологды в Пермь.", ClaimType.TRANSFER_OF_PRISONER, Part.DESTINATION, ["Пермь"]),
        ("У Ивана Петрова прошёл обыск.", ClaimType.SEARCH, Part.PATIENT, ["Иван Петров"]),
        ("Надзиратели избили заключённого в карцере.", ClaimType.ILL_TREATMENT, Part.VICTIM, ["заключённого"]),
    ],
)  # fmt: skip
def test_who_has_which_part(text: str, type_: ClaimType, role: Part, expected: list[str]) -> None:
    assert names(one(text, type_), role) == expected


def test_a_pronoun_means_a_name_before_it_means_a_post() -> None:
    text = "Anna Holt worked at the clinic. A nurse saw the files. She was arrested in May."
    assert names(one(text, ClaimType.ARREST), Part.PATIENT) == ["Anna Holt"]


def test_two_people_named_together_are_meant_together() -> None:
    text = "Anna Holt and Leo Marsh were suspended in May. Both were acquitted in June."
    assert names(one(text, ClaimType.ACQUITTAL), Part.PATIENT) == ["Anna Holt", "Leo Marsh"]


def test_a_surname_before_a_patronymic_is_one_person_with_its_full_name() -> None:
    text = "Звягин Тимофей Аркадьевич работал врачом. Звягина арестовали в мае."
    assert names(one(text, ClaimType.ARREST), Part.PATIENT) == ["Звягин Тимофей Аркадьевич"]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Whereabouts unknown since 19 August.", ClaimType.DISAPPEARANCE),
        ("Verdict of 30 November: six years and three months.", ClaimType.SENTENCE),
        ("Домашний арест с 14 августа.", ClaimType.DETENTION),
        ("Заочный арест, 21 апреля 2022 года.", ClaimType.ARREST_IN_ABSENTIA),
    ],
)
def test_a_line_without_a_verb_tells_its_event(text: str, type_: ClaimType) -> None:
    assert one(text, type_).quote.text == text.rstrip(".")


@pytest.mark.parametrize(
    "text",
    [
        "Whereabouts unknown? Nobody says.",
        "Verdict expected on 30 November: six years at most.",
        "Без приговора: год за годом.",
    ],
)
def test_a_line_that_asks_awaits_or_denies_tells_none(text: str) -> None:
    assert not [each for each in read(text) if each.kind is ClaimKind.EVENT]


@pytest.mark.parametrize(
    "text",
    [
        "A caller who gave no name said that he would burn down her house if she talked.",
        'A guard said to him: "Your boy walks to school alone, doesn\'t he?"',
        "Незнакомец сказал ей: «Уймись, дочка у тебя одна».",
    ],
)
def test_a_threat_is_the_saying_and_what_it_says_is_no_event(text: str) -> None:
    assert [each.type for each in read(text) if each.kind is ClaimKind.EVENT] == [ClaimType.THREAT]


def test_what_only_goes_round_or_may_be_is_no_event() -> None:
    for text in (
        'A message is going round: "Frey was deported on Monday."',
        "По каналам ходит сообщение: «Фрей депортировали».",
        "There is a risk of reprisals.",
        "The complainant was at no time in the custody of the police.",
    ):
        assert not [each for each in read(text) if each.kind is ClaimKind.EVENT], text


def test_what_is_heard_in_court_is_reported() -> None:
    abuse = one("The jury heard that officers had a prisoner hosed with cold water.", ClaimType.ALLEGED_ABUSE)
    assert abuse.hedge is Hedge.REPORTED


def test_a_name_is_no_word() -> None:
    assert [each.type for each in read("Frost left Aldenia for Brumia in April.")] == [ClaimType.DEPARTURE]


@pytest.mark.parametrize(
    ("form", "base"),
    [("slammed", "slam"), ("emptied", "empty"), ("barred", "bar"), ("harassed", "harass"),
     ("tagged", "tag"), ("vanished", "vanish")],
)  # fmt: skip
def test_a_past_form_that_no_list_has_gets_its_base(form: str, base: str) -> None:
    assert base_of(form) == base
