"""How items become a seal: salted fields, one small tree an item, one permuted tree an acquisition, one root over all.

The construction in one breath (docs/explain/case-format.md has it to the byte):

- every field of an item is a leaf: a 32-byte salt, then canonical JSON of `[name, value]`;
- the leaves of an item, in the order of `FIELDS`, make its item root;
- the item roots of an acquisition, padded with pseudo-random leaves to a power of two and put in pseudo-random order,
  make the acquisition root;
- the acquisition roots, oldest first, make the seal.

Salts, padding and order come from the master key and the item alone (HMAC-SHA-256), so an interrupted and an
undisturbed intake of the same things end in the same seal, and an opening of one field tells nothing of the others.
"""

from __future__ import annotations

import functools
import hashlib
import heapq
from collections.abc import Iterable, Iterator
from itertools import islice

from witnessbox.model import merkle
from witnessbox.model.canonical import Json, canonical
from witnessbox.model.items import Item
from witnessbox.model.records import dataclass

FIELDS = ("reference", "content", "size", "path", "kind", "outcome", "times", "attributes", "origin", "condition")
"""Fields of an item in the order of their leaves. `reference` is a random-looking name that may be shown in public."""

_STARTS = tuple(b'["%s",' % name.encode() for name in FIELDS)
"""How the canonical JSON of `[name, value]` begins."""
_SALT_STARTS = tuple(
    b"".join(len(part).to_bytes(8, "big") + part for part in (b"salt", name.encode())) for name in FIELDS
)
"""How the message of each field's salt begins (`_prf`)."""

_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))

TOGETHER = 4000
"""Items whose part of an acquisition's tree is made at once."""
_ROW = 64
"""Bytes of a row: the slot's order and the item root."""
_PADS = 4096
"""Rows of padding that are made and sorted at once."""


def _prf(key: bytes, *parts: bytes) -> bytes:
    """HMAC-SHA-256 over parts, each preceded by its length so that no two lists of parts collide."""
    return _hmac(key, b"".join(len(part).to_bytes(8, "big") + part for part in parts))


@functools.lru_cache(maxsize=4)
def _keyed(key: bytes) -> tuple[hashlib._Hash, hashlib._Hash]:
    """SHA-256 after the inner and after the outer block of a key (RFC 2104): most messages are shorter than both."""
    block = (key if len(key) <= 64 else hashlib.sha256(key).digest()).ljust(64, b"\0")
    return hashlib.sha256(block.translate(_INNER)), hashlib.sha256(block.translate(_OUTER))


def _hmac(key: bytes, message: bytes) -> bytes:
    """`hmac.digest(key, message, "sha256")` in a third of the time, which is what most of a seal costs."""
    inner, outer = (state.copy() for state in _keyed(key))
    inner.update(message)
    outer.update(inner.digest())
    return outer.digest()


def acquisition_key(master: bytes, trove_id: str, number: int) -> bytes:
    """Key from which all salts of one acquisition derive.

    Args:
        master: the 32-byte master key of the case.
        trove_id: the trove that the acquisition belongs to.
        number: 1 for the first finished acquisition of the case.
    """
    return _prf(master, b"witnessbox acquisition 1", trove_id.encode(), str(number).encode())


def _identity(item: Item) -> bytes:
    """What tells items of one acquisition apart: path, parent and content."""
    return canonical(item.identity())


def reference(key: bytes, item: Item) -> str:
    """Public name of an item: 32 hexadecimal digits that tell nothing about it."""
    return _reference(key, _identity(item))


def _reference(key: bytes, identity: bytes) -> str:
    return _prf(key, b"reference", identity).hex()[:32]


def field_values(key: bytes, item: Item) -> dict[str, Json]:
    """Values of all fields as they stand in the leaves, in the order of `FIELDS`."""
    return {"reference": reference(key, item), **item.sealed_fields()}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldOpening:
    """One field of an item laid open: with it and the path anyone can recompute the item root."""

    name: str
    value: Json
    salt: str
    position: int
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemOpening:
    """Chosen fields of one item, and the way from its root up to the seal.

    Attributes:
        fields: opened fields; the others stay closed.
        field_count: number of leaves of the item tree.
        slot: position of the item in its acquisition tree.
        slots: size of that tree, a power of two.
        path: audit path from the item root to the acquisition root.
        acquisition: position of the acquisition root in the seal, from 0.
        acquisitions: number of acquisitions under the seal.
        acquisition_path: audit path from the acquisition root to the seal.
    """

    fields: tuple[FieldOpening, ...]
    field_count: int
    slot: int
    slots: int
    path: tuple[str, ...]
    acquisition: int
    acquisitions: int
    acquisition_path: tuple[str, ...]


