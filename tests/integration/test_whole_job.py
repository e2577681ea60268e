"""The whole job through the command line, as the first users call it: shapes of the answers, exit statuses, no-ops."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import pytest
from cases import (
    Answer,
    ask,
    call,
    copied,
    empty_case,
    face_clip,
    face_picture,
    here,
    leftovers,
    needs_faces,
    other_passphrase,
    passphrase,
    program,
    signed,
    small_trove,
    state,
)
from media_samples import drawing
from PIL import Image

HEX = re.compile(r"[0-9a-f]{64}")


class Job:
    """One case that goes through every station, each in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.case = folder / "x.case"
        self.trove = small_trove(folder / "trove", "sample")
        face_clip(self.trove / "walk.mp4")
        face_picture(self.trove / "sub" / "DSC_00417.jpg")
        (self.trove / "sub" / "DSC_00417 (1).jpg").write_bytes((self.trove / "sub" / "DSC_00417.jpg").read_bytes())
        self.answers: dict[str, Answer] = {}
        self._run()

    def _run(self) -> None:
        self.do("init", *signed("init", self.case, "--name", "anna"))
        self.do("intake", *signed("intake", self.case, self.trove, "--probe"))
        self.do("items", "items", self.case)
        self.do("analyse", "analyse", self.case)
        self.do("plan", "plan", self.case, "--preset", "faces")
        self.do("approve list", "approve", self.case, code=4)
        plans = "\n".join(plan["id"] for plan in self["plan"]["plans"])
        self.do("approve", *signed("approve", self.case, "-"), given=plans)
        self.do("approve nothing", "approve", self.case)
        self.do("redact", "redact", self.case)
        self.do("release list", "release", self.case, code=4)
        renditions = "\n".join(each["id"] for each in self["redact"]["renditions"])
        self.do("release", *signed("release", self.case, self.folder / "published", "-"), given=renditions)
        self.do("release nothing", "release", self.case)
        self.do("verify", "verify", self.case)

    def do(self, name: str, *words: str | bytes | Path, given: str = "", code: int = 0) -> None:
        self.answers[name] = call(*words, "--json", given=given, code=code)

    def __getitem__(self, name: str) -> Any:
        """The one document that a call printed."""
        return self.answers[name].json


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    needs_faces()
    return Job(tmp_path_factory.mktemp("job"))


# -- shapes --------------------------------------------------------------------------------------------------------


def test_items_has_one_row_for_each_path_with_its_digest_size_and_outcome(job: Job) -> None:
    rows = {base64.b64decode(row["path_bytes"]): row for row in job["items"]["items"]}
    expected = {}
    root = os.fsencode(job.trove)
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            key = os.path.relpath(path, root)
            if os.path.islink(path):
                expected[key] = (None, os.lstat(path).st_size, "not followed")
            else:
                data = Path(os.fsdecode(path)).read_bytes()
                expected[key] = (hashlib.sha256(data).hexdigest(), len(data), "sealed")
    assert {key: (row["sha256"], row["size"], row["outcome"]) for key, row in rows.items()} == expected
    assert len(rows) == len(job["items"]["items"])
    for key, row in rows.items():
        assert {"path", "path_bytes", "sha256", "size", "state", "outcome", "parent"} <= set(row)
        assert row["parent"] is None
        assert row["path"] == key.decode("utf-8", "backslashreplace")
        assert row["times"]["modified"] == str(os.lstat(os.path.join(root, key)).st_mtime_ns)


def test_plans_and_renditions_have_the_shape_that_scripts_rely_on(job: Job) -> None:
    contents = {row["sha256"] for row in job["items"]["items"]}
    for verb, states in (
        ("plan", {"waiting"}),
        ("approve list", {"waiting"}),
        ("approve", {"approved"}),
        ("approve nothing", set()),
    ):
        plans = job[verb]["plans"]
        assert {plan["state"] for plan in plans} == states, verb
        assert all(HEX.fullmatch(plan["id"]) and plan["content"] in contents for plan in plans)
    assert [plan["id"] for plan in job["approve"]["plans"]] == [plan["id"] for plan in job["plan"]["plans"]]
    assert job["plan"]["plans"]
    for verb, states in (
        ("redact", {"ready"}),
        ("release list", {"ready"}),
        ("release", {"released"}),
        ("release nothing", set()),
    ):
        renditions = job[verb]["renditions"]
        assert {each["state"] for each in renditions} == states, verb
        for each in renditions:
            assert HEX.fullmatch(each["sha256"]) and each["content"] in contents
            stored = job.case / "objects" / each["sha256"][:2] / each["sha256"]
            assert hashlib.sha256(stored.read_bytes()).hexdigest() == each["sha256"]
    assert len(job["redact"]["renditions"]) == len(job["plan"]["plans"])


