"""A release: made from real keys, a real seal and a real log, then checked, tampered with, and checked again."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import av
import bagit
import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from witnessbox.model import merkle
from witnessbox.model.acts import FindingOverruled, Person, PlanApproved, PlanGrown, Point, Role, SealStated
from witnessbox.model.canonical import Json, canonical
from witnessbox.model.codec import to_json
from witnessbox.model.entries import Body, Kind, entry_digest, entry_line, key_id
from witnessbox.model.errors import StorageError, UsageError, VerificationError
from witnessbox.model.faces import Caption, Finding, FindingKind, RenderResult, SecondLook
from witnessbox.model.items import Attributes, FileTimes, Item, ItemKind, Outcome
from witnessbox.model.notes import Checkpoint, write_note
from witnessbox.model.observations import MediaKind
from witnessbox.model.plans import Rendition
from witnessbox.model.releases import EntryPart, Hidden, ReleaseParts, RenditionPart, SigningPerson, Sound
from witnessbox.model.seal import AcquisitionTree, acquisition_key, seal_tree
from witnessbox.model.words import to_words
from witnessbox.release import verify
from witnessbox.release.bundle import read_release, write_release
from witnessbox.vault.keys import public_pem

MASTER = bytes(range(32))
MADE = "1700000000123456789"
MANIFEST = "data/release.json"


class Signer:
    """A person's or a program's key."""

    def __init__(self, name: str) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())
        self.name = name
        self.public_key = self._private.public_key().public_bytes_raw()
        self.key = key_id(self.public_key)

    def sign(self, data: bytes) -> bytes:
        return self._private.sign(data)

    def person(self) -> Person:
        return Person(name=self.name, roles=(Role.EDITOR,), public_key=self.public_key)


ANNA, BORIS, EVE, PROGRAM = Signer("Анна <b>"), Signer("Boris"), Signer("Eve"), Signer("program")


class Log:
    """A custody log in memory."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.tree = merkle.Tree()

    def append(self, signer: Signer, kind: Kind, record: object) -> int:
        data = to_json(record)
        assert isinstance(data, dict)
        body = Body(kind=kind, actor=signer.key, time=MADE, data=data)
        line = entry_line(body, signer.sign(canonical(to_json(body))))
        self.lines.append(line)
        self.tree.append(merkle.leaf_hash(line))
        return len(self.lines) - 1

    def note(self, size: int | None = None, signer: Signer = PROGRAM, origin: str = "witnessbox/5f2c") -> bytes:
        count = len(self.tree) if size is None else size
        checkpoint = Checkpoint(origin=origin, size=count, root=self.tree.root(count))
        signature = signer.sign(checkpoint.text())
        return write_note(checkpoint, name=origin, public_key=signer.public_key, signature=signature)

    def part(self, index: int) -> EntryPart:
        return EntryPart(line=self.lines[index], index=index, path=self.tree.inclusion(index))


def clip(path: Path) -> None:
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(10):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), number * 20, np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def still(path: Path) -> None:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), (10, 120, 200)).save(data, "PNG")
    path.write_bytes(data.getvalue())


def item(name: str) -> Item:
    return Item(
        trove_id="t1",
        path=f"stick/{name}".encode(),
        content=hashlib.sha256(name.encode()).hexdigest(),
        size=987654321,
        kind=ItemKind.FILE,
        outcome=Outcome.SEALED,
        times=FileTimes(modified="1634567899876543210", changed="1", accessed="1"),
        attributes=Attributes(mode=0o644, owner=0, group=0, links=1),
    )


def rendition(path: Path, original: Item, plan: str, *, video: bool, findings: tuple[Finding, ...] = ()) -> Rendition:
    data = path.read_bytes()
    made = RenderResult(
        kind=MediaKind.VIDEO if video else MediaKind.PICTURE,
        mime="video/mp4" if video else "image/png",
        suffix=".mp4" if video else ".png",
        width=64 if video else 40,
        height=48 if video else 30,
        frames=10 if video else 1,
        painted=7 if video else 1,
        encoder="x264",
    )
    look = SecondLook(
        passed=not findings,
        findings=findings,
        frames=made.frames,
        looked_at=made.frames,
        detector="retinaface",
        version="1",
        seed="0",
    )
    assert original.content is not None
    return Rendition(
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        content=original.content,
        plan=plan,
        made=made,
        tool="witnessbox",
        second_look=look,
        second_look_model="ab" * 32,
    )


@dataclass(frozen=True)
class Case:
    """What a case would hand in, and what its people keep."""

    log: Log
    parts: ReleaseParts
    items: tuple[Item, ...]


def approval(plan: str) -> PlanApproved:
    return PlanApproved(plan=plan, settled=tuple(Point), stated="one by one", pictures_shown=True, note="")


