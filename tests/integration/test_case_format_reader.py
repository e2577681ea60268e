"""A second reader of the case format, written from docs/explain/case-format.md alone.

It imports nothing of witnessbox, only the standard library and `cryptography`: if the page and the program part ways,
this fails. Numbers in comments are sections of the page.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from case_with_plans import write_plans
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explain"
ANNA, BORIS = b"anna's long passphrase", b"boris's long passphrase"
HUMAN_KINDS = {
    "case created": {"custodian", "reviewer", "editor"},
    "person added": {"custodian"},
    "person revoked": {"custodian"},
    "acquisition opened": {"custodian"},
    "acquisition closed": {"custodian"},
    "nothing new": {"custodian"},
    "seal stated": {"custodian"},
    "plan approved": {"reviewer", "editor"},
    "finding overruled": {"reviewer", "editor"},
    "release made": {"editor"},
}
LEDGER_FIELDS = (
    "type kind event participants position place date count hedge attribution status quotes relations moments".split()
)
OUTCOMES = {"sealed", "unreadable", "changed", "vanished", "not followed", "not opened"}


# -- 1: notation -----------------------------------------------------------------------------------------------------


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def canonical(value: Any) -> bytes:
    def ordered(node: Any) -> Any:
        if isinstance(node, dict):
            return {name: ordered(node[name]) for name in sorted(node, key=lambda name: name.encode("utf-16-be"))}
        return [ordered(each) for each in node] if isinstance(node, list) else node

    return json.dumps(ordered(value), ensure_ascii=False, separators=(",", ":")).encode()


def parse(line: bytes) -> Any:
    value = json.loads(line)
    assert canonical(value) == line, "a line is not canonical"
    return value


def leaf(data: bytes) -> bytes:
    return sha256(b"\0" + data)


def tree(hashes: list[bytes]) -> bytes:
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256(b"")
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return sha256(b"\1" + tree(hashes[:split]) + tree(hashes[split:]))


def signature_fits(key: bytes, signature: bytes, data: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, data)
    except InvalidSignature:
        return False
    return True


def key_id(key: bytes) -> str:  # 4
    return sha256(key).hex()[:32]


class Reader:
    """Reads and checks a case; every failed check is an AssertionError."""

    def __init__(self, case: Path) -> None:
        self.case = case
        self.entries: list[dict[str, Any]] = []
        self.leaves: list[bytes] = []
        self.explained: set[str] = set()
        self.items: dict[str, list[dict[str, Any]]] = {}
        self.checked: list[dict[str, Any]] = []
        self.ledger: dict[str, list[dict[str, Any]]] = {}
        self.read()

    def read(self) -> None:
        data = (self.case / "log" / "entries").read_bytes()
        for line in data[: data.rfind(b"\n") + 1].split(b"\n")[:-1]:
            self.entries.append(parse(line))
            self.leaves.append(leaf(line))
        self.created = self.entries[0]["body"]["data"]
        secret = (self.case / "keys" / "master.key").read_bytes()
        assert len(secret) == 65
        self.master = bytes.fromhex(secret.decode())

    # -- 3, 5, 6, 7: the log -----------------------------------------------------------------------------------------

    def check_log(self) -> None:
        file = tomllib.loads((self.case / "case.toml").read_text())
        assert file == {"id": self.created["case_id"], "format": 1, "first_entry": self.leaves[0].hex()}
        assert self.created["format_version"] == 1
        program = key_id(base64.b64decode(self.created["program_key"]))
        keys = {program: base64.b64decode(self.created["program_key"])}
        roles: dict[str, set[str]] = {program: set()}
        latest: dict[str, str] = {}
        opened: dict[str, str] = {}
        for number, (entry, digest) in enumerate(zip(self.entries, self.leaves, strict=True)):
            assert entry.keys() == {"body", "signature"}
            body = entry["body"]
            assert body.keys() == {"format", "kind", "actor", "time", "rests_on", "previous", "data"}
            kind, actor, data = body["kind"], body["actor"], body["data"]
            assert body["format"] == "witnessbox-entry/1"
            assert (kind == "case created") == (number == 0)
            if kind in ("case created", "person added"):
                key = base64.b64decode(data["person"]["public_key"])
                keys[key_id(key)], roles[key_id(key)] = key, set(data["person"]["roles"])
            assert signature_fits(keys[actor], base64.b64decode(entry["signature"]), canonical(body)), f"entry {number}"
            assert body["previous"] == latest.get(actor)
            assert body["time"].isdecimal()
            latest[actor] = digest.hex()
            if kind in ("operation opened", "operation closed"):
                operation = data["operation"] if kind == "operation opened" else opened.pop(data["operation"])
                if kind == "operation opened":
                    opened[digest.hex()] = operation
                by_people = {
                    "ingestion": {"custodian"},
                    "judgement": {"reviewer", "editor"},
                    "ledger keeping": {"ledger keeper"},
                }
                needed = by_people.get(operation)
                assert actor == program if needed is None else needed & set(roles[actor])
                before = [data["purpose"]] if kind == "operation opened" else [data["operation"]]
                assert body["rests_on"] == [each for each in before if each]
            elif kind == "plan grown":
                assert actor == program
                self.check_growth(number)
            elif kind == "anchor requested":
                assert actor == program
                assert body["rests_on"] == [self.leaves[number - 1].hex()]
                self.check_request(data, number)
            else:
                assert HUMAN_KINDS[kind] & roles[actor]
            if kind == "person revoked":
                del keys[data["key"]]

    # -- 9: plans ----------------------------------------------------------------------------------------------------

    def plan(self, digest: str) -> dict[str, Any]:
        (record,) = self.records(digest)
        assert record["record"] == "plan"
        value: dict[str, Any] = record["value"]
        return value

    def check_growth(self, number: int) -> None:
        body = self.entries[number]["body"]
        assert body["data"].keys() == {"plan", "grew_from", "rule"}
        assert body["data"]["rule"] == "hidden/1"
        new, old = self.plan(body["data"]["plan"]), self.plan(body["data"]["grew_from"])
        assert new["content"] == old["content"]
        assert hides_all(new["body"], old["body"]), f"entry {number}"
        before = {digest.hex(): entry for digest, entry in zip(self.leaves, self.entries[:number], strict=False)}
        for each in body["rests_on"]:
            assert before[each]["body"]["kind"] == "plan approved"

    def signatures(self, plan: str) -> set[str]:
        """Keys whose signatures count for a plan."""
        return {self.entries[each]["body"]["actor"] for each in self.signed(plan)}

    def signed(self, plan: str) -> set[int]:
        numbers = range(len(self.entries))
        bodies = [entry["body"] for entry in self.entries]
        proposed = [n for n in numbers if plan in bodies[n]["data"].get("records", [])]
        later = [n for n in numbers if n > proposed[-1]]
        found = {n for n in later if bodies[n]["kind"] == "plan approved" and bodies[n]["data"]["plan"] == plan}
        for n in later:
            if bodies[n]["kind"] == "plan grown" and bodies[n]["data"]["plan"] == plan:
                carried = self.signed(bodies[n]["data"]["grew_from"])
                found |= {each for each in carried if self.leaves[each].hex() in bodies[n]["rests_on"]}
        return found

    def check_request(self, data: dict[str, Any], number: int) -> None:
        assert data.keys() == {"note", "size", "root", "request", "nonce", "host"}
        note, request = base64.b64decode(data["note"]), base64.b64decode(data["request"])
        assert self.check_checkpoint(note) == data["size"] == number
        assert data["root"] == tree(self.leaves[:number]).hex()
        nonce = int(data["nonce"])
        assert sha256(note) in request
        assert nonce.to_bytes(nonce.bit_length() // 8 + 1) in request

    def check_checkpoint(self, note: bytes = b"") -> int:
        note = note or (self.case / "log" / "checkpoint").read_bytes()
        text, signature = note.split(b"\n\n")
        origin, size, root = text.decode().split("\n")
        dash, name, blob = signature.decode().rstrip("\n").split(" ")
        raw, key = base64.b64decode(blob), base64.b64decode(self.created["program_key"])
        assert (dash, name, origin) == ("\u2014", origin, self.created["origin"])
        assert raw[:4] == sha256(origin.encode() + b"\n\x01" + key)[:4]
        assert signature_fits(key, raw[4:], text + b"\n")
        assert base64.b64decode(root) == tree(self.leaves[: int(size)])
        return int(size)

    def check_keys(self) -> None:  # 4
        people = [each["body"]["data"]["person"] for each in self.entries if "person" in each["body"]["data"]]
        public = [base64.b64decode(each["public_key"]) for each in people]
        public.append(base64.b64decode(self.created["program_key"]))
        folder = self.case / "keys"
        assert {path.stem for path in folder.glob("*.pem")} == {key_id(key) for key in public}
        for key in public:
            pem = (folder / f"{key_id(key)}.pem").read_bytes()
            loaded = serialization.load_pem_public_key(pem)
            assert isinstance(loaded, Ed25519PublicKey)
            assert loaded.public_bytes_raw() == key
            assert pem.count(b"\n") == 3
        seed = bytes.fromhex((folder / "program.key").read_text())
        own = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
        assert own == base64.b64decode(self.created["program_key"])
        assert sha256(b"witnessbox master 1" + self.master).hex() == self.created["master_commitment"]

    def private_key(self, name: str, passphrase: bytes) -> Ed25519PrivateKey:  # 4
        for path in (self.case / "keys").glob("*.key"):
            if path.name in ("program.key", "master.key"):
                continue
            file = parse(path.read_bytes().removesuffix(b"\n"))
            if file["name"] != name:
                continue
            salt, nonce, public = (base64.b64decode(file[each]) for each in ("salt", "nonce", "public_key"))
            assert (file["format"], file["n"], file["r"], file["p"]) == ("witnessbox-key/1", 65536, 8, 1)
            assert (len(salt), len(nonce), path.stem) == (16, 12, key_id(public))
            key = hashlib.scrypt(passphrase, salt=salt, n=65536, r=8, p=1, maxmem=2**30, dklen=32)
            seed = ChaCha20Poly1305(key).decrypt(nonce, base64.b64decode(file["sealed"]), public)
            private = Ed25519PrivateKey.from_private_bytes(seed)
            assert private.public_key().public_bytes_raw() == public
            return private
        raise AssertionError(name)

    # -- 8, 9: objects -------------------------------------------------------------------------------------------------

    def records(self, digest: str) -> Iterator[dict[str, Any]]:
        data = (self.case / "objects" / digest[:2] / digest).read_bytes()
        first, _, body = data.partition(b"\n")
        header, lines = parse(first), body.split(b"\n")[:-1]
        salt = hmac.new(self.master, b"witnessbox records 1" + sha256(body), hashlib.sha256).hexdigest()
        assert header == {"format": "witnessbox-records/1", "salt": salt, "count": len(lines)}
        for line in lines:
            record = parse(line)
            assert record.keys() == {"record", "value"}
            yield record

    def check_objects(self) -> None:
        purposes = {}
        for entry, digest in zip(self.entries, self.leaves, strict=True):
            data = entry["body"]["data"]
            if entry["body"]["kind"] == "operation opened":
                purposes[digest.hex()] = data["purpose"]
            if entry["body"]["kind"] == "operation closed":
                for name in data["records"]:
                    self.explained.add(name)
                    for record in self.records(name):
                        self.take(record["record"], record["value"], purposes[data["operation"]])
        there = {path.name: path for path in (self.case / "objects").rglob("*") if not path.is_dir()}
        assert there.keys() == self.explained
        for name, path in there.items():
            assert hashlib.sha256(path.read_bytes()).hexdigest() == name
            assert path.parent.name == name[:2]

    def take(self, kind: str, value: dict[str, Any], purpose: str) -> None:
        if kind in ("content", "rendition"):
            self.explained.add(value["sha256"])
        if kind == "content":
            stored = value["encoding"], value["stored_sha256"], value["stored_size"]
            assert stored == ("identity", value["sha256"], value["size"])
        if kind == "fixity":
            self.checked.append(value)
        if kind in ("source", "entity", "event", "claim", "step", "consent", "review", "lists"):
            self.ledger.setdefault(kind, []).append(value)
        if kind == "source":
            self.explained |= {value[name] for name in ("sha256", "text") if value[name] is not None}
        if kind == "item":
            assert value["outcome"] in OUTCOMES
            known = self.items.setdefault(purpose, [])
            if identity(value) not in map(identity, known):
                known.append(value)

    # -- 10, 11: the seal ----------------------------------------------------------------------------------------------

    def seal(self) -> tuple[bytes, int]:
        """Grow all trees anew, compare them with the log; gives the seal and the number of acquisitions."""
        troves, roots, stated = {}, [], []
        for entry, digest in zip(self.entries, self.leaves, strict=True):
            data = entry["body"]["data"]
            if entry["body"]["kind"] == "acquisition opened":
                troves[digest.hex()] = data["trove_id"]
            if entry["body"]["kind"] == "acquisition closed":
                items = self.items[data["acquisition"]]
                root = acquisition_root(self.master, troves[data["acquisition"]], data["number"], items)
                assert root.hex() == data["root"]
                assert data["number"] == len(roots) + 1
                assert sum(data["outcomes"].values()) == len(items)
                roots.append(root)
            if entry["body"]["kind"] == "seal stated":
                assert data["root"] == tree([leaf(root) for root in roots]).hex()
                assert data["acquisitions"] == len(roots)
                assert data["words"] == words(bytes.fromhex(data["root"]))
                stated.append(data["root"])
        assert stated
        return bytes.fromhex(stated[-1]), len(roots)

    def check_ledger(self) -> dict[str, tuple[int, str]]:  # 9
        """Versions and standing of each claim, worked out from the page."""
        texts = {}
        for source in self.ledger["source"]:
            if source["text"] is not None:
                data = (self.case / "objects" / source["text"][:2] / source["text"]).read_bytes()
                assert (len(data), len(data.decode())) == (source["text_size"], source["chars"])
                texts[source["id"]] = data.decode()
            assert (source["sha256"] is None) == (source["receipt"] is not None or source["moment"] is not None)
        protected = {each["key"] for each in self.ledger["entity"] if each["protection"] not in (None, "informant")}
        versions: dict[str, list[dict[str, Any]]] = {}
        for claim in self.ledger["claim"]:
            assert claim["id"].startswith(claim["source"] + ":")
            versions.setdefault(claim["id"], []).append(claim)
            assert claim["version"] == len(versions[claim["id"]])
            for quote in claim["quotes"]:
                if claim["source"] in texts:
                    assert texts[claim["source"]][quote["start"] : quote["end"]] == quote["text"]
        return {id_: (len(some), self.standing(some, protected)) for id_, some in versions.items()}

    def standing(self, versions: list[dict[str, Any]], protected: set[str]) -> str:
        now = versions[-1]
        filled = [name for name in LEDGER_FIELDS if now[name] not in (None, [])]
        keys: dict[str, set[str]] = {name: set() for name in filled}
        doubts: dict[str, set[str]] = {name: set() for name in filled}
        for key, step in self.steps():
            if step["claim"] != now["id"]:
                continue
            if step["kind"] == "retract":
                return "retracted"
            seen = versions[step["version"] - 1]
            for name in step["fields"] or filled:
                if seen[name] == now[name] and step["kind"] == "confirm":
                    keys[name].add(key)
                    doubts[name].discard(key)
                elif seen[name] == now[name]:
                    doubts[name].add(key)
        fragile = any(
            each["role"] in ("victim", "witness") or each["entity"] in protected for each in now["participants"]
        )
        if any(doubts.values()):
            return "disputed"
        return "confirmed" if all(len(some) > fragile for some in keys.values()) else "proposed"

    def steps(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for entry in self.entries:
            if entry["body"]["kind"] == "operation closed":
                for name in entry["body"]["data"]["records"]:
                    yield from (
                        (entry["body"]["actor"], each["value"])
                        for each in self.records(name)
                        if each["record"] == "step"
                    )

    def check_compartment(self) -> None:  # 12
        receipts = [each["receipt"] for each in self.ledger.get("source", [])]
        receipts += [each["identity"] for each in self.ledger.get("entity", [])]
        for receipt in filter(None, receipts):
            payload = (self.case / "compartment" / f"{receipt}.age").read_bytes()
            assert sha256(payload).hex() == receipt
        for entry in self.entries:
            if entry["body"]["kind"] == "acquisition opened":
                receipt = entry["body"]["data"]["receipt"]
                payload = (self.case / "compartment" / f"{receipt}.age").read_bytes()
                assert sha256(payload).hex() == receipt
                assert payload.startswith(b"age-encryption.org/v1\n-> X25519 ")


def pixels(masks: list[dict[str, Any]], frame: int, canvas: dict[str, Any]) -> set[tuple[int, int]]:
    boxes = [s["box"] for mask in masks for s in mask["spans"] if s["first_frame"] <= frame <= s["last_frame"]]
    return {
        (x, y)
        for x in range(canvas["width"])
        for y in range(canvas["height"])
        if any(box["x1"] <= x < box["x2"] and box["y1"] <= y < box["y2"] for box in boxes)
    }


def hidden_pixels(body: dict[str, Any], frame: int) -> set[tuple[int, int]]:
    canvas = body["canvas"]
    masked = pixels(body["masks"], frame, canvas)
    if body["ground"] == "shown":
        return masked
    whole = {(x, y) for x in range(canvas["width"]) for y in range(canvas["height"])}
    return whole - pixels(body["openings"], frame, canvas) | masked


def heard(body: dict[str, Any]) -> set[int]:
    """Every microsecond in which the sound of the content alone is heard."""
    spans = {use: set() for use in ("open", "beep", "voice")}
    for span in body["sound_spans"]:
        spans[span["use"]] |= set(range(span["first_us"], span["last_us"]))
    return spans["open"] - spans["beep"] - spans["voice"]


def hides_all(new: dict[str, Any], old: dict[str, Any]) -> bool:
    if new["canvas"] != old["canvas"] or (old["fill"] == "solid" != new["fill"]) or old["smoothed"] > new["smoothed"]:
        return False
    for frame in range(sum(run["count"] for run in old["canvas"]["timing"]["runs"])):
        if not hidden_pixels(old, frame) <= hidden_pixels(new, frame):
            return False
        if not pixels(new["shown"], frame, new["canvas"]) <= pixels(old["shown"], frame, old["canvas"]):
            return False
    if new["sound"] != "none" and (new["sound"], new["sound_spans"]) != (old["sound"], old["sound_spans"]):
        said = [span for span in new["sound_spans"] if span["use"] == "voice" and span not in old["sound_spans"]]
        if old["sound"] == "none" or said or not heard(new) <= heard(old):
            return False
    return all(caption in old["captions"] for caption in new["captions"])


def prf(key: bytes, *parts: bytes) -> bytes:
    return hmac.new(key, b"".join(len(part).to_bytes(8, "big") + part for part in parts), hashlib.sha256).digest()


def identity(item: dict[str, Any]) -> bytes:
    return canonical([item["parent"], item["path"], item["content"], item["outcome"]])


def item_root(key: bytes, item: dict[str, Any]) -> bytes:
    me, times, attributes = identity(item), item["times"], item["attributes"]
    fields = [
        ("reference", prf(key, b"reference", me).hex()[:32]),
        ("content", item["content"]),
        ("size", str(item["size"])),
        ("path", item["path"]),
        ("kind", item["kind"]),
        ("outcome", item["outcome"]),
        ("times", [times["modified"], times["born"], times["local"]]),
        ("attributes", [attributes["mode"], attributes["target"]]),
        ("origin", [item["trove_id"], item["parent"]]),
        ("condition", [item["recovery"], [[run["offset"], run["length"]] for run in item["missing"]]]),
    ]
    return tree([leaf(prf(key, b"salt", name.encode(), me) + canonical([name, value])) for name, value in fields])


def acquisition_root(master: bytes, trove: str, number: int, items: list[dict[str, Any]]) -> bytes:
    key = prf(master, b"witnessbox acquisition 1", trove.encode(), str(number).encode())
    size = 1
    while size < len(items):
        size *= 2
    rows = [(prf(key, b"slot", identity(item)), item_root(key, item)) for item in items]
    for each in range(len(items), size):
        pad = str(each).encode()
        rows.append((prf(key, b"padding slot", pad), prf(key, b"padding leaf", pad)))
    return tree([leaf(root) for _, root in sorted(rows)])


def words(seal: bytes) -> list[str]:
    listed = (PAGE / "wordlist.txt").read_bytes()
    said = listed.decode("ascii").split("\n")[:-1]
    assert f"`{hashlib.sha256(listed).hexdigest()}`" in (PAGE / "case-format.md").read_text("utf-8")
    assert len(said) == 2048
    bits = "".join(f"{byte:08b}" for byte in seal[:16]) + f"{sha256(seal[:16])[0]:08b}"[:4]
    return [said[int(bits[start : start + 11], 2)] for start in range(0, 132, 11)]


# -- a case, made by the program ---------------------------------------------------------------------------------------


def witnessbox(*arguments: str | bytes | Path) -> dict[str, Any]:
    call = [sys.executable, "-m", "witnessbox.cli.main", *arguments, "--json"]
    run = subprocess.run(call, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode()
    document: dict[str, Any] = json.loads(run.stdout)
    return document


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with two people, one of them revoked, and three acquisitions, one of which brought nothing new."""
    here = tmp_path_factory.mktemp("format")
    anna, boris = here / "anna.txt", here / "boris.txt"
    anna.write_bytes(ANNA + b"\r\n")
    boris.write_bytes(BORIS + b"\nsecond line\n")
    first, second = here / "first", here / "second"
    (first / "папка").mkdir(parents=True)
    (first / "папка" / "письмо.txt").write_text("Здравствуйте.\n", "utf-8")
    (first / "copy.txt").write_text("Здравствуйте.\n", "utf-8")
    (first / "empty").touch()
    (first / "elsewhere").symlink_to("../../not-there")
    os.mkfifo(first / "pipe")
    Path(os.fsdecode(os.fsencode(first) + b"/\xf1\xed\xe8\xec\xee\xea.bin")).write_bytes(bytes(range(256)))
    second.mkdir()
    (second / "one.bin").write_bytes(b"one")
    case = here / "a.case"
    witnessbox("init", case, "--name", "anna", "--passphrase-file", anna)
    more = ("--passphrase-file", anna, "--new-passphrase-file", boris)
    witnessbox("people", case, "add", "boris", "--role", "custodian", "--role", "ledger keeper", *more)
    witnessbox("intake", case, first, "--passphrase-file", anna)
    witnessbox("intake", case, first, "--passphrase-file", anna)
    witnessbox("intake", case, second, "--passphrase-file", boris)
    witnessbox("analyse", case, "--only", "probe")
    witnessbox("anchor", case, "--request", here / "request.tsq")
    keep_ledger(here, case, anna, boris)
    witnessbox("fixity", case)
    witnessbox("people", case, "revoke", "boris", "--why", "left", "--passphrase-file", anna)
    return case