def test_one_content_has_one_plan_however_many_items_hold_it(job: Job) -> None:
    planned = [plan["content"] for plan in job["plan"]["plans"]]
    assert len(planned) == len(set(planned))
    stills = {row["sha256"] for row in job["items"]["items"] if "DSC_00417" in row["path"]}
    assert len(stills) == 1
    assert stills <= set(planned)


def test_intake_says_the_seal_and_its_words(job: Job) -> None:
    answer = job["intake"]
    assert HEX.fullmatch(answer["seal"])
    assert len(answer["words"]) == 12
    assert (answer["acquisition"], answer["nothing_new"], answer["troubles"]) == (1, False, [])
    report = job["verify"]
    assert (report["seal"], report["words"]) == (answer["seal"], answer["words"])
    call("verify", job.case, "--words", " ".join(answer["words"]), code=0)


def test_renditions_keep_size_frames_and_times_and_nothing_else_of_the_original(job: Job) -> None:
    walk = next(row["sha256"] for row in job["items"]["items"] if row["path"] == "walk.mp4")
    (rendition,) = [each for each in job["redact"]["renditions"] if each["content"] == walk]
    stored = job.case / "objects" / rendition["sha256"][:2] / rendition["sha256"]
    with av.open(str(job.trove / "walk.mp4")) as before, av.open(str(stored)) as after:
        assert [stream.type for stream in after.streams] == ["video"]
        assert after.streams.video[0].codec_context.name == "h264"
        frames = [(frame.time, frame.width, frame.height) for frame in before.decode(video=0)]
        assert [(frame.time, frame.width, frame.height) for frame in after.decode(video=0)] == frames


def test_show_tells_all_that_is_known(job: Job) -> None:
    walk = next(row["sha256"] for row in job["items"]["items"] if row["path"] == "walk.mp4")
    shown = ask("show", job.case, walk[:12])
    assert shown["content"]["sha256"] == walk
    kinds = {seen["kind"] for seen in shown["observations"]}
    assert {"probe", "shot", "sheet", "face", "faces-summary"} <= kinds
    for seen in shown["observations"]:
        assert {"content", "kind", "analyzer", "version", "model", "start_us", "end_us", "region", "value"} <= set(seen)
    assert [item["path"] for item in shown["items"]] == ["walk.mp4"]
    assert len(shown["plans"]) == len(shown["renditions"]) == 1
    assert (Path(shown["stills"]) / "sheet.webp").is_file()


def test_the_log_says_who_did_what(job: Job) -> None:
    entries = ask("log", job.case)["entries"]
    kinds = [entry["kind"] for entry in entries]
    assert kinds[0] == "case created"
    assert kinds[-1] == "release made"
    assert kinds.count("plan approved") == len(job["plan"]["plans"])
    signers = {entry["kind"]: entry["actor"]["name"] for entry in entries}
    assert signers["plan approved"] == signers["release made"] == signers["seal stated"] == "anna"
    approval = next(entry for entry in entries if entry["kind"] == "plan approved")
    assert set(approval["data"]["settled"]) == {
        "faces", "bodies", "tattoos", "clothing", "voices", "names", "place", "screens",
    }  # fmt: skip
    assert approval["data"]["pictures_shown"] is False
    opened = next(entry for entry in entries if entry["kind"] == "operation opened")
    assert "landlock" in opened["data"]["isolation"].lower()


def test_no_entry_of_the_log_tells_a_digest_a_name_or_a_place_of_an_original(job: Job) -> None:
    log = (job.case / "log" / "entries").read_bytes()
    for row in job["items"]["items"]:
        assert row["sha256"] is None or row["sha256"].encode() not in log
    for name in (b"DSC_00417", b"walk.mp4", os.fsencode(job.trove)):
        assert name not in log


