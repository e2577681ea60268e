"""What the rules propose: the right type for many phrasings, no event from unreal words, every field on words."""

from __future__ import annotations

from pathlib import Path

import pytest
from ledger_labels import TEXTS

from witnessbox.ledger.reading import propose
from witnessbox.model.claims import CountQualifier, Hedge, Part
from witnessbox.model.errors import UsageError
from witnessbox.model.proposals import Proposal, claims_document
from witnessbox.model.vocabulary import ClaimKind, ClaimType

SUPPORT = TEXTS.parent


def phrases(language: str) -> list[tuple[str, str]]:
    lines = (SUPPORT / f"ledger_phrases_{language}.txt").read_text("utf-8").splitlines()
    return [(want, text) for want, _, text in (line.partition(" | ") for line in lines)]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_many_ways_to_say_it_and_none_from_unreal_words(language: str) -> None:
    wrong = []
    for want, text in phrases(language):
        found = propose(text, "2023-09-20", language=language)
        if want == "none":
            wrong += [f"{each.type}: {text}" for each in found if each.kind is ClaimKind.EVENT]
        elif want not in {each.type.value for each in found}:
            wrong.append(f"no {want}: {text}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "path",
    [*sorted(TEXTS.rglob("en-*.txt")), *sorted(TEXTS.rglob("ru-01.txt"))],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_every_field_stands_in_the_text(path: Path) -> None:
    text = path.read_text("utf-8")
    found = propose(text, "2023-09-20")
    assert found
    for each in found:
        for name, words in each.spans():
            assert words.text, name
            assert text[words.start : words.end] == words.text
        if each.kind in (ClaimKind.EVENT, ClaimKind.STATE):
            assert each.hedge not in (Hedge.PREDICTED, Hedge.HOPED)


def one(found: tuple[Proposal, ...], type_: ClaimType) -> Proposal:
    (each,) = [each for each in found if each.type is type_]
    return each


def who(proposal: Proposal) -> dict[Part, str]:
    return {part.role: part.name for part in proposal.parts}


def test_an_english_sentence_field_by_field() -> None:
    text = (
        "President Otto Berg has sacked Anna Holt, the head of the Prison Directorate, the government announced "
        "on Monday. "
        "She was replaced with Deputy Minister Carl Dunn. At least 12 guards were suspended in August."
    )
    found = propose(text, "2023-09-20")
    dismissal = one(found, ClaimType.DISMISSAL)
    assert who(dismissal) == {
        Part.AGENT: "Otto Berg", Part.PATIENT: "Anna Holt", Part.ORGANIZATION: "Prison Directorate"
    }  # fmt: skip
    assert dismissal.hedge is Hedge.OFFICIALLY_ANNOUNCED
    assert dismissal.date.date.edtf == "2023-09-18"
    assert [voice.verb for voice in dismissal.voices] == ["announced"]
    appointment = one(found, ClaimType.APPOINTMENT)
    assert who(appointment) == {Part.PREDECESSOR: "Anna Holt", Part.PATIENT: "Carl Dunn"}
    suspension = one(found, ClaimType.SUSPENSION)
    assert suspension.count is not None
    assert (suspension.count.count.value, suspension.count.count.qualifier) == (12, CountQualifier.AT_LEAST)
    assert suspension.count.words.text == "At least 12 guards"


def test_a_russian_sentence_field_by_field() -> None:
    text = (
        "Суд признал Павла Врунова виновным в пытках 12 сентября. "
        "По данным группы «Открытые ворота», в колонии избили около 40 заключённых."
    )
    found = propose(text, "2023-09-20")
    conviction = one(found, ClaimType.CONVICTION)
    assert who(conviction)[Part.PATIENT] == "Павел Врунов"
    assert conviction.date.date.edtf == "2023-09-12"
    abuse = one(found, ClaimType.ALLEGED_ABUSE)
    assert abuse.count is not None
    assert (abuse.count.count.value, abuse.count.count.qualifier) == (40, CountQualifier.ABOUT)
    assert abuse.hedge is Hedge.REPORTED


def test_caption_and_body_name_one_person() -> None:
    text = (
        "Anna Holt was fired on Monday.\n\nHolt, who denies everything, left for Brumia on Tuesday. She lives there.\n"
    )
    parts = {
        part.name for each in propose(text, "2023-09-20") for part in each.parts if part.role is not Part.DESTINATION
    }
    assert parts == {"Anna Holt"}


def test_a_forecast_is_a_prediction_of_its_speaker() -> None:
    found = propose("“More officers will be arrested,” lawyer Anna Holt said.", "2023-09-20")
    assert [each.type for each in found] == [ClaimType.PREDICTION]
    assert found[0].hedge is Hedge.PREDICTED
    assert who(found[0]) == {Part.SPEAKER: "Anna Holt"}


def test_the_form_is_that_of_labelled_documents() -> None:
    document = claims_document(propose("Police arrested Anna Holt in May.", "2023-09-20"))
    (claim,) = document["claims"]  # type: ignore[misc]
    assert isinstance(claim, dict)
    assert (claim["type"], claim["kind"], claim["hedge"]) == ("arrest", "event", "asserted")
    assert claim["quotes"] == [{"text": "Police arrested Anna Holt in May", "start": 0, "end": 32}]
    assert set(document["entities"]) == {"police", "anna-holt"}  # type: ignore[arg-type]


def test_an_anchor_must_be_a_day() -> None:
    with pytest.raises(UsageError, match="YYYY-MM-DD"):
        propose("Police arrested Anna Holt.", "2023-09")


def test_no_rules_no_proposals() -> None:
    with pytest.raises(UsageError, match="by hand"):
        propose("Die Polizei", "2023-09-20", language="de")