def keep_ledger(here: Path, case: Path, anna: Path, boris: Path) -> None:
    """Two sources, one of them confidential; claims in all four standings, one of them corrected."""
    text, letter, document = here / "report.txt", here / "letter.txt", here / "claims.json"
    text.write_text("Петров was beaten in March. The colonel was dismissed. Another resigned.\n", "utf-8")
    letter.write_text("It was cell four.\n", "utf-8")
    claims: list[dict[str, Any]] = [
        {
            "id": "1",
            "type": "torture",
            "hedge": "alleged",
            "participants": [{"role": "victim", "entity": "petrov"}],
            "quotes": [{"text": "was beaten in March"}],
        },
        {"id": "2", "type": "dismissal", "hedge": "asserted", "quotes": [{"text": "The colonel was dismissed"}]},
        {"id": "3", "type": "resignation", "hedge": "asserted", "quotes": [{"text": "Another resigned"}]},
        {"id": "4", "type": "statement", "hedge": "asserted", "quotes": [{"text": "Another"}]},
    ]
    entities = {"petrov": {"schema": "Person", "name": "Петров", "protection": "victim"}}
    signed = ("--passphrase-file", anna)
    witnessbox("ledger", "source", case, text, "--date", "2021-11", *signed)
    witnessbox("ledger", "source", case, letter, "--confidential", "--kind", "testimony", *signed)
    document.write_text(json.dumps({"source": "report", "entities": entities, "claims": claims}), "utf-8")
    witnessbox("ledger", "add", case, document, *signed)
    document.write_text(json.dumps({"source": "report", "claims": [{**claims[1], "status": "dismissed"}]}), "utf-8")
    witnessbox("ledger", "add", case, document, "--correct", *signed)
    witnessbox("ledger", "confirm", case, "report:1", "report:2", "report:3", *signed)
    witnessbox("ledger", "confirm", case, "report:1", "--passphrase-file", boris)
    witnessbox("ledger", "dispute", case, "report:3", "--why", "who?", *signed)
    witnessbox("ledger", "retract", case, "report:4", "--why", "said nothing", *signed)