def test_the_release_verifies_with_both_verifiers_and_tells_nothing_of_the_originals(job: Job) -> None:
    release, key = job.folder / "published", Path(job["init"]["person"]["public_key_file"])
    report = ask("verify", release, "--key", key)
    assert report["what"] == "release"
    call("verify", release, code=40)
    alone = subprocess.run(
        [sys.executable, "-I", next(release.rglob("verify.py")), release, "--key", key],
        capture_output=True,
        check=False,
    )
    assert alone.returncode == 0, alone.stdout
    kept = b"".join(path.read_bytes() for path in sorted(release.rglob("*")) if path.is_file())
    for row in job["items"]["items"]:
        if row["sha256"]:
            assert row["sha256"].encode() not in kept
            assert bytes.fromhex(row["sha256"]) not in kept
    for name in (b"DSC_00417", b"walk.mp4", os.fsencode(job.trove)):
        assert name not in kept
    assert b"ONE APPROVER" in kept
    assert job["release"]["one_approver"] is True


def test_progress_and_remarks_go_to_standard_error_only(job: Job) -> None:
    for name, answer in job.answers.items():
        document, end = json.JSONDecoder().raw_decode(answer.out)
        assert isinstance(document, dict), name
        assert answer.out[end:].strip() == "", name


# -- again ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def again(job: Job, tmp_path: Path) -> Path:
    return copied(job.case, tmp_path / "x.case")


def test_the_second_run_of_each_verb_changes_nothing(job: Job, again: Path, tmp_path: Path) -> None:
    shutil.copytree(job.folder / "published", tmp_path / "published")
    before = state(again)
    plans = [plan["id"] for plan in job["plan"]["plans"]]
    renditions = [each["id"] for each in job["redact"]["renditions"]]
    runs: dict[str, Callable[[], Answer]] = {
        "analyse": lambda: here("analyse", again, "--json", code=0),
        "plan": lambda: here("plan", again, "--preset", "faces", "--json", code=0),
        "approve": lambda: here(*signed("approve", again, *plans), "--json", code=0),
        "redact": lambda: here("redact", again, "--json", code=0),
        "release": lambda: here(*signed("release", again, tmp_path / "published", *renditions), "--json", code=0),
        "rebuild": lambda: here("rebuild", again, "--json", code=0),
    }
    log = (again / "log" / "entries").read_bytes()
    for verb, run in runs.items():
        answer = run().json
        assert (again / "log" / "entries").read_bytes() == log, verb
        assert state(again) == before, verb
        if verb == "analyse":
            assert answer["ran"] == 0
        if verb == "plan":
            assert [plan["id"] for plan in answer["plans"]] == plans
    here("verify", again, code=0)
    assert leftovers(again) == []


def test_what_is_derived_may_be_deleted_and_the_case_goes_on(job: Job, again: Path, tmp_path: Path) -> None:
    shutil.rmtree(again / "derived")
    (again / "catalogue.sqlite").unlink()
    here("rebuild", again, code=0)
    assert here("items", again, "--json", code=0).json == {"items": job["items"]["items"]}
    here("analyse", again, code=0)
    here("redact", again, code=0)
    ids = [each["id"] for each in job["redact"]["renditions"]]
    here(*signed("release", again, tmp_path / "anew", *ids), code=0)
    here("verify", again, code=0)


def test_rebuild_makes_the_same_catalogue(job: Job, again: Path) -> None:
    from witnessbox.vault.case import Case

    live = list(Case(again).catalogue.dump())
    here("rebuild", again, code=0)
    assert list(Case(again).catalogue.dump()) == live
    assert len(live) > 50


# -- people --------------------------------------------------------------------------------------------------------


