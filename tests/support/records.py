"""Hand-made records for tests of rooms that never look into media."""

from __future__ import annotations

import hashlib

from witnessbox.model.faces import Canvas, Finding, FindingKind, PlanBody, RenderResult, SecondLook, Sound, timing
from witnessbox.model.items import Attributes, Content, FileTimes, Item, ItemKind, Outcome
from witnessbox.model.media import Format, FormatAuthority
from witnessbox.model.observations import Analysis, MediaKind, Observation
from witnessbox.model.plans import Plan, Preset, Rendition


def digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def content(name: str) -> Content:
    return Content(
        sha256=digest(name),
        size=len(name),
        stored_sha256=digest(name),
        stored_size=len(name),
        format=Format(mime="video/mp4", name="MP4", kind=MediaKind.VIDEO, by=FormatAuthority.OWN_TABLE),
    )


def item(name: str, path: bytes | None = None) -> Item:
    return Item(
        trove_id="trove-1",
        path=name.encode() if path is None else path,
        content=digest(name),
        size=len(name),
        kind=ItemKind.FILE,
        outcome=Outcome.SEALED,
        times=FileTimes(modified="1", changed="1", accessed="1"),
        attributes=Attributes(mode=0o644, owner=0, group=0, links=1),
    )


def analysis(name: str, version: str = "1", reason: str | None = None) -> Analysis:
    seen = Observation(content=digest(name), kind="thing", analyzer="eye", version=version, value={"a": [1, "ж"]})
    return Analysis(
        content=digest(name),
        analyzer="eye",
        version=version,
        model="",
        reason=reason,
        observations=() if reason else (seen,),
    )


def plan(name: str, preset: str = "faces/1") -> Plan:
    canvas = Canvas(
        kind=MediaKind.VIDEO,
        width=64,
        height=48,
        aspect_numerator=1,
        aspect_denominator=1,
        timing=timing(1, 25, [0, 1, 2]),
    )
    body = PlanBody(preset=preset, canvas=canvas, sound=Sound.NONE, masks=())
    return Plan(content=digest(name), preset=Preset.FACES, analyzer="faces", version="1", model="00", body=body)


def rendition(name: str, plan_id: str, data: bytes, findings: tuple[Finding, ...] = ()) -> Rendition:
    sha256 = hashlib.sha256(data).hexdigest()
    return Rendition(
        sha256=sha256,
        size=len(data),
        content=digest(name),
        plan=plan_id,
        made=RenderResult(
            kind=MediaKind.VIDEO,
            mime="video/mp4",
            suffix=".mp4",
            width=64,
            height=48,
            frames=3,
            painted=0,
            encoder="none",
        ),
        tool="test 1",
        second_look=SecondLook(
            passed=not findings,
            findings=findings,
            frames=3,
            looked_at=3,
            detector="none",
            version="1",
            seed=sha256,
        ),
        second_look_model="00",
    )


def bare_face(time_us: int) -> Finding:
    return Finding(kind=FindingKind.BARE_FACE, why="a face", frame=1, time_us=time_us)