@pytest.fixture
def reader(case: Path) -> Reader:
    return Reader(case)


@pytest.fixture(scope="module")
def planned(case: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with plans: signed for, grown, shrunk; and a judgement. What stands in the log needs no weights."""
    planned = tmp_path_factory.mktemp("planned") / "a.case"
    shutil.copytree(case, planned)
    write_plans(planned, ANNA)
    return planned


def test_plans_and_their_signatures_are_what_the_page_says(planned: Path) -> None:
    reader = Reader(planned)
    reader.check_log()
    reader.check_objects()
    bodies = [entry["body"] for entry in reader.entries]
    assert witnessbox("verify", planned)["confirmed"] is False
    grown = [body["data"]["plan"] for body in bodies if body["kind"] == "plan grown"]
    plans = [name for body in bodies for name in body["data"].get("records", []) if is_plan(reader, name)]
    anna = key_id(base64.b64decode(reader.created["person"]["public_key"]))
    assert (len(plans), plans.index(grown[0])) == (3, 1)
    assert [reader.signatures(plan) for plan in plans] == [{anna}, {anna}, set()]
    subject = [
        record for name in reader.explained for record in all_records(reader, name) if record["record"] == "subject"
    ]
    assert [each["value"]["subject"] for each in subject] == ["s1"]


def test_a_plan_that_did_not_grow_does_not_fit(planned: Path) -> None:
    reader = Reader(planned)
    bodies = [entry["body"] for entry in reader.entries]
    number = next(n for n, body in enumerate(bodies) if body["kind"] == "plan grown")
    data = bodies[number]["data"]
    data["plan"], data["grew_from"] = data["grew_from"], data["plan"]
    with pytest.raises(AssertionError, match=f"entry {number}"):
        reader.check_growth(number)


def all_records(reader: Reader, name: str) -> list[dict[str, Any]]:
    data = (reader.case / "objects" / name[:2] / name).read_bytes()
    return list(reader.records(name)) if data.startswith(b'{"count"') else []


def is_plan(reader: Reader, name: str) -> bool:
    return any(record["record"] == "plan" for record in all_records(reader, name))


def test_every_file_of_the_folder_is_on_the_page(case: Path) -> None:
    told = {"case.toml", "log", "objects", "keys", "compartment", "derived", "tmp", "catalogue.sqlite"}
    assert {path.name for path in case.iterdir()} == told
    assert {path.name for path in (case / "log").iterdir()} == {"entries", "checkpoint"}
    assert not list((case / "tmp").iterdir())


def test_the_log_is_what_the_page_says(reader: Reader) -> None:
    reader.check_log()
    assert reader.check_checkpoint() == len(reader.leaves)
    kinds = [entry["body"]["kind"] for entry in reader.entries]
    assert (kinds.count("acquisition closed"), kinds.count("nothing new"), kinds[-1]) == (2, 1, "person revoked")


def test_a_copy_of_the_checkpoint_confirms_the_case(case: Path) -> None:
    assert witnessbox("verify", case, "--checkpoint", case / "log" / "checkpoint")["confirmed"] is True


def test_keys_are_what_the_page_says(reader: Reader) -> None:
    reader.check_keys()
    private = reader.private_key("anna", ANNA)
    again = private.sign(canonical(reader.entries[0]["body"]))
    assert base64.b64encode(again).decode() == reader.entries[0]["signature"]
    assert reader.private_key("boris", BORIS)


def test_objects_and_the_seal_follow_from_the_page(case: Path, reader: Reader) -> None:
    reader.check_objects()
    seal, acquisitions = reader.seal()
    assert acquisitions == 2
    told = witnessbox("verify", case)
    assert (told["seal"], told["words"]) == (seal.hex(), words(seal))
    paths = {base64.b64decode(item["path"]) for items in reader.items.values() for item in items}
    assert paths == {base64.b64decode(item["path_bytes"]) for item in witnessbox("items", case)["items"]}
    assert b"\xf1\xed\xe8\xec\xee\xea.bin" in paths


def test_a_fixity_check_is_what_the_page_says(reader: Reader) -> None:
    reader.check_objects()
    members = {"sha256", "result", "reason", "found", "kept"}
    assert reader.checked
    assert all(value.keys() == members and value["result"] == "sound" for value in reader.checked)
    unchecked = reader.explained - {value["sha256"] for value in reader.checked}
    assert len(unchecked) == 1, "the record set of the check itself"


def test_the_ledger_is_what_the_page_says(case: Path, reader: Reader) -> None:
    reader.check_objects()
    found = reader.check_ledger()
    assert found == {
        "report:1": (1, "confirmed"),
        "report:2": (2, "confirmed"),
        "report:3": (1, "disputed"),
        "report:4": (1, "retracted"),
    }
    told = {row["claim"]["id"]: row["standing"] for row in witnessbox("ledger", "timeline", case)["claims"]}
    assert told == {id_: standing for id_, (_, standing) in found.items()}
    named = [each["key"] for each in reader.ledger["entity"]]
    assert named == ["subject-1"]
    reader.check_compartment()
    log = (case / "log" / "entries").read_bytes().decode()
    for entry in reader.entries:  # a seal may be spelled with any of these
        log = log.replace(json.dumps(entry["body"]["data"].get("words", []), separators=(",", ":")), "")
    assert not [word for word in ("report", "Петров", "dismissal", "subject", "who?") if word in log]


def test_the_compartment_is_what_the_page_says(reader: Reader) -> None:
    reader.check_compartment()


def test_a_changed_entry_does_not_fit(case: Path, reader: Reader) -> None:
    body = reader.entries[2]["body"]
    reader.entries[2] = {**reader.entries[2], "body": {**body, "time": "1"}}
    with pytest.raises(AssertionError, match="entry 2"):
        reader.check_log()


def test_a_changed_item_makes_another_root(reader: Reader) -> None:
    reader.check_objects()
    items = next(iter(reader.items.values()))
    items[0] = {**items[0], "size": items[0]["size"] + 1}
    with pytest.raises(AssertionError):
        reader.seal()
