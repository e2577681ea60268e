"""Merkle trees after RFC 6962, section 2.1: root, inclusion and consistency proofs, and their checks.

`release/verify.py` carries its own copy of the checks, because that file must stand alone beside a release.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""Root of a tree without leaves (RFC 6962)."""


def leaf_hash(data: bytes) -> bytes:
    """Hash of one leaf: SHA-256 of 0x00 and the data."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256 of 0x01 and both children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    """Largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Root over leaf hashes when nothing else is asked of the tree: pairs are joined, a last one alone moves up."""
    level = list(leaves) or [EMPTY_ROOT]
    while len(level) > 1:
        above = [node_hash(*level[at : at + 2]) for at in range(0, len(level) - 1, 2)]
        level = above + level[len(above) * 2 :]
    return level[0]


class Tree:
    """A tree over leaf hashes that keeps every complete subtree, so that roots and proofs of any size are cheap."""

    def __init__(self, leaves: Sequence[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        for leaf in leaves:
            self.append(leaf)

    def __len__(self) -> int:
        return len(self._levels[0])

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash at the right edge."""
        level = 0
        self._levels[0].append(leaf)
        while len(self._levels[level]) % 2 == 0:
            if level + 1 == len(self._levels):
                self._levels.append([])
            pair = self._levels[level][-2:]
            level += 1
            self._levels[level].append(node_hash(*pair))

    def leaf(self, index: int) -> bytes:
        """The leaf hash at a position."""
        return self._levels[0][index]

    def root(self, size: int | None = None) -> bytes:
        """Root over the first `size` leaves, all of them by default."""
        return self._range(0, len(self) if size is None else size)

    def _range(self, start: int, end: int) -> bytes:
        size = end - start
        if size == 0:
            return EMPTY_ROOT
        level = size.bit_length() - 1
        if size == 1 << level and start % size == 0:
            return self._levels[level][start >> level]
        middle = start + _split(size)
        return node_hash(self._range(start, middle), self._range(middle, end))

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """Audit path of a leaf in the tree of the first `size` leaves, from the leaf upwards."""
        end = len(self) if size is None else size
        if not 0 <= index < end <= len(self):
            raise IndexError(f"no leaf {index} in a tree of {end}")
        start = 0
        path: list[bytes] = []
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                path.append(self._range(middle, end))
                end = middle
            else:
                path.append(self._range(start, middle))
                start = middle
        return tuple(reversed(path))

    def consistency(self, old: int, new: int | None = None) -> tuple[bytes, ...]:
        """Proof that the tree of `old` leaves is a prefix of the tree of `new` leaves (RFC 6962, 2.1.2)."""
        end = len(self) if new is None else new
        if not 0 < old <= end <= len(self):
            raise IndexError(f"no proof from {old} to {end} leaves")
        return tuple(self._subproof(old, 0, end, whole=True))

    def _subproof(self, old: int, start: int, end: int, *, whole: bool) -> list[bytes]:
        if old == end - start:
            return [] if whole else [self._range(start, end)]
        middle = start + _split(end - start)
        if old <= middle - start:
            return [*self._subproof(old, start, middle, whole=whole), self._range(middle, end)]
        right = self._subproof(old - (middle - start), middle, end, whole=False)
        return [*right, self._range(start, middle)]


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """Root that an audit path leads to; compare it with the root that is trusted.

    Raises:
        ValueError: the path has the wrong length for that position.
    """
    if not 0 <= index < size:
        raise ValueError(f"position {index} is outside a tree of {size}")
    node, last, steps = leaf, size - 1, list(path)
    while last > 0:
        if index % 2 == 1 or index < last:
            if not steps:
                raise ValueError("the inclusion proof is too short")
            sibling = steps.pop(0)
            node = node_hash(sibling, node) if index % 2 == 1 else node_hash(node, sibling)
        index, last = index // 2, last // 2
    if steps:
        raise ValueError("the inclusion proof is too long")
    return node
