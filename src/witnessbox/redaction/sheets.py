"""Plan sheets: the contact sheet of a content with the masks of a plan on it, for the person who approves the plan.

They are derived files. They may be deleted, and the next `witnessbox plan` makes them again.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from witnessbox.model.codec import from_json
from witnessbox.model.errors import MediaError
from witnessbox.model.faces import Canvas, PlanBody, SheetMasks, filled
from witnessbox.model.media import Sheet
from witnessbox.model.plans import Plan
from witnessbox.model.records import dataclass
from witnessbox.vault.case import Case, Writer
from witnessbox.vault.derived import derived_file, derived_path
from witnessbox.vault.files import storage_errors

if TYPE_CHECKING:
    from witnessbox.media.sandbox import Worker

ANALYZER = "storyboard"
"""The analyser that makes contact sheets."""

ROUNDING_US = 2
"""How far a picture's time may lie from its frame's: a sheet has rounded times, a canvas exact ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutSheet:
    """A plan of which no sheet could be made, and why."""

    plan: str
    reason: str


def plan_sheet_path(case: Case, plan_id: str, plan: Plan) -> Path:
    """Where the sheet of a plan lies or would lie."""
    return derived_path(case, plan.content, _name(plan_id))


def _name(plan_id: str) -> str:
    return f"plan-{plan_id[:16]}.webp"


def make_plan_sheets(
    writer: Writer, plans: Sequence[tuple[str, Plan]], on_progress: Callable[[int, int], None] | None = None
) -> tuple[WithoutSheet, ...]:
    """Make the sheet of each plan that lacks one.

    Args:
        writer: holds the lock of the case.
        plans: ids and plans.
        on_progress: called with sheets done and sheets in all.

    Returns:
        The plans for which that did not succeed: they are plans all the same.

    Raises:
        StorageError: a sheet could not be written; the same call goes on.
    """
    from witnessbox.media.sandbox import Worker  # noqa: PLC0415  who only asks where a sheet lies starts no worker

    lacking = [(plan_id, plan) for plan_id, plan in plans if not plan_sheet_path(writer.case, plan_id, plan).exists()]
    without = []
    with Worker() as worker:
        for done, (plan_id, plan) in enumerate(lacking, 1):
            try:
                picture = _picture(writer, worker, plan)
            except (MediaError, ArithmeticError) as error:  # what hostile contents led to may hold a zero anywhere
                without.append(WithoutSheet(plan=plan_id, reason=str(error)))
            else:
                with (
                    storage_errors("writing a plan sheet"),
                    derived_file(writer.case, plan.content, _name(plan_id)) as descriptor,
                    open(descriptor, "wb", closefd=False) as file,
                ):
                    file.write(picture)
            if on_progress is not None:
                on_progress(done, len(lacking))
    return tuple(without)


def _picture(writer: Writer, worker: Worker, plan: Plan) -> bytes:
    from witnessbox.media.client import plan_sheet  # noqa: PLC0415  likewise

    seen = [each for each in writer.catalogue.observations(plan.content, ANALYZER) if each.kind == "sheet"]
    if not seen:
        raise MediaError("it has no contact sheet")
    sheet = from_json(Sheet, seen[-1].value)
    masks = sheet_masks(plan.body, sheet)
    try:
        descriptor = os.open(derived_path(writer.case, plan.content, sheet.name), os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise MediaError(
            f"its contact sheet cannot be opened: {error.strerror}; where all of derived/ was deleted, "
            "`witnessbox analyse` makes it again, then `witnessbox plan` the sheet of the plan"
        ) from error
    try:
        return plan_sheet(worker, descriptor, masks)
    finally:
        os.close(descriptor)


def sheet_masks(body: PlanBody, sheet: Sheet) -> SheetMasks:
    """What a plan hides on each picture of a contact sheet of the same content.

    Args:
        body: of the plan.
        sheet: of the content.

    Raises:
        MediaError: the sheet shows other frames than the plan was made for.
    """
    canvas = body.canvas
    if (sheet.frames, sheet.width, sheet.height) != (canvas.timing.frames, *_square(canvas)):
        raise MediaError("its contact sheet shows other frames than the plan is for")
    times_us = list(canvas.timing.microseconds())
    shown = [_frame(times_us, time_us) for time_us in sheet.times_us]
    wanted = set(shown)
    boxes = {frame: here for frame, here in enumerate(filled(body)) if frame in wanted}
    return SheetMasks(
        columns=sheet.columns,
        width=canvas.width,
        height=canvas.height,
        cells=tuple(boxes[frame] for frame in shown),
    )


def _square(canvas: Canvas) -> tuple[int, int]:
    """Width and height of a canvas in square pixels: the longer side of a pixel is stretched, none is shrunk."""
    aspect = Fraction(canvas.aspect_numerator, canvas.aspect_denominator)
    if aspect > 1:
        return round(canvas.width * aspect), canvas.height
    return canvas.width, round(canvas.height / aspect)


def _frame(times_us: Sequence[int], time_us: int) -> int:
    """The frame that is shown at a time."""
    after = bisect_left(times_us, time_us)
    near = [frame for frame in (after - 1, after) if 0 <= frame < len(times_us)]
    frame = min(near, key=lambda each: abs(times_us[each] - time_us), default=None)
    if frame is None or abs(times_us[frame] - time_us) > ROUNDING_US:
        raise MediaError("its contact sheet shows moments that the plan has no frame for")
    return frame