def make_case(folder: Path, *, approvers: tuple[Signer, ...], signers: tuple[Signer, ...]) -> Case:
    """Three acquisitions, a log with other people's business in it, one clip with an overruled finding, one picture."""
    clip(folder / "clip.mp4")
    still(folder / "still.png")
    items = tuple(item(f"камера-{number}-коридор.avi") for number in range(5))
    troves = [(item("earlier.mov"),), items, (item("later.mov"), item("later2.mov"))]
    keys = [acquisition_key(MASTER, "t1", number) for number in (1, 2, 3)]
    trees = [AcquisitionTree(key, trove) for key, trove in zip(keys, troves, strict=True)]
    seal = seal_tree(tree.root() for tree in trees)
    log = Log()
    log.append(PROGRAM, Kind.NOTHING_NEW, Person(name="of no concern", roles=(), public_key=b"1"))
    stated = SealStated(root=seal.root().hex(), acquisitions=3, words=to_words(seal.root()))
    shown = [log.append(ANNA, Kind.SEAL_STATED, stated)]
    finding = Finding(kind=FindingKind.BARE_FACE, why="a face & more", time_us=300_000)
    video = rendition(folder / "clip.mp4", items[2], "a1" * 16, video=True, findings=(finding,))
    picture = rendition(folder / "still.png", items[3], "b2" * 16, video=False)
    for plan in (video.plan, picture.plan):
        for person in approvers:
            shown.append(log.append(person, Kind.PLAN_APPROVED, approval(plan)))
            log.append(PROGRAM, Kind.NOTHING_NEW, Person(name="of no concern", roles=(), public_key=b"2"))
    overruled = FindingOverruled(plan=video.plan, rendition=video.id, time_us=300_000, why="A lamp; <i>no</i> face.")
    shown.append(log.append(approvers[0], Kind.FINDING_OVERRULED, overruled))
    hidden = Hidden(face_tracks=2, masked_frames=7, sound=Sound.REMOVED, why=("People in it could be harmed.",))
    renditions = tuple(
        RenditionPart(
            rendition=each,
            source=folder / name,
            hidden=hidden,
            duration_us=1_000_000 if name == "clip.mp4" else 0,
            opening=trees[1].open(original, ["reference", "kind"], number=2, seal=seal),
        )
        for each, name, original in ((video, "clip.mp4", items[2]), (picture, "still.png", items[3]))
    )
    parts = ReleaseParts(
        made=MADE,
        title="Corridor & <script>alert(1)</script>",
        persons=(ANNA.person(), BORIS.person(), EVE.person()),
        origin="witnessbox/5f2c",
        log_key=PROGRAM.public_key,
        checkpoint=log.note(),
        earlier=((3, log.tree.consistency(3)),),
        entries=tuple(log.part(index) for index in shown),
        renditions=renditions,
        signers=tuple(SigningPerson(public_key=each.public_key, sign=each.sign) for each in signers),
        forbidden=(MASTER.hex().encode(), *(each.path for each in items), *(base64.b64encode(i.path) for i in items)),
    )
    return Case(log=log, parts=parts, items=items)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return make_case(tmp_path_factory.mktemp("vault"), approvers=(ANNA, BORIS), signers=(ANNA, BORIS))