def test_two_people_sign_for_each_plan_before_a_release(job: Job, tmp_path: Path) -> None:
    case = copied(job.case, tmp_path / "x.case")
    here(*signed("people", case, "add", "boris"), "--new-passphrase-file", other_passphrase(), code=0)
    ids = [each["id"] for each in job["redact"]["renditions"]]
    refused = here(*signed("release", case, tmp_path / "alone", *ids), code=4)
    assert "second person" in refused.err
    assert not (tmp_path / "alone").exists()
    boris = ("--passphrase-file", other_passphrase())
    here("release", case, tmp_path / "boris", *ids, *boris, code=4)  # who signs the release does not stand in for it
    here("approve", case, *(each["plan"] for each in job["redact"]["renditions"]), *boris, code=0)
    answer = here("release", case, tmp_path / "two", *ids, *boris, "--json", code=0).json
    assert answer["one_approver"] is False
    assert b"ONE APPROVER" not in (tmp_path / "two" / "data" / "index.html").read_bytes()
    here("verify", case, code=0)
    people = ask("people", case, "list")["people"]
    assert [(person["name"], person["state"]) for person in people] == [("anna", "active"), ("boris", "active")]


def test_an_unsettled_point_is_not_signed_for(job: Job, tmp_path: Path) -> None:
    case = copied(job.case, tmp_path / "x.case")
    plan = job["plan"]["plans"][0]["id"]
    before = (case / "log" / "entries").read_bytes()
    answer = here(*signed("approve", case, plan, "--unsettled", "tattoos"), code=4)
    assert "tattoos" in answer.err
    assert (case / "log" / "entries").read_bytes() == before


# -- how it is called ----------------------------------------------------------------------------------------------


def test_looking_needs_no_passphrase_and_never_asks(job: Job) -> None:
    walk = next(row["sha256"] for row in job["items"]["items"] if row["path"] == "walk.mp4")
    for words in (
        ("items", job.case),
        ("show", job.case, walk),
        ("log", job.case),
        ("status", job.case),
        ("verify", job.case),
        ("people", job.case, "list"),
        ("models", "list"),
    ):
        assert call(*words, code=0).out


def test_every_verb_has_help_with_an_example_and_takes_the_common_options() -> None:
    top = call("--help", code=0).out
    for verb in (
        "init", "people", "models", "intake", "items", "analyse", "show", "plan", "approve", "redact", "release",
        "verify", "log", "rebuild", "status",
    ):  # fmt: skip
        assert re.search(rf"^ +{verb} ", top, re.MULTILINE), verb
        with pytest.raises(SystemExit) as stop:
            here(verb, "--help")
        assert stop.value.code == 0
        done = subprocess.run([*program(), verb, "--help"], capture_output=True, text=True, check=True)
        for wanted in ("Example:", f"witnessbox {verb}", "--json", "--passphrase-file"):
            assert wanted in done.stdout, verb


def test_options_may_stand_anywhere(tmp_path: Path) -> None:
    case = copied(empty_case(), tmp_path / "x.case")
    words = ("approve", case, "--passphrase-file", passphrase(), "00000000")
    done = subprocess.run([*program(), *words], capture_output=True, text=True, check=False)
    assert done.returncode == 9, done.stderr


def test_without_weights_analyse_names_the_call_that_gets_them(tmp_path: Path) -> None:
    case = copied(empty_case(), tmp_path / "x.case")
    trove = small_trove(tmp_path / "trove")
    call(*signed("intake", case, trove), code=0)
    answer = call("analyse", case, "--json", code=4, environment={"WITNESSBOX_MODELS": str(tmp_path / "none")})
    assert "witnessbox models fetch" in answer.err
    assert answer.json["ran"] > 0
    assert answer.json["missing"]
    assert not (tmp_path / "none").exists()
    here("verify", case, code=0)


def test_a_picture_without_a_mask_can_be_released(tmp_path: Path) -> None:
    """Nothing is hidden in it, and the encoder that wrote it is the one that writes renditions."""
    needs_faces()
    case = copied(empty_case(), tmp_path / "x.case")
    trove = tmp_path / "trove"
    trove.mkdir()
    Image.fromarray(drawing((120, 80))).save(trove / "plain.png")
    here(*signed("intake", case, trove), code=0)
    here("analyse", case, code=0)
    plans = [plan["id"] for plan in here("plan", case, "--json", code=0).json["plans"]]
    here(*signed("approve", case, *plans), code=0)
    (rendition,) = ask("redact", case)["renditions"]
    here(*signed("release", case, tmp_path / "published", rendition["id"]), code=0)
