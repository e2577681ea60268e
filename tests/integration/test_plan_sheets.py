"""What an approver sees before signing: contact sheets with the masks of a plan on them, checked against renditions."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from cases import ask, astronaut, call, copied, empty_case, face_clip, face_picture, needs_faces, signed
from media_samples import write_clip
from numpy.typing import NDArray
from PIL import Image

from witnessbox.model.codec import from_json
from witnessbox.model.faces import filled
from witnessbox.model.media import Sheet
from witnessbox.vault.case import Case

FAR = 40
"""Grey levels by which two pixels differ when one of them is painted and the other is not."""


def turned_clip(path: Path) -> Path:
    """The portrait in a clip that is stored on its side, with pixels that are not square."""
    with Image.open(astronaut()) as opened:
        whole = opened.convert("RGB")
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt, stream.thread_count = 192, 256, "yuv420p", 1
        stream.codec_context.sample_aspect_ratio = Fraction(3, 4)
        stream.set_display_rotation(-90)
        for number in range(12):
            shown = whole.resize((256, 192), Image.Resampling.BICUBIC, box=(2 * number, 0, 2 * number + 480, 270))
            stored = np.ascontiguousarray(np.rot90(np.asarray(shown)))
            picture = av.VideoFrame.from_ndarray(stored, "rgb24").reformat(format="yuv420p", threads=1)
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case up to plans that nobody approved yet."""
    needs_faces()
    folder = tmp_path_factory.mktemp("sheets")
    case = copied(empty_case(), folder / "sheets.case")
    trove = folder / "trove"
    trove.mkdir()
    face_clip(trove / "walk.mp4", frames=16)
    turned_clip(trove / "turned.mp4")
    face_picture(trove / "portrait.png")
    write_clip(trove / "nobody.mp4", frames=8, size=(160, 120))
    call(*signed("intake", case, trove), code=0)
    call("analyse", case, code=0)
    return case


@pytest.fixture
def case(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path / "a.case")


def grey(path: Path) -> NDArray[np.int_]:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("L")).astype(int)


def original(plan: dict[str, Any]) -> Path:
    return Path(plan["sheet"]).with_name("sheet.webp")


