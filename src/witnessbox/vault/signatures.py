"""Signatures under plans: those that count for a plan, its own and those that it carries from a plan it grew from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from witnessbox.model.acts import PlanGrown
from witnessbox.model.entries import Kind
from witnessbox.model.errors import UnknownObjectError
from witnessbox.model.growth import RULE, Less, less_hidden
from witnessbox.model.plans import Plan
from witnessbox.model.records import dataclass
from witnessbox.vault.case import Case, Writer
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.recordsets import read_record_set


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Someone's signature that counts for a plan.

    Attributes:
        entry: the entry `plan approved`.
        plan: id of the plan under which it stands.
        key: who signed.
        grown: entries `plan grown` that lead from that plan to the one it counts for, the last first.
    """

    entry: str
    plan: str
    key: str
    grown: tuple[str, ...] = ()


_OWN = """
SELECT a.entry, a.key FROM approvals a JOIN entries e ON e.digest = a.entry JOIN plans p ON p.id = a.plan
JOIN operations o ON o.entry = p.operation JOIN entries c ON c.digest = o.closed
WHERE a.plan = ? AND e.position > c.position ORDER BY e.position
"""
_GROWN = """
SELECT g.entry, g.grew_from, g.carries FROM grown g JOIN entries e ON e.digest = g.entry JOIN plans p ON p.id = g.plan
JOIN operations o ON o.entry = p.operation JOIN entries c ON c.digest = o.closed
WHERE g.plan = ? AND e.position > c.position ORDER BY e.position
"""


def signatures(catalogue: Catalogue, plan_id: str, *, compare: bool = False) -> tuple[Signature, ...]:
    """Every signature that counts for a plan, its own first; one a key.

    A signature from before the plan was proposed (again) does not count: what stood in its place meanwhile may have
    hidden more.

    Args:
        catalogue: of the case.
        plan_id: id of the plan.
        compare: take no entry's word for it that a plan grew from another, compare the two. It takes a while for hours
            of video, and belongs before anything is made by the plan.
    """
    found: dict[str, Signature] = {}
    for signature in _all(catalogue, [plan_id], compare=compare):
        found.setdefault(signature.key, signature)
    return tuple(found.values())


def _all(catalogue: Catalogue, way: list[str], *, compare: bool) -> Iterator[Signature]:
    """Follow a plan back along the plans it grew from; `way` holds those that were met, this one last."""
    plan_id = way[-1]
    for entry, key in catalogue.connection.execute(_OWN, (plan_id,)).fetchall():
        yield Signature(entry=entry, plan=plan_id, key=key)
    for link, grew_from, listed in catalogue.connection.execute(_GROWN, (plan_id,)).fetchall():
        if grew_from in way or (compare and not _grew(catalogue, grew_from, plan_id)):
            continue
        carried = set(json.loads(listed))
        for signature in _all(catalogue, [*way, grew_from], compare=compare):
            if signature.entry in carried:
                yield replace(signature, grown=(link, *signature.grown))


def _grew(catalogue: Catalogue, old_id: str, new_id: str) -> bool:
    old, new = catalogue.plan(old_id), catalogue.plan(new_id)
    return old is not None and new is not None and old.content == new.content and not less_hidden(old.body, new.body)


def carry(writer: Writer, plan_id: str) -> Less | None:
    """Let the signatures under the plan before count for a plan that hides all that it hides.

    Args:
        writer: holds the lock of the case.
        plan_id: the plan that counts for its content.

    Returns:
        What it hides less of, so that signatures do not count for it; None when they do, or when there are none.
    """
    catalogue = writer.catalogue
    before = _before(catalogue, plan_id)
    if before is None or signatures(catalogue, plan_id) or not signatures(catalogue, before):
        return None
    old, new = catalogue.plan(before), catalogue.plan(plan_id)
    if old is None or new is None:
        return None
    less = less_hidden(old.body, new.body)
    if less is None:
        rests_on = tuple(signature.entry for signature in signatures(catalogue, before))
        data = PlanGrown(plan=plan_id, grew_from=before, rule=RULE)
        writer.append(Kind.PLAN_GROWN, data, writer.program, rests_on=rests_on)
    return less


def _before(catalogue: Catalogue, plan_id: str) -> str | None:
    """The plan that counted for the content before this one."""
    row = catalogue.connection.execute(
        "SELECT o.id FROM plans p JOIN entries e ON e.digest = p.operation JOIN plans o ON o.content = p.content "
        "JOIN entries f ON f.digest = o.operation WHERE p.id = ? AND f.position < e.position "
        "ORDER BY f.position DESC, o.id DESC LIMIT 1",
        (plan_id,),
    ).fetchone()
    return None if row is None else str(row[0])


def contradiction(case: Case, grown: PlanGrown) -> str | None:
    """What is wrong with an entry that says that a plan grew from another, None when it is true."""
    if grown.rule != RULE:
        return f"it was compared by {grown.rule}, which this version does not know"
    try:
        old, new = _stored(case, grown.grew_from), _stored(case, grown.plan)
    except UnknownObjectError:
        return None  # named with the objects
    except ValueError as error:
        return str(error)
    if old.content != new.content:
        return "the plans are for two contents"
    less = less_hidden(old.body, new.body)
    if less is None:
        return None
    moment = "" if less.time_us is None else f" at {less.time_us} microseconds"
    return f"plan {grown.plan} hides less than plan {grown.grew_from}: {less.what}{moment}"


def _stored(case: Case, plan_id: str) -> Plan:
    plans = [line for line in read_record_set(case.objects.read(plan_id)) if line.record == "plan"]
    if len(plans) != 1:
        raise ValueError(f"{plan_id} is no plan")
    return plans[0].build(Plan)
