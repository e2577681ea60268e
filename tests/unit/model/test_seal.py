"""The seal: the same things make the same seal in any order; an opening proves its fields and tells nothing else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from witnessbox.model import merkle
from witnessbox.model import seal as module
from witnessbox.model.canonical import canonical
from witnessbox.model.codec import to_json
from witnessbox.model.items import Attributes, FileTimes, Item, ItemKind, Outcome
from witnessbox.model.seal import (
    FIELDS,
    AcquisitionTree,
    ItemOpening,
    acquisition_key,
    acquisition_root,
    field_values,
    item_root,
    item_rows,
    reference,
    seal_tree,
)

MASTER = bytes(range(32))
KEY = acquisition_key(MASTER, "trove-1", 1)


def item(number: int, **more: Any) -> Item:
    members: dict[str, Any] = {
        "trove_id": "trove-1",
        "path": b"folder/%d \xff" % number,
        "content": hashlib.sha256(b"%d" % number).hexdigest(),
        "size": 1000 + number,
        "kind": ItemKind.FILE,
        "outcome": Outcome.SEALED,
        "times": FileTimes(modified=str(10**18 + number), changed="2", accessed="3"),
        "attributes": Attributes(mode=0o644, owner=1000, group=1000, links=1),
    }
    return Item(**{**members, **more})


def reached(opening: ItemOpening) -> bytes:
    """The seal that an opening leads to, with hashlib and nothing of the program's own checks but the audit path."""
    roots = set()
    for field in opening.fields:
        leaf = hashlib.sha256(b"\0" + bytes.fromhex(field.salt) + canonical([field.name, field.value])).digest()
        steps = [bytes.fromhex(step) for step in field.path]
        roots.add(merkle.root_from_inclusion(leaf, field.position, opening.field_count, steps))
    (root,) = roots
    for index, size, path in (
        (opening.slot, opening.slots, opening.path),
        (opening.acquisition, opening.acquisitions, opening.acquisition_path),
    ):
        steps = [bytes.fromhex(step) for step in path]
        root = merkle.root_from_inclusion(merkle.leaf_hash(root), index, size, steps)
    return root


@given(st.integers(1, 40), st.randoms())
@settings(max_examples=25)
def test_the_order_of_items_does_not_matter(number: int, chance: random.Random) -> None:
    items = [item(each) for each in range(number)]
    shuffled = items[:]
    chance.shuffle(shuffled)
    tree = AcquisitionTree(KEY, items)
    assert AcquisitionTree(KEY, shuffled).root() == tree.root()
    halves = [item_rows(KEY, some) for some in (shuffled[: number // 2], shuffled[number // 2 :])]
    assert acquisition_root(KEY, halves) == tree.root(), "it may be made in parts"
    assert len(tree) >= number
    assert len(tree) & (len(tree) - 1) == 0, "the number of slots is a power of two"
    assert len(tree) < 2 * number or number == 1


@given(st.integers(1, 20), st.integers(1, 4), st.sets(st.sampled_from(FIELDS), min_size=1), st.data())
@settings(max_examples=40)
def test_openings_lead_to_the_seal(number: int, acquisitions: int, fields: set[str], data: st.DataObject) -> None:
    trees = [
        AcquisitionTree(acquisition_key(MASTER, "trove-1", each + 1), [item(n) for n in range(each, each + number)])
        for each in range(acquisitions)
    ]
    seal = seal_tree([tree.root() for tree in trees])
    which = data.draw(st.integers(0, acquisitions - 1))
    opened = item(which + data.draw(st.integers(0, number - 1)))
    opening = trees[which].open(opened, sorted(fields, key=FIELDS.index), number=which + 1, seal=seal)
    assert reached(opening) == seal.root()
    assert {field.name for field in opening.fields} == fields


def test_a_changed_opening_leads_elsewhere() -> None:
    tree = AcquisitionTree(KEY, [item(number) for number in range(5)])
    seal = seal_tree([tree.root()])
    opening: Any = to_json(tree.open(item(2), ("reference", "kind"), number=1, seal=seal))
    from witnessbox.model.codec import from_json

    for change in (
        lambda value: value["fields"][0].update(value="0" * 32),
        lambda value: value["fields"][1].update(value="link"),
        lambda value: value["fields"][0].update(salt="00" * 32),
        lambda value: value.update(slot=value["slot"] ^ 1),
    ):
        import copy

        spoiled = copy.deepcopy(opening)
        change(spoiled)
        try:
            assert reached(from_json(ItemOpening, spoiled)) != seal.root()
        except ValueError:  # the fields lead to different item roots
            continue


def test_closed_fields_stay_closed() -> None:
    """Whoever holds the same footage knows digest, size, name and times, and still cannot tell that it is this one."""
    mine = item(1)
    tree = AcquisitionTree(KEY, [mine, item(2), item(3)])
    opening = tree.open(mine, ("reference", "kind"), number=1, seal=seal_tree([tree.root()]))
    shown = canonical(to_json(opening))
    for secret in (mine.content or "", str(mine.size), mine.times.modified, base64.b64encode(mine.path).decode()):
        assert secret.encode() not in shown
    closed = {node for field in opening.fields for node in field.path}
    for name, value in mine.sealed_fields().items():
        for salt in (b"", bytes(32), *(bytes.fromhex(field.salt) for field in opening.fields)):
            assert merkle.leaf_hash(salt + canonical([name, value])).hex() not in closed
    assert len({field.salt for field in opening.fields}) == 2


@pytest.mark.parametrize(
    "other",
    [
        item(1, content=hashlib.sha256(b"x").hexdigest()),
        item(1, size=5),
        item(1, path=b"x"),
        item(1, kind=ItemKind.LINK),
        item(1, outcome=Outcome.CHANGED),
        item(1, times=FileTimes(modified="5", changed="2", accessed="3")),
        item(1, attributes=Attributes(mode=0o600, owner=1000, group=1000, links=1)),
        item(1, parent="00" * 32),
        item(1, trove_id="trove-2"),
    ],
)
def test_every_field_is_under_the_seal(other: Item) -> None:
    assert item_root(KEY, other) != item_root(KEY, item(1))


def test_what_changes_by_reading_is_not_under_the_seal() -> None:
    """Access and change times, owner numbers of the reading machine: they differ between two readers of one stick."""
    other = item(
        1,
        times=FileTimes(modified=item(1).times.modified, changed="9", accessed="9"),
        attributes=Attributes(mode=0o644, owner=0, group=0, links=2),
    )
    assert item_root(KEY, other) == item_root(KEY, item(1))


def test_keys_differ_by_master_trove_and_number() -> None:
    keys = {
        acquisition_key(master, trove, number)
        for master in (MASTER, bytes(32))
        for trove in ("trove-1", "trove-11")
        for number in (1, 11)
    }
    assert len(keys) == 8
    assert reference(KEY, item(1)) != reference(acquisition_key(bytes(32), "trove-1", 1), item(1))
    assert len(reference(KEY, item(1))) == 32
    assert field_values(KEY, item(1))["reference"] == reference(KEY, item(1))


def test_no_items_make_the_empty_tree() -> None:
    assert AcquisitionTree(KEY, []).root() == merkle.EMPTY_ROOT
    assert len(seal_tree([])) == 0


@given(st.binary(max_size=140), st.binary(max_size=300))
def test_the_quick_hmac_is_the_one_of_the_standard_library(key: bytes, message: bytes) -> None:
    assert module._hmac(key, message) == hmac.digest(key, message, "sha256")
