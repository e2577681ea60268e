"""`witnessbox ledger show`: one claim, source, entity or event with all that belongs to it; or the whole ledger."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from typing import cast

from witnessbox.cli.ledger_words import (
    Names,
    add_case,
    add_known_on,
    claim_json,
    claim_line,
    day_words,
    decision_json,
    entity_name,
    position_of,
    review_json,
    review_line,
    row_json,
    same_json,
    same_line,
    standing_json,
)
from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.cli.secrets import passphrase
from witnessbox.ledger.deciding import find_claim
from witnessbox.ledger.exports.seeing import behind
from witnessbox.model.acts import Exported
from witnessbox.model.canonical import Json
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.entries import Kind
from witnessbox.model.errors import UnknownObjectError, UsageError
from witnessbox.model.ledger import ClaimStatus, Entity, Identity, Source
from witnessbox.model.shown import exact_text
from witnessbox.vault import ledger
from witnessbox.vault.case import Case
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.ledger import NOW, Life, Wanted


def add_actions(actions: Verbs) -> None:
    """Describe the call."""
    action = add_verb(
        actions,
        "show",
        "one claim, source, entity or event; or what there is",
        "Shows a claim with its words, its standing, all its versions and all that people did with it; or a source,\n"
        "an entity or an event with the claims that belong to it; or, without a name, what the ledger holds.\n"
        "The public sees codes in place of keys and ids: what stands behind a code is shown too.\n"
        "--identity opens who a protected subject is: for the first person of the case alone, and on record.",
        "witnessbox ledger show saratov.case\nwitnessbox ledger show saratov.case report:G01\n"
        "witnessbox ledger show saratov.case osechkin",
    )
    add_case(action)
    action.add_argument("name", nargs="?", metavar="NAME", help="id of a claim or event, key of a source or entity")
    action.add_argument("--identity", action="store_true", help="open who this subject is")
    action.add_argument(
        "--purpose", default="", metavar="TEXT", help="what the identity is opened for; stands in the log"
    )
    add_known_on(action)
    action.set_defaults(act=run)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Show it."""
    case = Case(arguments.case)
    if arguments.identity:
        return _identity(case, arguments, output)
    shown = _Showing(case, case.catalogue, position_of(case.catalogue, arguments.known_on), output)
    if arguments.name is None:
        return shown.overview(str(arguments.case))
    return shown.thing(arguments.name)


