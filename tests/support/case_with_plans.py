"""Plans, signatures and a judgement in a case whose contents were never looked into; the program writes them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from records import digest, plan

from witnessbox.model.acts import Operation, Point
from witnessbox.model.faces import Mask, MaskSpan
from witnessbox.model.observations import Box
from witnessbox.model.plans import Plan
from witnessbox.model.subjects import TrackRef
from witnessbox.review.approvals import approve
from witnessbox.review.subjects import judge
from witnessbox.vault.case import Case
from witnessbox.vault.signatures import carry


def write_plans(folder: Path, passphrase: bytes) -> list[str]:
    """A plan that is signed for, one that grew from it, and one that shrank; gives their ids."""
    case = Case(folder)
    person = case.keys.unlock(passphrase, among=[case.catalogue.persons()[0].key])
    ids = []
    for box in (Box(x1=0, y1=0, x2=20, y2=20), Box(x1=0, y1=0, x2=30, y2=20), Box(x1=0, y1=0, x2=30, y2=19)):
        ids.append(_propose(folder, _masked(box)))
        if len(ids) == 1:
            approve(Case(folder), ids, person, settled=tuple(Point), stated="by signing", pictures_shown=False)
    track = TrackRef(content=digest("a"), analyzer="faces", version="1", model="00", track=0)
    judge(Case(folder), person, "somebody", tracks=[track])
    return ids


def _masked(box: Box) -> Plan:
    mask = Mask(reason="drawn", track=None, spans=(MaskSpan(first_frame=0, last_frame=2, box=box),))
    plain = plan("a")
    return replace(plain, body=replace(plain.body, masks=(mask,)))


def _propose(folder: Path, wanted: Plan) -> str:
    with Case(folder).writing() as writer:
        opened = writer.open_operation(Operation.PLANNING, writer.program, isolation="no untrusted byte is read")
        (plan_id,) = writer.close_operation(opened, writer.program, [[("plan", wanted)]])
        carry(writer, plan_id)
    return plan_id