@pytest.fixture(scope="module")
def original(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("place") / "release"
    write_release(case.parts, out)
    return out


@pytest.fixture
def bag(original: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    shutil.copytree(original, tmp_path / "bag")
    return tmp_path / "bag"


@pytest.fixture(scope="module")
def lone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lone")
    lone_case = make_case(folder, approvers=(ANNA,), signers=(ANNA,))
    write_release(lone_case.parts, folder / "release")
    return folder / "release"


def check(bag: Path, *, key: Signer | None = ANNA, **given: object) -> verify.Report:
    return verify.verify_release(bag, keys=[key.public_key] if key else [], **given)  # type: ignore[arg-type]


def alone(bag: Path, *options: str, program: Path | None = None) -> tuple[int, dict[str, Json], str]:
    """Run the verifier of the bag, or another copy, as a stranger would: isolated, from another folder."""
    call = [sys.executable, "-I", str(program or bag / "data/verify.py"), str(bag), "--json", *options]
    done = subprocess.run(call, capture_output=True, text=True, cwd="/", check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout), done.stderr


def key_option(tmp_path: Path, signer: Signer) -> tuple[str, str]:
    path = tmp_path / f"{signer.key}.pem"
    path.write_bytes(public_pem(signer.public_key))
    return "--key", str(path)


# ---- what is made --------------------------------------------------------------------------------------------------


def test_bag_validates_with_bagit(original: Path) -> None:
    bagit.Bag(str(original)).validate()
    names = {path.relative_to(original).as_posix() for path in original.rglob("*") if path.is_file()}
    tops = {name.rsplit("/", 1)[0] for name in names if "/" in name}
    assert tops == {"data", "data/keys", "data/log", "data/proofs", "data/renditions"}


def test_all_fits_with_a_known_key_in_both_verifiers(original: Path, tmp_path: Path) -> None:
    report = check(original)
    assert (report.exit_code, report.one_approver) == (0, False), report.text()
    assert set(report.signers) == {ANNA.key, BORIS.key}
    code, document, _ = alone(original, *key_option(tmp_path, BORIS))
    assert code == 0
    assert document["verdict"] == report.verdict
    assert document["exit_code"] == 0


@pytest.mark.parametrize("key", [None, EVE])
def test_unknown_signer_is_never_fine(original: Path, key: Signer | None, tmp_path: Path) -> None:
    report = check(original, key=key)
    assert report.exit_code == 40
    assert report.verdict.startswith("SIGNER UNKNOWN")
    assert alone(original, *(key_option(tmp_path, key) if key else ()))[0] == 40


def test_captions_lie_beside_their_rendition_and_pages_say_that_it_is_heard(case: Case, tmp_path: Path) -> None:
    video, picture = case.parts.renditions
    words = Caption(first_us=1_000_000, last_us=2_500_000, text="Его увели & никто не вернулся.")
    heard = replace(video.hidden, sound=Sound.PARTLY)
    changed = replace(video, captions=(words,), hidden=heard)
    bag = tmp_path / "release"
    write_release(replace(case.parts, renditions=(changed, picture)), bag)
    assert check(bag).exit_code == 0
    (path,) = (bag / "data/renditions").glob("*.vtt")
    assert path.stem == video.rendition.sha256
    assert path.read_text() == "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nЕго увели &amp; никто не вернулся.\n"
    pages = [(bag / "data" / name).read_text() for name in ("index.html", "index.ru.html")]
    assert "can be heard" in pages[0] and "слышна" in pages[1]
    assert not any("It has no sound" in page for page in pages)
    path.write_text(path.read_text().replace("Его", "Её"))
    assert check(bag).exit_code != 0


def test_pages_of_the_ledger_are_signed_like_the_rest(case: Case, original: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    (folder / "en").mkdir(parents=True)
    for name in ("index.html", "en/index.html"):
        (folder / name).write_text(f"<p>{name}")
    ledger = tuple((name, folder / name) for name in ("index.html", "en/index.html"))
    bag = tmp_path / "bag"
    write_release(replace(case.parts, ledger=ledger), bag)
    assert check(bag).exit_code == 0
    assert alone(bag, *key_option(tmp_path, ANNA))[0] == 0
    for page in ("index.html", "index.ru.html"):
        assert 'href="ledger/index.html"' in (bag / "data" / page).read_text("utf-8")
        assert "ledger/" not in (original / "data" / page).read_text("utf-8")
    flip(bag / "data" / "ledger" / "en" / "index.html", 1)
    assert "data/ledger/en/index.html" in str(check(bag).checks)


def test_nothing_of_an_original_is_in_the_bag(original: Path, case: Case) -> None:
    for path in original.rglob("*"):
        if not path.is_file():
            continue
        data = path.read_bytes() + str(path).encode()
        for each in (*case.items, item("earlier.mov")):
            assert each.content is not None
            digest = bytes.fromhex(each.content)
            needles = (digest, each.content.encode(), base64.b64encode(digest), each.path, base64.b64encode(each.path))
            assert not any(needle in data for needle in needles), path
        assert MASTER not in data
        assert b"987654321" not in data
        assert b"1634567899876543210" not in data
        assert b"of no concern" not in data


def test_text_report_is_safe_for_a_terminal(original: Path, bag: Path) -> None:
    (bag / "data" / "a\x1b[31m\u202e\nb").write_bytes(b"")
    os.close(os.open(os.fsencode(bag) + b"/data/\xff\xfe", os.O_CREAT))
    for report in (check(original), check(bag)):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e\udc80-\udcff]", report.text())
    assert check(bag).exit_code == 33
    assert alone(bag)[0] == 33


def test_release_is_the_same_bytes_when_made_again(case: Case, original: Path, tmp_path: Path) -> None:
    write_release(case.parts, tmp_path / "again")
    first = {path.relative_to(original): path.read_bytes() for path in original.rglob("*") if path.is_file()}
    again = tmp_path / "again"
    assert first == {path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()}


def test_instructions_work_with_shell_tools_alone(original: Path, lone: Path) -> None:
    for bag, signatures in ((original, 4), (lone, 3)):
        blocks = re.findall(r"```sh\n(.*?)```", (bag / "data/VERIFY.md").read_text(), re.DOTALL)
        assert len(blocks) == 10
        script = "set -eu -o pipefail\n" + "".join(blocks)
        done = subprocess.run(["bash", "-c", script], cwd=bag, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "DOES NOT FIT" not in done.stdout
        assert done.stdout.count("Signature Verified Successfully") == signatures
        for what in ("files", "tag files", "signed files", "words", "word list"):
            assert f"{what}: fit" in done.stdout
        for what in ("list", "name of the entry", "entry in the log", "seal in the log", "seal in the entry"):
            assert f"{what}: fits" in done.stdout
        assert "original under the seal: fits" in done.stdout
        assert ANNA.key in done.stdout.splitlines()


@pytest.mark.parametrize("name", ["renditions", "log", "proofs"])
def test_instructions_notice_a_flipped_byte(bag: Path, name: str) -> None:
    flip(next(path for path in sorted((bag / "data" / name).iterdir()) if path.name != "checkpoint"))
    blocks = re.findall(r"```sh\n(.*?)```", (bag / "data/VERIFY.md").read_text(), re.DOTALL)
    done = subprocess.run(["bash", "-c", blocks[0]], cwd=bag, capture_output=True, text=True, check=False)
    assert "FAILED" in done.stdout


# ---- outside knowledge ---------------------------------------------------------------------------------------------


def test_words(original: Path, case: Case, tmp_path: Path) -> None:
    words = json.loads((original / MANIFEST).read_text())["seal"]["words"]
    assert check(original, words=", ".join(words).upper()).exit_code == 0
    assert check(original, words=" ".join(word[:4] for word in words)).exit_code == 0
    for wrong in ("", " ".join(words[:11]), " ".join([*words[1:], words[0]]), " ".join(w[:3] for w in words)):
        assert check(original, words=wrong).exit_code == 39
    code, _, _ = alone(original, *key_option(tmp_path, ANNA), "--words", " ".join(words))
    assert code == 0


def test_checkpoint_from_outside(original: Path, case: Case) -> None:
    log = case.log
    assert check(original, checkpoint=log.note()).exit_code == 0
    assert check(original, checkpoint=log.note(3)).exit_code == 0
    rewritten = Log()
    for line in (b"x", *log.lines[1:]):
        rewritten.lines.append(line)
        rewritten.tree.append(merkle.leaf_hash(line))
    wrong = {
        "no proof joins": log.note(2),
        "rewritten, same size": rewritten.note(),
        "rewritten, earlier": rewritten.note(3),
        "another key": log.note(signer=EVE),
        "another log": log.note(origin="else"),
        "no checkpoint": b"hello",
    }
    for name, note in wrong.items():
        report = check(original, checkpoint=note)
        assert report.exit_code == 37, name
    details = [c.detail for c in check(original, checkpoint=log.note(2)).checks if not c.ok]
    assert len(details) == 1
    assert "unconfirmed" in details[0]


# ---- tampering -----------------------------------------------------------------------------------------------------


def flip(path: Path, at: int | None = None) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2 if at is None else at] ^= 1
    path.write_bytes(data)


def only(bag: Path, pattern: str) -> Path:
    return min(bag.glob(pattern))


def remake_tags(bag: Path) -> None:
    """What a careful forger does: make the unsigned lists of the bag anew."""
    paths = sorted(path.relative_to(bag).as_posix() for path in (bag / "data").rglob("*") if path.is_file())
    digests = {path: hashlib.sha256((bag / path).read_bytes()).hexdigest() for path in paths}
    sizes = [(bag / path).stat().st_size for path in paths]
    for path, data in verify.tag_files(digests, sizes, MADE).items():
        (bag / path).write_bytes(data)


def edit_manifest(bag: Path, change: Callable[[dict[str, Json]], None]) -> None:
    manifest = json.loads((bag / MANIFEST).read_bytes())
    change(manifest)
    (bag / MANIFEST).write_bytes(canonical(manifest))


def relist(bag: Path) -> None:
    """Write the digests of all files into the manifest."""

    def change(manifest: dict[str, Json]) -> None:
        files: list[Json] = []
        for path in sorted((bag / "data").rglob("*")):
            name = path.relative_to(bag).as_posix()
            if path.is_file() and not name.startswith(MANIFEST):
                data = path.read_bytes()
                files.append({"path": name, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)})
        manifest["files"] = sorted(files, key=lambda file: file["path"])  # type: ignore[index,call-overload,return-value,arg-type]

    edit_manifest(bag, change)


def sign_as(bag: Path, signer: Signer) -> None:
    """Take the signatures away and sign as somebody else, who becomes a person of the release."""
    for path in bag.glob(f"{MANIFEST}.*.sig"):
        path.unlink()
    (bag / f"data/keys/{signer.key}.pem").write_bytes(public_pem(signer.public_key))
    relist(bag)

    def change(manifest: dict[str, Json]) -> None:
        manifest["signers"] = [signer.key]
        persons = manifest["persons"]
        assert isinstance(persons, list)
        persons.append(
            {"key": signer.key, "name": signer.name, "roles": ["editor"], "file": f"data/keys/{signer.key}.pem"}
        )

    edit_manifest(bag, change)
    (bag / f"{MANIFEST}.{signer.key}.sig").write_bytes(signer.sign((bag / MANIFEST).read_bytes()))
    remake_tags(bag)


def swap_proofs(bag: Path) -> None:
    one, two = sorted((bag / "data/proofs").iterdir())
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)