@dataclass(slots=True)
class _Showing:
    case: Case
    catalogue: Catalogue
    until: int
    output: Output

    @property
    def names(self) -> Names:
        return Names(self.catalogue, self.until)

    def overview(self, case: str) -> int:
        sources = list(ledger.sources(self.catalogue, self.until))
        entities = list(ledger.entities(self.catalogue, self.until))
        standings = dict.fromkeys(ClaimStatus, 0)
        if self.until == NOW:
            standings = {status: ledger.number_of_claims(self.catalogue, status) for status in ClaimStatus}
        else:
            for row in ledger.claims(self.catalogue, Wanted(), self.until):
                standings[row.status] += 1
        for source in sources:
            self.output.text(_source_line(source))
        for entity in entities:
            self.output.text(f"  {entity.key:24} {entity.schema:14} {entity_name(entity)}")
        told = ", ".join(f"{number} {status}" for status, number in standings.items() if number) or "none"
        self.output.text(f"Claims: {told}.")
        if not sources:
            self.output.text(f"Next: witnessbox ledger source {case} FILE --date DATE")
        self.output.answer(
            {
                "sources": to_json(tuple(sources)),
                "entities": to_json(tuple(entities)),
                "claims": {status.value: number for status, number in standings.items()},
                "consents": to_json(tuple(ledger.consents(self.catalogue, None, self.until))),
                "reviews": [
                    review_json(each, self.names) for each in ledger.name_reviews(self.catalogue, None, self.until)
                ],
                "lists": to_json(tuple(each for each, _ in ledger.list_statements(self.catalogue, self.until))),
            }
        )
        return 0

    def thing(self, name: str) -> int:
        entity = ledger.entity(self.catalogue, name, self.until)
        source = ledger.source(self.catalogue, name, self.until)
        if entity is not None or source is not None:
            return self.keyed(name, entity, source)
        rows = list(ledger.claims(self.catalogue, Wanted(event=name), self.until))
        versions = ledger.versions(self.catalogue, name, self.until)
        if rows and not versions:
            return self.event(name)
        if not versions and (real := behind(self.case, name)) is not None:
            self.output.text(f"{name} is {real}:")
            return self.thing(real)
        return self.claim(find_claim(self.catalogue, name).id if not versions else name)

    def claim(self, id_: str) -> int:
        versions = ledger.versions(self.catalogue, id_, self.until)
        standing = ledger.standing_of(self.catalogue, id_, self.until)
        row = ledger.claim_row(self.catalogue, id_, self.until)
        if standing is None or row is None:
            raise UnknownObjectError(f"{id_}: was not in the ledger then; leave --known-on out to see it")
        decisions = ledger.decisions(self.catalogue, id_, self.until)
        ties = ledger.related(self.catalogue, id_, self.until)
        self.output.text(claim_line(row, self.names))
        for quote in row.claim.quotes:
            self.output.text(f"    “{exact_text(quote.text)}” ({quote.start} to {quote.end})")
        if row.claim.date is not None:
            date = row.claim.date
            self.output.text(f"    date: {date.edtf} from “{exact_text(date.as_written)}”: {exact_text(date.basis)}")
        if row.claim.inferred_fields:
            self.output.text(f"    added by a reader: {', '.join(row.claim.inferred_fields)}")
        for decision in decisions:
            said = decision_json(decision, self.names)
            fields = ", ".join(decision.step.fields) or "all of it"
            self.output.text(
                f"    {said['time']} {said['person']}: {said['did']} {fields} {exact_text(decision.step.why)}"
            )
        if standing.waiting:
            need = "two people" if standing.keys_needed > 1 else "a person"
            self.output.text(f"    waits for {need}: {', '.join(standing.waiting)}")
        for other, tie in ties:
            self.output.text(f"    {other.claim.id} {tie.kind} it")
        self.output.answer(
            {
                "claim": claim_json(row.claim),
                "standing": standing_json(standing),
                "versions": [claim_json(each) for each in versions],
                "decisions": [decision_json(each, self.names) for each in decisions],
                "related": [{"claim": other.claim.id, "kind": tie.kind.value} for other, tie in ties],
            }
        )
        return 0

    def keyed(self, name: str, entity: Entity | None, source: Source | None) -> int:
        wanted = Wanted(source=name) if entity is None else Wanted(entity=name)
        rows = list(ledger.claims(self.catalogue, wanted, self.until))
        if source is not None:
            self.output.text(_source_line(source))
            if entity is not None:  # an article may bear its own key in the text
                rows += list(ledger.claims(self.catalogue, Wanted(source=name), self.until))
        if entity is not None:
            self.output.text(f"{entity.key}: {entity_name(entity)}, {entity.schema}")
        names = self.names
        for row in rows:
            self.output.text(claim_line(row, names))
        lives = list(ledger.lives(self.catalogue, name)) if entity is not None and self.until == NOW else []
        for life in lives:
            self.output.text(_life_line(life, names))
        reviews = ledger.name_reviews(self.catalogue, name, self.until)
        for review in reviews:
            self.output.text(f"    name {review_line(review, names)}")
        self.output.answer(
            {
                "histories": [_life_json(life) for life in lives],
                "entity": None if entity is None else to_json(entity),
                "source": None if source is None else to_json(source),
                "claims": [row_json(row) for row in rows],
                "consents": to_json(tuple(ledger.consents(self.catalogue, name, self.until))),
                "reviews": [review_json(each, names) for each in reviews],
            }
        )
        return 0

    def event(self, id_: str) -> int:
        rows = list(ledger.claims(self.catalogue, Wanted(event=id_), self.until))
        told = ledger.event(self.catalogue, id_, self.until)
        names = self.names
        self.output.text(f"{id_}: {'an event without a name' if told is None else exact_text(told.title)}")
        for row in rows:
            self.output.text(claim_line(row, names))
        every = ledger.members(self.catalogue, id_, self.until)
        said = {each: None for event in every for each in ledger.said_of_events(self.catalogue, event, self.until)}
        for each in said:
            self.output.text(f"    {same_line(each, names)}")
        self.output.answer(
            {
                "event": {"id": id_, "title": "" if told is None else told.title},
                "members": list(every),
                "same": [same_json(each, names) for each in said],
                "claims": [row_json(row) for row in rows],
            }
        )
        return 0


def _life_line(life: Life, names: Names) -> str:
    """A history: what may be so, and from which day on."""
    history = life.history
    about = ", ".join(names.entity(each) for each in (history.subject, history.matter, history.body) if each)
    told = [f"{day_words(each.first) or 'before'}: {' or '.join(each.stages)}" for each in life.stretches]
    return f"{history.kind} of {about}\n    " + "\n    ".join(told)


def _life_json(life: Life) -> dict[str, Json]:
    return {
        "kind": life.history.kind.value,
        "subject": life.history.subject,
        "organization": life.history.body,
        "matter": life.history.matter,
        "known": life.known,
        "claims": life.claims,
        "stretches": [
            {"from": day_words(each.first), "possible": [stage.value for stage in each.stages]}
            for each in life.stretches
        ],
    }


def _source_line(source: Source) -> str:
    what = source.kind.value if source.receipt is None else f"confidential {source.kind}"
    origin = "" if source.origin == source.id else f", origin {source.origin}"
    return f"{source.id}: {what} {source.published} {exact_text(source.publisher)} {exact_text(source.name)}{origin}"


def _identity(case: Case, arguments: argparse.Namespace, output: Output) -> int:
    """Open who a subject is, on record."""
    entity = None if arguments.name is None else ledger.entity(case.catalogue, arguments.name)
    if entity is None or entity.identity is None:
        raise UsageError("--identity: name a subject whose identity lies in the compartment, for example subject-1")
    secret = passphrase(arguments, "the first person of this case")
    among = [row.key for row in case.catalogue.persons(active=True)]
    person = case.keys.unlock(secret, among=among, name=arguments.person)
    opened = case.compartment.open(entity.identity, secret.decode("utf-8", "surrogateescape"))
    with case.writing() as writer:
        said = Exported(form="identity", digests=False, copy=entity.identity, purpose=arguments.purpose)
        writer.append(Kind.EXPORTED, said, person)
    identity = from_json(Identity, json.loads(opened))
    output.text(f"{identity.subject}: {exact_text(identity.name)}")
    for name in identity.as_written:
        output.text(f"    also {exact_text(name)}")
    output.answer(cast("dict[str, Json]", to_json(identity)))
    return 0