def test_a_sheet_shows_what_the_rendition_hides_and_nothing_else(case: Path) -> None:
    plans = ask("plan", case)["plans"]
    assert len(plans) == 4
    call(*signed("approve", case, "-"), given="\n".join(plan["id"] for plan in plans), code=0)
    renditions = {row["plan"]: row for row in ask("redact", case, code=None)["renditions"]}
    catalogue = Case(case).catalogue
    for plan in plans:
        assert Path(plan["sheet"]).name == f"plan-{plan['id'][:16]}.webp"
        (record,) = (each for each in catalogue.observations(plan["content"], "storyboard") if each.kind == "sheet")
        sheet = from_json(Sheet, record.value)
        body = dict(catalogue.plans())[plan["id"]].body
        times = list(body.canvas.timing.microseconds())
        boxes = list(filled(body))
        sha256 = renditions[plan["id"]]["sha256"]
        frames = displayed(case / "objects" / sha256[:2] / sha256, plan["kind"])
        before, after = grey(original(plan)), grey(Path(plan["sheet"]))
        assert before.shape == after.shape
        rows = -(-len(sheet.times_us) // sheet.columns)
        width, height = (before.shape[1] + 1) // sheet.columns, (before.shape[0] + 1) // rows
        for at, time_us in enumerate(sheet.times_us):
            top, left = at // sheet.columns * height, at % sheet.columns * width
            here = slice(top, top + height - 1), slice(left, left + width - 1)
            number = min(range(len(times)), key=lambda each: abs(times[each] - time_us))
            cell = Image.fromarray(frames[number]).resize((width - 1, height - 1), Image.Resampling.BOX)
            rendered = np.asarray(cell).astype(int)
            assert bool(boxes[number]) == blocks(np.abs(before[here] - after[here]) > FAR)
            # The same pixels are painted in the rendition; only the line, one pixel wide, is not in it.
            assert not blocks(np.abs(rendered - after[here]) > FAR)
        assert bool(plan["masks"]) == any(boxes)


def displayed(path: Path, kind: str) -> list[NDArray[np.uint8]]:
    """Grey frames of a rendition; the ones made here are upright."""
    if kind == "picture":
        return [np.asarray(Image.open(path).convert("L"))]
    with av.open(str(path)) as container:
        return [np.asarray(frame.to_ndarray(format="gray"), np.uint8) for frame in container.decode(video=0)]


def blocks(differs: NDArray[np.bool_]) -> bool:
    """Whether somewhere three by three pixels differ, which is more than scaling and a line can do."""
    return bool(np.lib.stride_tricks.sliding_window_view(differs, (3, 3)).all(axis=(2, 3)).any())


def test_approve_lists_the_sheets_and_plan_makes_none_twice(case: Path) -> None:
    plans = ask("plan", case)["plans"]
    before = {plan["sheet"]: Path(plan["sheet"]).stat().st_mtime_ns for plan in plans}
    again = ask("plan", case)
    assert again["plans"] == plans
    assert again["without_sheet"] == []
    assert {plan["sheet"]: Path(plan["sheet"]).stat().st_mtime_ns for plan in again["plans"]} == before
    assert ask("approve", case, code=4)["plans"] == plans
    listed = call("approve", case, code=4).out
    assert all(f"    sheet: {plan['sheet']}\n" in listed for plan in plans)
    (case / "catalogue.sqlite").unlink()
    call("rebuild", case, code=0)
    assert ask("approve", case, code=4)["plans"] == plans


def test_sheets_that_were_deleted_are_made_again(case: Path) -> None:
    plans = ask("plan", case)["plans"]
    bytes_before = [Path(plan["sheet"]).read_bytes() for plan in plans]
    entries = ask("status", case)["entries"]
    shutil.rmtree(case / "derived")
    (case / "derived").mkdir()
    bare = ask("plan", case)
    assert {plan["sheet"] for plan in bare["plans"]} == {None}
    assert {each["plan"] for each in bare["without_sheet"]} == {plan["id"] for plan in plans}
    assert all("witnessbox analyse" in each["reason"] for each in bare["without_sheet"])
    assert ask("status", case)["entries"] == entries
    assert "no sheet: `witnessbox plan`" in call("approve", case, code=4).out
    call("analyse", case, code=0)
    assert ask("plan", case)["plans"] == plans
    assert [Path(plan["sheet"]).read_bytes() for plan in plans] == bytes_before


@pytest.mark.parametrize("spoilt", [b"", b"no picture", None], ids=["empty", "no picture", "cut short"])
def test_a_spoilt_contact_sheet_is_a_plan_without_a_picture(case: Path, spoilt: bytes | None) -> None:
    sheets = sorted((case / "derived").rglob("sheet.webp"))
    for sheet in sheets:
        sheet.write_bytes(sheet.read_bytes()[:40] if spoilt is None else spoilt)
    answer = ask("plan", case)
    assert len(answer["plans"]) == len(answer["without_sheet"]) == len(sheets) == 4
    assert all(plan["state"] == "waiting" and plan["sheet"] is None for plan in answer["plans"])
    assert all(each["reason"] for each in answer["without_sheet"])
    shown = call("plan", case, code=0).out
    assert shown.count("    no sheet: ") == 4
    assert not list((case / "tmp").iterdir())


def test_a_plan_without_storyboard_says_so(made: Path, tmp_path: Path) -> None:
    needs_faces()
    case = copied(empty_case(), tmp_path / "bare.case")
    trove = tmp_path / "trove"
    trove.mkdir()
    face_picture(trove / "portrait.png")
    call(*signed("intake", case, trove), code=0)
    call("analyse", case, "--only", "faces", code=0)
    (each,) = ask("plan", case)["without_sheet"]
    assert "contact sheet" in each["reason"]