def forge_signature(bag: Path) -> None:
    only(bag, f"{MANIFEST}.{ANNA.key}.sig").write_bytes(EVE.sign((bag / MANIFEST).read_bytes()))


def change_title(bag: Path) -> None:
    edit_manifest(bag, lambda manifest: manifest.update(title="Another"))


def replace_key(bag: Path) -> None:
    (bag / f"data/keys/{ANNA.key}.pem").write_bytes(public_pem(EVE.public_key))


def link_outside(bag: Path) -> None:
    path = only(bag, "data/renditions/*.mp4")
    path.rename(bag.parent / "outside.mp4")
    path.symlink_to(bag.parent / "outside.mp4")


def another_checkpoint(bag: Path) -> None:
    log = Log()
    log.append(EVE, Kind.NOTHING_NEW, approval("c3"))
    (bag / "data/log/checkpoint").write_bytes(log.note(signer=EVE))


def pipe(bag: Path) -> None:
    os.mkfifo(bag / "data/pipe")


def empty(bag: Path) -> None:
    shutil.rmtree(bag)
    bag.mkdir()


TAMPERINGS: dict[str, tuple[Callable[[Path], object], int, set[str]]] = {
    "flipped byte in a rendition": (lambda bag: flip(only(bag, "data/renditions/*.mp4")), 31, {"changed file"}),
    "rendition cut short": (lambda bag: os.truncate(only(bag, "data/renditions/*.mp4"), 100), 31, {"changed file"}),
    "rendition gone": (lambda bag: only(bag, "data/renditions/*.mp4").unlink(), 32, {"missing file"}),
    "added file": (lambda bag: (bag / "data/more.txt").write_bytes(b"1"), 33, {"extra file"}),
    "added file at the top": (lambda bag: (bag / "fetch.txt").write_bytes(b"http://x 1 data/y\n"), 33, {"extra file"}),
    "pipe": (pipe, 33, {"extra file"}),
    "link to a file outside": (link_outside, 33, {"extra file"}),
    "swapped proofs": (swap_proofs, 36, {"proof does not fit", "changed file"}),
    "flipped byte in a proof": (
        lambda bag: flip(only(bag, "data/proofs/*")),
        36,
        {"proof does not fit", "changed file"},
    ),
    "changed manifest": (change_title, 34, {"manifest changed"}),
    "flipped byte in the manifest": (lambda bag: flip(bag / MANIFEST), 34, {"manifest changed"}),
    "forged signature": (forge_signature, 34, {"signature forged"}),
    "signature cut short": (lambda bag: os.truncate(only(bag, f"{MANIFEST}.*.sig"), 9), 34, {"signature forged"}),
    "signature gone": (lambda bag: only(bag, f"{MANIFEST}.*.sig").unlink(), 34, {"signature missing", "missing file"}),
    "key replaced": (replace_key, 34, {"key replaced", "changed file"}),
    "checkpoint of another log": (another_checkpoint, 37, {"checkpoint does not fit", "changed file"}),
    "flipped byte in an entry": (lambda bag: flip(only(bag, "data/log/*.entry")), 36, {"proof does not fit"}),
    "word list changed": (lambda bag: flip(bag / "data/wordlist.txt"), 39, {"words do not fit", "changed file"}),
    "verifier replaced": (lambda bag: (bag / "data/verify.py").write_text("print('fine')"), 31, {"changed file"}),
    "page changed": (lambda bag: flip(bag / "data/index.html"), 31, {"changed file"}),
    "tag file changed": (lambda bag: (bag / "bag-info.txt").write_text("Contact-Name: x\n"), 31, {"changed file"}),
    "manifest gone": (lambda bag: (bag / MANIFEST).unlink(), 32, {"missing file"}),
    "everything gone": (empty, 34, {"missing file", "signature missing"}),
}


