"""Plans from the command line: presets, what people draw, people who are shown, and what becomes of signatures."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cases import Answer, copied, here, needs_faces, other_passphrase, passphrase, planned_case, rendered_case, signed

from witnessbox.model.acts import Operation
from witnessbox.model.codec import to_json
from witnessbox.model.faces import FaceTrack, Finding, FindingKind, KeyBox, MaskSpan, TrackKind
from witnessbox.model.observations import Analysis, Box, Observation
from witnessbox.model.plans import Plan
from witnessbox.vault.case import Case


@pytest.fixture
def case(tmp_path: Path) -> Path:
    needs_faces()
    return copied(planned_case(), tmp_path / "x.case")


def content(case: Path, name: str) -> str:
    rows = here("items", case, "--json", code=0).json["items"]
    return next(str(row["sha256"]) for row in rows if row["path"] == name)


def plan(case: Path, *words: str | Path, code: int = 0) -> Any:
    return here("plan", case, *words, "--json", code=code).json


def stored(case: Path, plan_id: str) -> Plan:
    found = Case(case).catalogue.plan(plan_id)
    assert found is not None
    return found


def saw(case: Path, sha256: str, analyzer: str, *tracks: FaceTrack) -> None:
    """Put on record what an analyser saw, as the program does it."""
    opened = Case(case)
    summary = next(each for each in opened.catalogue.observations(sha256, "faces") if each.kind == "faces-summary")
    values = [(f"{analyzer}-summary", summary.value), *((each.kind.value, to_json(each)) for each in tracks)]
    seen = [
        Observation(content=sha256, kind=kind, analyzer=analyzer, version="1", model="00", value=value)
        for kind, value in values
    ]
    record = Analysis(content=sha256, analyzer=analyzer, version="1", model="00", observations=tuple(seen))
    with opened.writing() as writer:
        operation = writer.open_operation(Operation.ANALYSIS, writer.program, isolation="none")
        writer.close_operation(operation, writer.program, [[("analysis", record)]])


def person(number: int, kind: TrackKind, box: Box) -> FaceTrack:
    return FaceTrack(
        track=number,
        shot_first=0,
        shot_last=23,
        keys=(KeyBox(frame=5, time_us=208_333, box=box, confidence=900),),
        kind=kind,
    )


def test_a_preset_whose_detector_is_missing_makes_no_plan_and_says_how_to_get_one(case: Path) -> None:
    walk = content(case, "walk.mp4")
    answer = plan(case, walk, "--preset", "people")
    assert answer["plans"] == []
    assert "models add people" in answer["unplanned"][0]["reason"]
    assert "analyse --only texts" in plan(case, walk, "--preset", "text")["unplanned"][0]["reason"]


def test_presets_join_and_wider_ones_hide_more(case: Path) -> None:
    walk = content(case, "walk.mp4")
    box = Box(x1=10, y1=10, x2=60, y2=60)
    saw(case, walk, "people", person(0, TrackKind.PERSON, box), person(1, TrackKind.HEAD, box))
    saw(case, walk, "texts", person(0, TrackKind.TEXT, box))
    (made,) = plan(case, walk, "--preset", "text", "--preset", "people")["plans"]
    assert made["preset"] == "people+text"
    body = stored(case, made["id"])
    assert {mask.reason for mask in body.body.masks} == {"face", "head", "person", "text"}
    assert [each.analyzer for each in body.further] == ["people", "texts"]
    # what is not said again stays
    assert plan(case, walk, "--fill", "mosaic")["plans"][0]["preset"] == "people+text"
    assert here("verify", case, "--json", code=0).json


def test_signatures_stay_with_a_plan_that_only_grows_and_are_void_when_it_shrinks(case: Path) -> None:
    walk = content(case, "walk.mp4")
    first = next(each for each in plan(case)["plans"] if each["content"] == walk)
    assert first["state"] == "approved"
    grown = plan(case, "--amend", first["id"], "--hide", "0,0,40,40@00:00:00.2-00:00:00.5")
    (row,) = grown["plans"]
    assert (row["state"], row["carried"] == row["signed_by"], grown["voided"]) == ("approved", True, [])
    shrunk = plan(case, walk, "--afresh", "--preset", "manual")
    assert shrunk["plans"][0]["state"] == "waiting"
    assert shrunk["voided"][0]["what"] == "less of the picture is hidden"
    assert here("verify", case, "--json", code=0).json
    said = here("plan", case, "--amend", first["id"], "--hide", "0,0,9,9")
    assert said.code == 2
    assert shrunk["plans"][0]["id"] in said.err


def test_everything_but_shows_only_what_was_opened(case: Path) -> None:
    walk = content(case, "walk.mp4")
    here("plan", case, walk, "--open", "0%,0%,50%,100%", code=2)
    told = here("plan", case, walk, "--preset", "everything-but", "--open", "0%,0%,50%,100%@0-0.5", code=0)
    assert "all hidden, 1 openings" in told.out
    (made,) = plan(case, walk)["plans"]
    body = stored(case, made["id"]).body
    assert body.openings[0].spans == (MaskSpan(first_frame=0, last_frame=11, box=Box(x1=0, y1=0, x2=128, y2=192)),)


def test_boxes_come_from_files(case: Path, tmp_path: Path) -> None:
    walk = content(case, "walk.mp4")
    file = tmp_path / "regions.json"
    file.write_text(json.dumps({"regions": [{"do": "hide", "box": "10,10,20,20"}]}))
    (made,) = plan(case, walk, "--preset", "manual", "--regions", file)["plans"]
    assert [mask.reason for mask in stored(case, made["id"]).body.masks] == ["drawn"]
    assert here("plan", case, "--regions", file).code == 2, "boxes are of one content"


def test_what_is_heard_and_written_is_asked_for_by_span_and_file(case: Path, tmp_path: Path) -> None:
    walk = content(case, "walk.mp4")
    file = tmp_path / "words.vtt"
    file.write_text("WEBVTT\n\n00:00:00.100 --> 00:00:00.900\nthey came at night\n")
    spans = ("--open-sound", "0-0.5", "--beep", "0.2-0.3", "--read-out", file, "--captions", file)
    (made,) = plan(case, walk, *spans, "--container", "webm", "--smoothed")["plans"]
    body = stored(case, made["id"]).body
    assert sorted(span.use.value for span in body.sound_spans) == ["beep", "open", "voice"]
    assert [caption.text for caption in body.captions] == ["they came at night"]
    assert (body.container.value, body.smoothed, made["sound"]) == ("webm", True, "spans")
    listed = here("approve", case, code=4).out
    assert "heard, not on the sheet: open 00:00:00.000000 to 00:00:00.500000" in listed
    refused = here(*signed("approve", case, made["id"], "--unsettled", "sounds"))
    assert refused.code == 4
    (silent,) = plan(case, walk, "--sound", "none", "--captions", "none")["plans"]
    assert (silent["sound"], stored(case, silent["id"]).body.captions) == ("none", ())
    file.write_text("no transcript\n")
    assert "words.vtt" in here("plan", case, walk, "--captions", file, code=2).err


def test_someone_is_left_visible_by_name_everywhere_and_hidden_again(case: Path) -> None:
    walk = content(case, "walk.mp4")
    here("plan", case, walk, "--show", "0", code=2)
    told = here(*signed("plan", case, walk, "--show", "0", "--name", "the warden", "--why", "on duty"), code=0)
    assert "signatures under the plan before it do not count" in told.out
    (made,) = plan(case, walk)["plans"]
    body = stored(case, made["id"]).body
    assert 0 not in [mask.track for mask in body.masks]
    assert [mask.track for mask in body.shown] == [0]
    (portrait,) = [each for each in plan(case)["plans"] if each["kind"] == "picture"]
    words = ("subject", case, "the warden", "--track", f"{portrait['content'][:16]}/0")
    here(*signed(*words), code=0)
    assert stored(case, plan(case, portrait["content"])["plans"][0]["id"]).body.shown
    listed = here("subject", case, "--json", code=0).json["subjects"]
    assert [(each["judged"]["subject"], len(each["judged"]["tracks"])) for each in listed] == [("s1", 2)]
    here(*signed("subject", case, "s1", "--hide", "--why", "asked for it"), code=0)
    for name in (walk, portrait["content"]):
        assert stored(case, plan(case, name)["plans"][0]["id"]).body.shown == ()
    assert b"warden" not in (case / "log" / "entries").read_bytes()
    assert here("verify", case, "--json", code=0).json


# -- after the rendering -------------------------------------------------------------------------------------------


@pytest.fixture
def rendered(tmp_path: Path) -> Path:
    needs_faces()
    return copied(rendered_case(), tmp_path / "x.case")


def refuse(case: Path, sha256: str, *findings: Finding) -> str:
    """Have a second look find something in a rendition that is there; gives its plan."""
    opened = Case(case)
    found = next(each for _, each in opened.catalogue.renditions() if each.content == sha256)
    looked = replace(found, second_look=replace(found.second_look, passed=False, findings=findings))
    with opened.writing() as writer:
        operation = writer.open_operation(Operation.REDACTION, writer.program, isolation="none")
        writer.close_operation(operation, writer.program, [[("rendition", looked)]], objects=[looked.sha256])
    return looked.plan


def finding(frame: int) -> Finding:
    box = Box(x1=20, y1=20, x2=50, y2=60)
    return Finding(kind=FindingKind.BARE_FACE, why="a face", frame=frame, time_us=frame * 1_000_000 // 24, box=box)


def test_a_refused_rendition_is_shown_and_settled_by_one_command(rendered: Path) -> None:
    walk = content(rendered, "walk.mp4")
    which = refuse(rendered, walk, finding(3), finding(20))
    told = here("redact", rendered, code=4)
    assert "stop-1  bare-face at 00:00:00.125000" in told.out
    answer = here("redact", rendered, "--json", code=4).json
    (pictures,) = answer["pictures"].values()
    assert sorted(pictures) == ["1", "2"]
    for path in pictures.values():
        assert Path(path).read_bytes()[8:12] == b"WEBP"
    words = ("redact", rendered, "--overrule", which[:8], "stop-1", "00:00:00.833", "--why", "posters")
    here(*signed(*words), code=0)


def printed(told: str, start: str) -> list[list[str]]:
    """The commands that a refusal tells, as a shell takes them."""
    lines = [line.partition(":")[2] for line in told.splitlines() if line.strip().startswith(start)]
    return [shlex.split(line.partition(" (look")[0])[1:] for line in lines]


def test_what_a_refusal_prints_settles_it_when_it_is_copied(rendered: Path) -> None:
    walk = content(rendered, "walk.mp4")
    beside = replace(finding(3), box=Box(x1=80, y1=20, x2=110, y2=60))
    gone = Finding(kind=FindingKind.STREAM, why="two streams")
    refuse(rendered, walk, finding(3), beside, finding(20), gone)
    told = here("redact", rendered, code=4).out
    assert told.count("nobody can overrule it") == 1
    assert [words[-1] for words in printed(told, "hide it")] == ["stop-1", "stop-2", "stop-3"]
    alarms = printed(told, "false alarm")
    assert [words[4:-2] for words in alarms] == [["stop-1", "stop-2"], ["stop-1", "stop-2"], ["stop-3"]]
    assert here(*signed(*alarms[0]), code=2).err.count("say --why")
    for words in (alarms[0], alarms[2]):
        here(*signed(*words[:-1], "posters"), code=4)
    refuse(rendered, walk, finding(22))
    (words,) = printed(here("redact", rendered, code=4).out, "hide it")
    here(*signed(*words), code=0)


def test_what_was_found_is_hidden_and_the_signatures_stay(rendered: Path) -> None:
    walk = content(rendered, "walk.mp4")
    which = refuse(rendered, walk, finding(3))
    answer = plan(rendered, "--hide-finding", which[:8], "stop-1")
    (row,) = answer["plans"]
    assert (row["state"], len(row["carried"])) == ("approved", 1)
    assert "finding" in [mask.reason for mask in stored(rendered, row["id"]).body.masks]
    done = here("redact", rendered, "--json", code=0).json["renditions"]
    assert [each["state"] for each in done if each["plan"] == row["id"]] == ["ready"]
    out = rendered.parent / "published"
    rendition = next(each["id"] for each in done if each["plan"] == row["id"])
    here(*signed("release", rendered, out, rendition), code=0)
    (anna,) = Case(rendered).catalogue.persons()
    key = rendered / "keys" / f"{anna.key}.pem"
    here("verify", out, "--key", key, code=0)
    alone = subprocess.run(
        [sys.executable, "-I", out / "data" / "verify.py", out, "--key", key], capture_output=True, check=False
    )
    assert alone.returncode == 0, alone.stdout
    manifest = json.loads((out / "data" / "release.json").read_text())
    assert manifest["renditions"][0]["plan"] == row["id"]
    kinds = {json.loads(path.read_text())["body"]["kind"] for path in (out / "data" / "log").glob("*.entry")}
    assert "plan grown" in kinds
    assert any("earlier plan" in note for note in manifest["renditions"][0]["notes"])


def test_a_release_waits_for_the_second_signature(rendered: Path) -> None:
    new = ("people", rendered, "add", "boris", "--new-passphrase-file", other_passphrase())
    here(*signed(*new), code=0)
    rows = here("release", rendered, "--json", code=4).json["renditions"]
    assert {row["countersigned"] for row in rows} == {False}
    out = rendered.parent / "published"
    refused = here(*signed("release", rendered, out, rows[0]["id"]))
    assert refused.code == 4
    assert "countersign" in refused.err
    assert not out.exists()
    waiting = here("approve", rendered, code=4)
    assert "wait for another person's signature" in waiting.out
    boris = ("--as", "boris", "--passphrase-file", other_passphrase())
    here("approve", rendered, rows[0]["plan"], *boris, code=0)
    here("release", rendered, out, rows[0]["id"], "--as", "anna", "--passphrase-file", passphrase(), code=0)
    assert json.loads((out / "data" / "release.json").read_text())["one_approver"] is False


def test_the_mask_log_tells_all_boxes_and_what_the_bytes_depend_on(rendered: Path) -> None:
    walk = content(rendered, "walk.mp4")
    row = next(
        each for each in here("redact", rendered, "--json", code=0).json["renditions"] if each["content"] == walk
    )
    told = here("masks", rendered, row["id"][:8], "--json", code=0).json
    body = stored(rendered, row["plan"]).body
    assert len(told["masks"]) == sum(len(mask.spans) for mask in body.masks)
    assert told["approved_by"][0]["name"] == "anna"
    assert any(each.startswith("av ") for each in told["workbench"]["libraries"])
    assert told["workbench"]["processor"]
    assert "threads" in told["made"]["encoder"]
    assert "frames 0 to" in here("masks", rendered, row["id"], code=0).out


def test_a_rendition_can_be_rendered_again_and_compared(rendered: Path) -> None:
    row = here("redact", rendered, "--json", code=0).json["renditions"][0]
    before = (rendered / "log" / "entries").read_bytes()
    again = here("redact", rendered, "--check", row["id"], "--json", code=0).json
    assert (again["same"], again["again"]) == (True, row["sha256"])
    assert (rendered / "log" / "entries").read_bytes() == before
    assert list((rendered / "tmp").iterdir()) == []


def test_what_failed_is_tried_again(case: Path) -> None:
    walk = content(case, "walk.mp4")
    which = next(each["id"] for each in plan(case)["plans"] if each["content"] == walk)
    opened = Case(case)
    stored_at = opened.objects.path(walk)
    data = stored_at.read_bytes()
    stored_at.chmod(0o644)
    stored_at.write_bytes(data[: len(data) // 3])
    failed: Answer = here("redact", case, "--json")
    assert failed.code == 4
    assert f"--again {which[:16]}" in failed.err
    stored_at.write_bytes(data)
    assert here("redact", case, "--json", code=0).json["renditions"], "by itself it is not tried again"
    done = here("redact", case, "--again", which[:8], "--json", code=0).json
    assert walk in {each["content"] for each in done["renditions"]}
    assert {each["state"] for each in plan(case)["plans"]} == {"rendered"}
