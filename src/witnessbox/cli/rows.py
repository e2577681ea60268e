"""Plans and renditions as scripts see them."""

from __future__ import annotations

from witnessbox.cli.output import timecode
from witnessbox.cli.parsing import microseconds
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.redaction.sheets import plan_sheet_path
from witnessbox.review.approvals import PlanRow, RenditionRow, StopNumber, stops_of
from witnessbox.vault.case import Case


def plan_sheet_of(case: Case, row: PlanRow) -> str | None:
    """Path of the picture that shows what a plan hides, None where there is none."""
    path = plan_sheet_path(case, row.id, row.plan)
    return str(path) if path.is_file() else None


def plan_json(case: Case, row: PlanRow) -> dict[str, Json]:
    """One plan."""
    body = row.plan.body
    return {
        "id": row.id,
        "content": row.plan.content,
        "state": row.state.value,
        "preset": row.plan.preset,
        "kind": body.canvas.kind.value,
        "masks": len(body.masks),
        "frames": body.canvas.timing.frames,
        "sheet": plan_sheet_of(case, row),
        "signed_by": list(row.signed_by),
        "carried": list(row.carried),
        "countersigned": row.countersigned,
        "ground": body.ground.value,
        "openings": len(body.openings),
        "sound": body.sound.value,
        "reason": row.reason,
    }


def stop_word(word: str) -> int | StopNumber:
    """A finding as people name it: `stop-3`, or its timecode."""
    number = word.removeprefix("stop-")
    return StopNumber(number=int(number)) if number != word and number.isdecimal() else microseconds(word)


def rendition_json(row: RenditionRow) -> dict[str, Json]:
    """One rendition."""
    rendition = row.rendition
    return {
        "id": row.id,
        "sha256": rendition.sha256,
        "content": rendition.content,
        "state": row.state.value,
        "plan": rendition.plan,
        "mime": rendition.made.mime,
        "size": rendition.size,
        "width": rendition.made.width,
        "height": rendition.made.height,
        "frames": rendition.made.frames,
        "countersigned": row.countersigned,
        "findings": [
            {
                "number": stop.number,
                "timecode": None if stop.finding.time_us is None else timecode(stop.finding.time_us),
                "finding": to_json(stop.finding),
            }
            for stop in stops_of(row)
            if stop.open
        ],
    }