@pytest.mark.parametrize("careful", [False, True], ids=["careless", "careful"])
@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_named_by_both_verifiers(
    bag: Path, name: str, careful: bool, original: Path, tmp_path: Path
) -> None:
    tamper, code, names = TAMPERINGS[name]
    tamper(bag)
    if careful and name not in ("pipe", "link to a file outside", "everything gone", "tag file changed"):
        remake_tags(bag)
    report = check(bag)
    assert report.exit_code == code, report.text()
    found = {each.name for each in report.checks if not each.ok}
    if careful:
        names = {
            "manifest or signature changed" if each in ("manifest changed", "signature forged") else each
            for each in names
        }
    assert names <= found, report.text()
    assert "signer unknown" not in found
    exit_code, document, _ = alone(bag, *key_option(tmp_path, ANNA), program=original / "data/verify.py")
    assert exit_code == code
    assert document == json.loads(json.dumps(report.to_json()))


def test_complaints_name_the_whole_digest(bag: Path) -> None:
    path = only(bag, "data/renditions/*.mp4")
    flip(path)
    now = hashlib.sha256(path.read_bytes()).hexdigest()
    details = [each.detail for each in check(bag).checks if each.name == "changed file"]
    assert any(path.stem in detail and now in detail for detail in details)
    path.unlink()
    assert any(path.stem in each.detail for each in check(bag).checks if each.name == "missing file")


def test_a_flipped_byte_in_any_file_is_a_failure(bag: Path) -> None:
    for path in sorted(path for path in bag.rglob("*") if path.is_file()):
        for at in (0, path.stat().st_size - 1):
            before = path.read_bytes()
            flip(path, at)
            report = check(bag)
            assert 31 <= report.exit_code <= 39, (path, at)
            path.write_bytes(before)
    assert check(bag).exit_code == 0


def resigned(change: Callable[[dict[str, Json]], None]) -> Callable[[Path], None]:
    """A forger who also makes the signature anew, with a key of his own."""

    def tamper(bag: Path) -> None:
        edit_manifest(bag, change)
        sign_as(bag, EVE)

    return tamper


def at(manifest: dict[str, Json], *steps: str | int) -> dict[str, Json]:
    value: Json = manifest
    for step in steps:
        value = value[step]  # type: ignore[index]
    assert isinstance(value, dict)
    return value


def drop_second_approval(manifest: dict[str, Json]) -> None:
    for number in (0, 1):
        approvals = at(manifest, "renditions", number)["approvals"]
        assert isinstance(approvals, list)
        approvals.pop()


def forge_rendition(bag: Path) -> None:
    """Other pixels under the old approvals: only the signature can tell, and it is by a stranger."""
    path = only(bag, "data/renditions/*.png")
    data = path.read_bytes() + b"\0"
    digest = hashlib.sha256(data).hexdigest()
    path.unlink()
    (bag / f"data/renditions/{digest}.png").write_bytes(data)

    def change(manifest: dict[str, Json]) -> None:
        entry = at(manifest, "renditions", 1)
        name = hashlib.sha256(canonical([entry["plan"], digest])).hexdigest()[:32]
        entry.update(sha256=digest, size=len(data), file=f"data/renditions/{digest}.png", id=name)

    edit_manifest(bag, change)
    sign_as(bag, EVE)


