"""Claims, sources and people of the ledger as people and scripts see them."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from witnessbox.ledger.asof import day_number
from witnessbox.ledger.comparing import count_words
from witnessbox.ledger.exports.leaving import Leaving
from witnessbox.ledger.exports.seeing import open_identities
from witnessbox.ledger.exports.view import Audience
from witnessbox.model.canonical import Json
from witnessbox.model.claims import Claim, Hedge, Reference
from witnessbox.model.codec import to_json
from witnessbox.model.edtf_calendar import Day
from witnessbox.model.ledger import Entity, Identity
from witnessbox.model.lifecycle import EVER, NEVER
from witnessbox.model.shown import exact_text
from witnessbox.model.standing import Decision, Standing
from witnessbox.model.vocabulary import VOCABULARY
from witnessbox.vault import ledger
from witnessbox.vault.case import Case
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.keys import Signer
from witnessbox.vault.ledger import NOW, ClaimRow, ReviewRow
from witnessbox.vault.ledger_same import SameRow


def add_case(parser: argparse.ArgumentParser) -> None:
    """The case that an action is about."""
    parser.add_argument("case", type=Path, metavar="CASE")


def add_circumstances(action: argparse.ArgumentParser) -> None:
    """Which suspects are named in what leaves the case, for whom it is, what for and on what ground."""
    action.add_argument(
        "--name",
        action="append",
        default=[],
        metavar="KEY",
        help="a suspect whose name may go out this time, without a recorded review",
    )
    action.add_argument("--recipient", default="", metavar="TEXT", help="for whom; kept in the log")
    action.add_argument("--purpose", default="", metavar="TEXT", help="what for; kept in the log")
    action.add_argument("--legal-basis", default="", metavar="TEXT", help="on what ground; kept in the log")


def leaving(arguments: argparse.Namespace, audience: Audience) -> Leaving:
    """For whom and why, as the call says."""
    return Leaving(
        audience=audience,
        reviewed=frozenset(arguments.name),
        recipient=arguments.recipient,
        purpose=arguments.purpose,
        legal_basis=arguments.legal_basis,
    )


def identities(case: Case, person: Signer, secret: bytes, audience: Audience, what: str) -> tuple[Identity, ...] | None:
    """Who is behind the pseudonyms, where that is needed to leave their names out of what is for the public."""
    return open_identities(case, person, secret, what) if audience is Audience.PUBLIC else ()


FOR = {Audience.PUBLIC: "for the public", Audience.ALL: "for people of the case, not to be published"}

BLIND = (
    "All words were left out, and all names but reviewed ones: who the protected people are lies in the compartment, "
    "and this passphrase does not open it, so nothing could be held against their names. Let the first person of the "
    "case make it, on the device where the compartment lies."
)


def today() -> str:
    """This day (UTC)."""
    return datetime.now(UTC).date().isoformat()


def many(number: int, one: str, more: str = "") -> str:
    """A number of things in words: `1 event`, `2 events`."""
    return f"{number} {one if number == 1 else more or f'{one}s'}"


def add_known_on(parser: argparse.ArgumentParser) -> None:
    """The day up to which things are known."""
    parser.add_argument(
        "--known-on",
        metavar="DATE",
        help="as it was known at the end of this day (UTC): later entries of the log are left out",
    )


def position_of(catalogue: Catalogue, known_on: str | None) -> int:
    """Position of the log that `--known-on` stands for."""
    return NOW if known_on is None else ledger.known_on(catalogue, day_number(known_on, "--known-on"))


class Names:
    """Names of entities and people, looked up once.

    Args:
        catalogue: of the case.
        until: position of the log up to which things are known.
    """

    def __init__(self, catalogue: Catalogue, until: int = NOW) -> None:
        self._catalogue, self._until = catalogue, until
        self._entities: dict[str, str] = {}
        self._persons = {row.key: row.name for row in catalogue.persons()}

    def entity(self, key: str) -> str:
        """What to call an entity: of a protected person the pseudonym."""
        if key not in self._entities:
            found = ledger.entity(self._catalogue, key, self._until)
            self._entities[key] = key if found is None else entity_name(found)
        return self._entities[key]

    def person(self, key: str) -> str:
        """Name of a person of the case."""
        return self._persons.get(key, key)


def entity_name(entity: Entity) -> str:
    """Name of an entity; the pseudonym of a protected person."""
    return exact_text(entity.subject_id or entity.name)


def claim_line(row: ClaimRow, names: Names) -> str:
    """One claim in a line."""
    claim = row.claim
    date = "" if claim.date is None else claim.date.edtf
    hedge = "" if claim.hedge is Hedge.ASSERTED else f" [{claim.hedge.value.replace('_', ' ')}]"
    who = "; ".join(
        f"{each.role} {names.entity(each.entity) if each.refers is Reference.ENTITY else exact_text(each.entity)}"
        for each in claim.participants
    )
    count = f" ({exact_text(count_words(claim.count))})" if claim.count else ""
    return f"{date:26} {row.status:9} {claim.type.value.replace('_', ' ')}{hedge}: {who}{count}  {claim.id}"


def claim_json(claim: Claim) -> dict[str, Json]:
    """A claim for scripts: its record, with the vocabulary's word for the act beside it."""
    value = cast("dict[str, Json]", to_json(claim))
    value["huridocs"] = VOCABULARY[claim.type].huridocs
    return value


def row_json(row: ClaimRow) -> dict[str, Json]:
    """A claim and where it stands."""
    return {"claim": claim_json(row.claim), "standing": row.status.value}


def standing_json(standing: Standing) -> dict[str, Json]:
    """Where a claim stands, field by field."""
    return cast("dict[str, Json]", to_json(standing))


def decision_json(decision: Decision, names: Names) -> dict[str, Json]:
    """What somebody did with a claim."""
    return {
        "time": moment(decision.time),
        "person": names.person(decision.key),
        "did": decision.step.kind.value,
        "version": decision.step.version,
        "fields": list(decision.step.fields),
        "why": decision.step.why,
    }


def review_line(row: ReviewRow, names: Names) -> str:
    """What somebody decided about a name, in a line."""
    what = "may be named in public" if row.review.public else "is not to be named in public"
    return f"{what}: {names.person(row.key)}, {moment(row.time)}: {exact_text(row.review.ground)}"


def review_json(row: ReviewRow, names: Names) -> dict[str, Json]:
    """What somebody decided about a name, for scripts."""
    review = row.review
    return {
        "subject": review.subject,
        "public": review.public,
        "ground": review.ground,
        "person": names.person(row.key),
        "time": moment(row.time),
    }


def same_line(row: SameRow, names: Names) -> str:
    """What somebody said of two events, in a line."""
    what = "one event" if row.same.stands else "two events"
    two = f"{exact_text(row.same.one)} and {exact_text(row.same.other)}"
    return f"{two} are {what}: {names.person(row.key)}, {moment(row.time)}: {exact_text(row.same.why)}"


def same_json(row: SameRow, names: Names) -> dict[str, Json]:
    """What somebody said of two events, for scripts."""
    same = row.same
    return {
        "one": same.one,
        "other": same.other,
        "stands": same.stands,
        "why": same.why,
        "person": names.person(row.key),
        "time": moment(row.time),
    }


def moment(time: str) -> str:
    """Nanoseconds since 1970 as a time of day in UTC."""
    return datetime.fromtimestamp(int(time) // 10**9, tz=UTC).isoformat().replace("+00:00", "Z")


def day_words(number: int) -> str | None:
    """A day from its number, None for one without bound."""
    return None if number in (EVER, NEVER) else str(Day.of_number(number))
