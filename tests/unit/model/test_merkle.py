"""The tree against the definitions of RFC 6962, section 2.1, written down naively."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from witnessbox.model.merkle import EMPTY_ROOT, Tree, leaf_hash, node_hash, root_from_inclusion, root_of

SIZES = st.integers(1, 70)


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def split(size: int) -> int:
    k = 1
    while k * 2 < size:
        k *= 2
    return k


def mth(leaves: list[bytes]) -> bytes:
    """Merkle tree hash; here a leaf is given by its leaf hash."""
    if not leaves:
        return sha(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return sha(b"\x01" + mth(leaves[:k]) + mth(leaves[k:]))


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def proof(m: int, leaves: list[bytes], whole: bool = True) -> list[bytes]:
    n = len(leaves)
    if m == n:
        return [] if whole else [mth(leaves)]
    k = split(n)
    if m <= k:
        return [*proof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*proof(m - k, leaves[k:], False), mth(leaves[:k])]


def some(number: int) -> list[bytes]:
    return [leaf_hash(b"%d" % index) for index in range(number)]


def test_hashes_are_those_of_the_rfc() -> None:
    assert sha(b"") == EMPTY_ROOT == Tree().root()
    assert leaf_hash(b"") == bytes.fromhex("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
    assert leaf_hash(b"x") == sha(b"\x00x")
    assert node_hash(b"l" * 32, b"r" * 32) == sha(b"\x01" + b"l" * 32 + b"r" * 32)


def test_the_test_vectors_of_certificate_transparency() -> None:
    """The eight leaves and the roots that implementations of RFC 6962 share."""
    leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    tree = Tree([leaf_hash(bytes.fromhex(leaf)) for leaf in leaves])
    assert tree.root(1).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert tree.root(2).hex() == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    assert tree.root(3).hex() == "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
    assert tree.root(7).hex() == "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"
    assert tree.root(8).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@given(SIZES)
def test_roots_of_every_size(number: int) -> None:
    leaves = some(number)
    tree = Tree(leaves)
    assert len(tree) == number
    assert [tree.root(size) for size in range(number + 1)] == [mth(leaves[:size]) for size in range(number + 1)]
    assert tree.root() == mth(leaves) == root_of(leaves)


@given(SIZES, st.data())
def test_inclusion_proofs(number: int, data: st.DataObject) -> None:
    leaves = some(number)
    size = data.draw(st.integers(1, number))
    index = data.draw(st.integers(0, size - 1))
    tree = Tree(leaves)
    found = list(tree.inclusion(index, size))
    assert found == path(index, leaves[:size])
    assert root_from_inclusion(leaves[index], index, size, found) == tree.root(size)


@given(SIZES, st.data())
def test_a_changed_proof_leads_elsewhere_or_is_refused(number: int, data: st.DataObject) -> None:
    leaves = some(number)
    tree = Tree(leaves)
    index = data.draw(st.integers(0, number - 1))
    good = list(tree.inclusion(index))
    changes = [[*good, bytes(32)], [bytes(32), *good]]
    if good:
        position = data.draw(st.integers(0, len(good) - 1))
        changes += [good[:-1], good[1:], [*good[:position], bytes(32), *good[position + 1 :]]]
    for changed in changes:
        try:
            assert root_from_inclusion(leaves[index], index, number, changed) != tree.root()
        except ValueError:
            continue
    assert root_from_inclusion(leaf_hash(b"other"), index, number, good) != tree.root()


@given(SIZES, st.data())
def test_consistency_proofs(number: int, data: st.DataObject) -> None:
    leaves = some(number)
    tree = Tree(leaves)
    new = data.draw(st.integers(1, number))
    old = data.draw(st.integers(1, new))
    assert list(tree.consistency(old, new)) == proof(old, leaves[:new])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 3), (3, 4), (5, 3)])
def test_proofs_of_what_is_not_there_are_refused(index: int, size: int) -> None:
    tree = Tree(some(3))
    with pytest.raises(IndexError):
        tree.inclusion(index, size)
    with pytest.raises(ValueError):
        root_from_inclusion(bytes(32), 3, 3, [])
    for old, new in ((0, 2), (3, 2), (1, 4)):
        with pytest.raises(IndexError):
            tree.consistency(old, new)