def other_plan(manifest: dict[str, Json]) -> None:
    entry = at(manifest, "renditions", 1)
    entry["plan"] = "c3" * 16
    entry["id"] = hashlib.sha256(canonical([entry["plan"], entry["sha256"]])).hexdigest()[:32]


FORGERIES: dict[str, tuple[Callable[[Path], None], int]] = {
    "nothing but the signer": (lambda bag: sign_as(bag, EVE), 40),
    "another rendition": (forge_rendition, 40),
    "finding not overruled": (resigned(lambda m: at(m, "renditions", 0, "second_look").update(overruled=[])), 38),
    "overruled for another reason": (
        resigned(lambda m: at(m, "renditions", 0, "second_look", "overruled", 0).update(why="x")),
        38,
    ),
    "approval claims pictures were not shown": (
        resigned(lambda m: at(m, "renditions", 0, "approvals", 0).update(pictures_shown=False)),
        38,
    ),
    "approval by another": (resigned(lambda m: at(m, "renditions", 0, "approvals", 0).update(person=BORIS.key)), 38),
    "approval left out": (resigned(drop_second_approval), 38),
    "another plan": (resigned(other_plan), 38),
    "another reference": (resigned(lambda m: at(m, "renditions", 0).update(reference="0" * 32)), 35),
    "another seal": (resigned(lambda m: at(m, "seal").update(root="0" * 64)), 36),
    "more acquisitions": (resigned(lambda m: at(m, "seal").update(acquisitions=4)), 36),
    "other words": (resigned(lambda m: at(m, "seal").update(words=["abacus"] * 12)), 36),
    "another position": (resigned(lambda m: at(m, "entries", 0).update(index=0)), 36),
    "path out of the folder": (resigned(lambda m: at(m, "renditions", 0).update(file="data/../../x.mp4")), 35),
    "absolute path": (resigned(lambda m: at(m, "renditions", 0).update(opening="/etc/passwd")), 35),
    "unknown member": (resigned(lambda m: m.update(extra=1)), 35),
    "newer format": (resigned(lambda m: m.update(format="witnessbox-release/2")), 35),
    "size as text": (resigned(lambda m: at(m, "renditions", 0).update(size="1")), 35),
    "true for a number": (resigned(lambda m: at(m, "renditions", 0).update(frames=True)), 35),
    "person twice": (resigned(lambda m: m.update(persons=m["persons"] * 2)), 35),  # type: ignore[operator]
    "log as a person": (resigned(lambda m: at(m, "log").update(key=ANNA.key, file=f"data/keys/{ANNA.key}.pem")), 35),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_forgery_signed_by_a_stranger(bag: Path, name: str) -> None:
    forge, code = FORGERIES[name]
    forge(bag)
    for key in (None, ANNA):
        assert check(bag, key=key).exit_code == code, check(bag, key=key).text()
    # Even the forger's own friends are told when something does not fit.
    assert check(bag, key=EVE).exit_code == (0 if code == 40 else code)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b'{"format":"witnessbox-release/1","format":"witnessbox-release/1"}',
        b'{"format":1.5}',
        b'{"format":1e999}',
        b'{"format":NaN}',
        b'{"format":' + b"9" * 100_000 + b"}",
        b'{ "format":"witnessbox-release/1"}',
        b'{"format":"\\ud800"}',
        b'{"format":"witnessbox-release/1"}',
        b'{"format":"witnessbox-release/1","made":{}}',
    ],
    ids=range(14),
)
@pytest.mark.parametrize("where", [MANIFEST, "proof", "entry", "data/log/checkpoint", "manifest-sha256.txt"])
def test_hostile_bytes_give_a_clear_failure(bag: Path, data: bytes, where: str) -> None:
    path = {"proof": only(bag, "data/proofs/*"), "entry": only(bag, "data/log/*.entry")}.get(where, bag / where)
    path.write_bytes(data)
    report = check(bag)
    assert 31 <= report.exit_code <= 39
    assert report.text()


def test_huge_sparse_files_are_not_read(bag: Path) -> None:
    for pattern in (MANIFEST, f"{MANIFEST}.*.sig", "data/log/*.entry", "data/renditions/*.mp4", "manifest-sha256.txt"):
        os.truncate(only(bag, pattern), 1 << 40)
        assert 31 <= check(bag).exit_code <= 39


