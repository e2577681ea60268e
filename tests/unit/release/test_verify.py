"""The stand-alone verifier agrees with the rest of the program, and stands alone."""

from __future__ import annotations

import ast
import hashlib
import sys
from pathlib import Path

import pytest

from witnessbox.model import merkle, releases, seal
from witnessbox.model.canonical import canonical
from witnessbox.model.entries import ENTRY_FORMAT, key_id
from witnessbox.model.wordlist_english import WORDS
from witnessbox.model.words import to_words
from witnessbox.release import verify

SOURCE = Path(verify.__file__).read_text("utf-8")


def leaves(count: int) -> list[bytes]:
    return [merkle.leaf_hash(bytes([number])) for number in range(count)]


def test_stands_alone() -> None:
    names = set()
    for node in ast.walk(ast.parse(SOURCE, feature_version=(3, 9))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names.add((node.module or "").split(".")[0])
    assert names <= sys.stdlib_module_names | {"cryptography"}
    assert "eval(" not in SOURCE
    assert "subprocess" not in names


def test_knows_the_same_constants() -> None:
    assert verify.FORMAT == releases.RELEASE_FORMAT
    assert verify.ENTRY_FORMAT == ENTRY_FORMAT
    assert verify.FIELDS == seal.FIELDS
    assert verify.LIMITS == releases.LIMITS
    assert verify.ENDINGS == releases.EXTENSIONS
    assert hashlib.sha256(("\n".join(WORDS) + "\n").encode()).hexdigest() == verify.WORDS_SHA256


def test_inclusion_for_every_size() -> None:
    tree = merkle.Tree(leaves(20))
    for size in range(1, 21):
        for index in range(size):
            path = [node.hex() for node in tree.inclusion(index, size)]
            assert verify.root_from_inclusion(tree.leaf(index), index, size, path) == tree.root(size)
            with pytest.raises(ValueError, match="too long"):
                verify.root_from_inclusion(tree.leaf(index), index, size, [*path, "00" * 32])
            if path:
                with pytest.raises(ValueError, match="too short"):
                    verify.root_from_inclusion(tree.leaf(index), index, size, path[:-1])
    with pytest.raises(ValueError, match="outside"):
        verify.root_from_inclusion(tree.leaf(0), 3, 3, [])


def test_consistency_for_every_pair_of_sizes() -> None:
    tree = merkle.Tree(leaves(20))
    other = merkle.Tree([merkle.leaf_hash(b"else"), *leaves(20)[1:]])
    for new in range(1, 21):
        for old in range(1, new + 1):
            path = [node.hex() for node in tree.consistency(old, new)] if old < new else []
            assert verify.consistent(old, tree.root(old), new, tree.root(new), path)
            assert not verify.consistent(old, other.root(old), new, tree.root(new), path)
            assert not verify.consistent(old, tree.root(old), new, other.root(new), path)
            assert not verify.consistent(old, tree.root(old), new, tree.root(new), [*path, "00" * 32])
            assert not path or not verify.consistent(old, tree.root(old), new, tree.root(new), path[:-1])
    assert not verify.consistent(0, merkle.EMPTY_ROOT, 3, tree.root(3), [])
    assert not verify.consistent(3, tree.root(3), 2, tree.root(2), [])


def test_words() -> None:
    for number in range(50):
        root = hashlib.sha256(bytes([number])).digest()
        assert verify.words_of(root, WORDS) == to_words(root)


@pytest.mark.parametrize("value", [{"ы": 1, "a": [], "\U0001f600": None, "\ufb33": "x\n\u2028"}, [True, -5], "é"])
def test_reads_canonical_json(value: object) -> None:
    data = canonical(value)  # type: ignore[arg-type]
    assert verify._parse(data) == value
    with pytest.raises(ValueError, match="canonical"):
        verify._parse(data + b" ")


@pytest.mark.parametrize(
    "data",
    [
        b"1.0",
        b"1e3",
        b"-0",
        b"NaN",
        b"9007199254740992",
        b"9" * 5000,
        b'{"a":1,"a":1}',
        b'"\\ud800"',
        b"[" * 10**6,
        b"\xff",
    ],
    ids=range(10),
)
def test_refuses_other_json(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        verify._parse(data)


def test_reads_keys() -> None:
    raw = bytes(range(32))
    body = "MCowBQYDK2VwAyEAAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    pem = f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"
    assert verify.read_key(pem.encode()) == raw
    assert verify.key_id(raw) == key_id(raw)
    for wrong in (b"", b"\xff" * 100, pem.replace("MCow", "MDow").encode(), pem.replace("8=", "").encode()):
        with pytest.raises(ValueError, match=r"."):
            verify.read_key(wrong)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"a\n1\n",
        b"a\n01\n" + b"A" * 43 + b"=\n",
        b"\xff\n1\nAA==\n\n",
        b"a\n1\nAA==\n",
        b"a\n-1\n" + b"A" * 43 + b"=\n",
        b"a\n1\n" + b"A" * 43 + "=\n\n\u2014 a AAAA".encode(),
        b"a\n1\n" + b"A" * 43 + "=\n\n\u2014 a AAAA\u2028\n".encode(),
        b"a\n1\n" + b"A" * 43 + "=\n\n\u2014 a AAAA\r\n".encode(),
    ],
    ids=range(9),
)
def test_refuses_other_checkpoints(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        verify.read_note(data)


def test_failures_have_their_own_names_and_numbers() -> None:
    names = [failure.value[0] for failure in verify.Failure]
    assert len(set(names)) == len(names)
    assert {failure.value[1] for failure in verify.Failure} == set(range(31, 41))


def test_command_line_refuses_a_bad_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "key.pem").write_text("no key")
    for path in (tmp_path / "key.pem", tmp_path / "missing"):
        with pytest.raises(SystemExit) as stopped:
            verify.main([str(tmp_path), "--key", str(path)])
        assert stopped.value.code == 2
        assert "cannot be read" in capsys.readouterr().err


def test_the_format_page_names_every_failure() -> None:
    page = (Path(__file__).parents[3] / "docs/explain/release-format.md").read_text("utf-8")
    rows = [line.split(" | ")[:2] for line in page.splitlines() if line.startswith(("| 3", "| 4"))]
    assert [(name, int(status[2:])) for status, name in rows] == [failure.value for failure in verify.Failure]
    assert verify.WORDS_SHA256 in page