def _item_leaves(key: bytes, item: Item, identity: bytes) -> tuple[list[bytes], list[bytes]]:
    """Leaf hashes and salts of an item's fields."""
    values = {"reference": _reference(key, identity), **item.sealed_fields()}
    end = len(identity).to_bytes(8, "big") + identity
    salts = [_hmac(key, start + end) for start in _SALT_STARTS]
    leaves = [
        merkle.leaf_hash(salt + start + canonical(values[name]) + b"]")
        for name, start, salt in zip(FIELDS, _STARTS, salts, strict=True)
    ]
    return leaves, salts


def item_root(key: bytes, item: Item) -> bytes:
    """Root over the salted fields of one item."""
    return merkle.root_of(_item_leaves(key, item, _identity(item))[0])


def item_rows(key: bytes, items: Iterable[Item]) -> bytes:
    """The part of an acquisition's tree that some of its items make: 64 bytes an item, sorted.

    Args:
        key: from `acquisition_key`.
        items: any of its items.
    """
    rows = []
    for item in items:
        identity = _identity(item)
        rows.append(_prf(key, b"slot", identity) + merkle.root_of(_item_leaves(key, item, identity)[0]))
    return b"".join(sorted(rows))


def parts_of(key: bytes, items: Iterable[Item]) -> Iterator[bytes]:
    """`item_rows` of any number of items, some at a time."""
    rest = iter(items)
    while some := list(islice(rest, TOGETHER)):
        yield item_rows(key, some)


def acquisition_root(key: bytes, parts: Iterable[bytes]) -> bytes:
    """Root of an acquisition without keeping its tree: millions of items need 64 bytes each.

    Args:
        key: from `acquisition_key`.
        parts: `item_rows` of all its new items in any order, at least one.
    """
    blocks = list(parts)
    count = sum(map(len, blocks)) // _ROW
    size = 1 << (count - 1).bit_length()
    for start in range(count, size, _PADS):
        pads = (str(number).encode() for number in range(start, min(start + _PADS, size)))
        rows = (_prf(key, b"padding slot", pad) + _prf(key, b"padding leaf", pad) for pad in pads)
        blocks.append(b"".join(sorted(rows)))
    complete: list[bytes] = []  # roots of complete subtrees, the largest first
    for number, row in enumerate(heapq.merge(*map(_each_row, blocks))):
        node = merkle.leaf_hash(row[32:])
        while number & 1:
            node = merkle.node_hash(complete.pop(), node)
            number >>= 1
        complete.append(node)
    (root,) = complete
    return root


def _each_row(block: bytes) -> Iterator[bytes]:
    for start in range(0, len(block), _ROW):
        yield block[start : start + _ROW]


class AcquisitionTree:
    """The tree over all items of one finished acquisition; never changes afterwards.

    Args:
        key: from `acquisition_key`.
        items: its new items in any order.
    """

    def __init__(self, key: bytes, items: Iterable[Item]) -> None:
        self._key = key
        rows = [(_prf(key, b"slot", _identity(item)), item_root(key, item)) for item in items]
        size = 1 << (len(rows) - 1).bit_length() if rows else 0
        for number in range(len(rows), size):
            pad = str(number).encode()
            rows.append((_prf(key, b"padding slot", pad), _prf(key, b"padding leaf", pad)))
        rows.sort()
        self._slots = {order: slot for slot, (order, _) in enumerate(rows)}
        self._tree = merkle.Tree([merkle.leaf_hash(root) for _, root in rows])

    def __len__(self) -> int:
        return len(self._tree)

    def root(self) -> bytes:
        """The acquisition root."""
        return self._tree.root()

    def open(self, item: Item, fields: Iterable[str], *, number: int, seal: merkle.Tree) -> ItemOpening:
        """Open chosen fields of one item up to the seal.

        Args:
            item: one of the items of this acquisition.
            fields: names out of `FIELDS`.
            number: number of this acquisition, from 1.
            seal: tree over `merkle.leaf_hash` of all acquisition roots.
        """
        leaves, salts = _item_leaves(self._key, item, _identity(item))
        tree = merkle.Tree(leaves)
        positions = [FIELDS.index(name) for name in fields]
        values = field_values(self._key, item)
        slot = self._slots[_prf(self._key, b"slot", _identity(item))]
        return ItemOpening(
            fields=tuple(
                FieldOpening(
                    name=FIELDS[position],
                    value=values[FIELDS[position]],
                    salt=salts[position].hex(),
                    position=position,
                    path=tuple(node.hex() for node in tree.inclusion(position)),
                )
                for position in positions
            ),
            field_count=len(FIELDS),
            slot=slot,
            slots=len(self),
            path=tuple(node.hex() for node in self._tree.inclusion(slot)),
            acquisition=number - 1,
            acquisitions=len(seal),
            acquisition_path=tuple(node.hex() for node in seal.inclusion(number - 1)),
        )


def seal_tree(acquisition_roots: Iterable[bytes]) -> merkle.Tree:
    """The append-only tree whose root is the seal."""
    return merkle.Tree([merkle.leaf_hash(root) for root in acquisition_roots])