def test_what_is_no_release(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for path in (tmp_path / "nothing", tmp_path / "file", tmp_path):
        report = check(path)
        assert report.exit_code in (32, 34)
        assert report.text()
    assert alone(tmp_path / "nothing", program=Path(verify.__file__))[0] in (32, 34)


def test_replaced_verifier_is_noticed_by_ours(bag: Path) -> None:
    (bag / "data/verify.py").write_text("print('All fits')\n")
    sign_as(bag, EVE)
    assert check(bag).exit_code == 40


# ---- one approver --------------------------------------------------------------------------------------------------


def test_one_approver_stands_on_every_page(lone: Path, original: Path) -> None:
    report = check(lone)
    assert (report.exit_code, report.one_approver) == (0, True), report.text()
    assert "ONE APPROVER" in report.text()
    assert json.loads((lone / MANIFEST).read_text())["one_approver"] is True
    for name in ("index.html", "index.ru.html", "VERIFY.md"):
        assert "ONE APPROVER" in (lone / "data" / name).read_text()
        assert "ONE APPROVER" not in (original / "data" / name).read_text()


@pytest.mark.parametrize(
    ("approvers", "signers", "alone"),
    [
        ((ANNA,), (ANNA,), True),
        ((ANNA, BORIS), (ANNA,), False),
        ((ANNA,), (BORIS,), False),
        ((EVE,), (EVE, BORIS), False),
    ],
)
def test_one_approver_is_computed(
    tmp_path: Path, approvers: tuple[Signer, ...], signers: tuple[Signer, ...], alone: bool
) -> None:
    parts = make_case(tmp_path, approvers=approvers, signers=signers).parts
    assert write_release(parts, tmp_path / "out").manifest.one_approver is alone
    assert check(tmp_path / "out", key=signers[-1]).one_approver is alone
    # A forger who is a signer himself cannot say otherwise.
    edit_manifest(tmp_path / "out", lambda manifest: manifest.update(one_approver=not alone))
    data = (tmp_path / "out" / MANIFEST).read_bytes()
    for signer in signers:
        (tmp_path / "out" / f"{MANIFEST}.{signer.key}.sig").write_bytes(signer.sign(data))
    remake_tags(tmp_path / "out")
    report = check(tmp_path / "out", key=signers[-1])
    assert [each.name for each in report.checks if not each.ok] == ["approval does not fit"]
    assert report.exit_code == 38


def test_two_keys_of_one_name_are_one_person(tmp_path: Path) -> None:
    parts = make_case(tmp_path, approvers=(ANNA, BORIS), signers=(ANNA, BORIS)).parts
    same = tuple(replace(person, name="Anna") for person in parts.persons)
    assert write_release(replace(parts, persons=same), tmp_path / "out").manifest.one_approver


# ---- writing -------------------------------------------------------------------------------------------------------


def no_leftovers(folder: Path) -> bool:
    return not [path for path in folder.iterdir() if path.name.startswith(".witnessbox")]


def test_occupied_place_is_refused(case: Case, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full/file").write_bytes(b"mine")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name in ("full", "full/file", "link"):
        with pytest.raises(UsageError, match="something lies there"):
            write_release(case.parts, tmp_path / name)
    with pytest.raises(StorageError, match="no such folder"):
        write_release(case.parts, tmp_path / "no/where")
    assert (tmp_path / "full/file").read_bytes() == b"mine"
    (tmp_path / "empty").mkdir()
    write_release(case.parts, tmp_path / "empty")
    assert check(tmp_path / "empty").exit_code == 0
    assert no_leftovers(tmp_path)


def test_refusals_leave_nothing(case: Case, tmp_path: Path) -> None:
    parts = case.parts
    first = parts.renditions[0]
    damaged = tmp_path / "damaged.mp4"
    damaged.write_bytes(first.source.read_bytes())
    flip(damaged)
    open_size = replace(first.opening.fields[0], name="size", position=2)
    wrong = {
        "damaged object": replace(parts, renditions=(replace(first, source=damaged),)),
        "name of an original": replace(parts, title=case.items[0].path.decode()),
        "digest of an original": replace(parts, title=str(case.items[2].content)),
        "no approval": replace(parts, entries=parts.entries[:1]),
        "no seal": replace(parts, entries=parts.entries[1:]),
        "entry that is not for the public": replace(parts, entries=(*parts.entries, case.log.part(0))),
        "person not given": replace(parts, persons=(ANNA.person(),)),
        "finding not overruled": replace(parts, entries=parts.entries[:-1]),
        "nobody signs": replace(parts, signers=()),
        "field that must stay closed": replace(
            parts, renditions=(replace(first, opening=replace(first.opening, fields=(open_size,))),)
        ),
        "checkpoint of another size": replace(parts, checkpoint=case.log.note(4)),
        "signature that does not fit": replace(
            parts, signers=(SigningPerson(public_key=ANNA.public_key, sign=EVE.sign),)
        ),
    }
    for name, each in wrong.items():
        with pytest.raises(VerificationError):
            write_release(each, tmp_path / "out")
        assert not (tmp_path / "out").exists(), name
        assert no_leftovers(tmp_path), name


@pytest.mark.parametrize("moment", [1, 2])
def test_killed_while_writing(case: Case, tmp_path: Path, moment: int) -> None:
    child = os.fork()
    if child == 0:  # pragma: no cover
        calls = iter(range(1, 100))
        write_release(
            case.parts,
            tmp_path / "out",
            on_progress=lambda done, total: os.kill(os.getpid(), signal.SIGKILL) if next(calls) == moment else None,
        )
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert not no_leftovers(tmp_path)
    assert not (tmp_path / "out").exists()
    write_release(case.parts, tmp_path / "out")
    assert check(tmp_path / "out").exit_code == 0
    assert no_leftovers(tmp_path)


def test_folder_of_a_writer_at_work_is_left_alone(case: Case, tmp_path: Path) -> None:
    started: list[object] = []

    def meanwhile(done: int, total: int) -> None:
        if not started:
            started.append(True)
            write_release(case.parts, tmp_path / "out")

    with pytest.raises(StorageError):  # the second one was faster, and nothing is overwritten
        write_release(case.parts, tmp_path / "out", on_progress=meanwhile)
    assert check(tmp_path / "out").exit_code == 0
    assert no_leftovers(tmp_path)


def test_read_release(original: Path, bag: Path, case: Case) -> None:
    found = read_release(original, keys=[BORIS.public_key])
    assert found is not None
    assert found.sha256 == hashlib.sha256((original / MANIFEST).read_bytes()).hexdigest()
    assert {each.sha256 for each in found.manifest.renditions} == {
        each.rendition.sha256 for each in case.parts.renditions
    }
    assert read_release(original, keys=[EVE.public_key]) is None
    assert read_release(bag.parent / "nothing", keys=[BORIS.public_key]) is None
    flip(bag / "data/index.html")
    assert read_release(bag, keys=[BORIS.public_key]) is None


# ---- pages ---------------------------------------------------------------------------------------------------------


def links(page: str) -> Iterator[str]:
    yield from re.findall(r'(?:src|href)="([^"#]+)"', page)


def test_pages_are_still_and_closed(original: Path) -> None:
    for name, language in (("index.html", "en"), ("index.ru.html", "ru")):
        page = (original / "data" / name).read_text()
        assert f'<html lang="{language}">' in page
        assert "default-src 'none'" in page
        assert "<script" not in page
        assert not re.search(r"\son[a-z]+=|\sstyle=|javascript:|autoplay|https?:", page)
        assert "&lt;script&gt;" in page
        assert page.count("<video") == 1
        assert 'preload="none"' in page
        assert re.search(r"<video[^>]* muted", page)
        assert page.index("<details>") < page.index("<video")
        assert all((original / "data" / link).is_file() for link in links(page))
        words = json.loads((original / MANIFEST).read_text())["seal"]["words"]
        assert all(f"<li>{word}</li>" in page for word in words)
        assert "A lamp; &lt;i&gt;no&lt;/i&gt; face." in page
        assert entry_digest(b"") not in page


# ---- plans that grew ------------------------------------------------------------------------------------------------

OLD, MIDDLE, NEW = "b2" * 16, "c3" * 16, "d4" * 16


def grow(log: Log, signer: Signer, old: str, new: str, rests_on: Sequence[str]) -> int:
    data = to_json(PlanGrown(plan=new, grew_from=old, rule="hidden/1"))
    assert isinstance(data, dict)
    body = Body(kind=Kind.PLAN_GROWN, actor=signer.key, time=MADE, rests_on=tuple(rests_on), data=data)
    log.lines.append(entry_line(body, signer.sign(canonical(to_json(body)))))
    log.tree.append(merkle.leaf_hash(log.lines[-1]))
    return len(log.lines) - 1


def grown_parts(
    folder: Path, links: Sequence[tuple[str, str]], *, signer: Signer = PROGRAM, carried: int = 2
) -> ReleaseParts:
    """A release whose picture was made by `NEW`, with signatures under `OLD`; entries lead from one to another."""
    case = make_case(folder, approvers=(ANNA, BORIS), signers=(ANNA,))
    log, made = case.log, case.parts
    kept = [part.index for part in made.entries]
    approvals = [entry_digest(line) for line in log.lines if b'"plan":"' + OLD.encode() in line][:carried]
    kept += [grow(log, signer, old, new, approvals) for old, new in links]
    video, picture = made.renditions
    return replace(
        made,
        renditions=(video, replace(picture, rendition=replace(picture.rendition, plan=NEW))),
        entries=tuple(log.part(index) for index in kept),
        checkpoint=log.note(),
        earlier=(),
    )


def test_signatures_are_followed_along_the_plans_that_grew(tmp_path: Path) -> None:
    write_release(grown_parts(tmp_path, [(OLD, MIDDLE), (MIDDLE, NEW)]), tmp_path / "release")
    report = check(tmp_path / "release")
    assert report.exit_code == 0, report.text()
    manifest = json.loads((tmp_path / "release" / "data" / "release.json").read_bytes())
    assert [each["person"] for each in manifest["renditions"][1]["approvals"]] == [ANNA.key, BORIS.key]


def test_a_signature_counts_only_where_the_entry_rests_on_it(tmp_path: Path) -> None:
    with pytest.raises(VerificationError, match="says nothing of the entries"):
        write_release(grown_parts(tmp_path, [(OLD, NEW)], carried=1), tmp_path / "release")


def test_plans_that_lead_elsewhere_carry_nothing(tmp_path: Path) -> None:
    with pytest.raises(VerificationError, match="no approval of plan"):
        write_release(grown_parts(tmp_path, [(OLD, MIDDLE)]), tmp_path / "release")


def test_only_the_key_of_the_log_says_that_a_plan_grew(tmp_path: Path) -> None:
    # the writer is less strict than the verifier, which it asks before it moves a release into place
    with pytest.raises(VerificationError, match="no `plan approved`"):
        write_release(grown_parts(tmp_path, [(OLD, NEW)], signer=BORIS), tmp_path / "release")
    assert not (tmp_path / "release").exists()


def test_a_circle_of_plans_ends(tmp_path: Path) -> None:
    write_release(grown_parts(tmp_path, [(OLD, MIDDLE), (MIDDLE, OLD), (MIDDLE, NEW)]), tmp_path / "release")
    assert check(tmp_path / "release").exit_code == 0
