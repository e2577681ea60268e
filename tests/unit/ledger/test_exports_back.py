"""Whatever a claim says, FollowTheMoney and a table bring it back, and nothing in them is sharper than it was."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from followthemoney import model
from followthemoney.proxy import EntityProxy
from hypothesis import given, settings
from hypothesis import strategies as st

from witnessbox.ledger.exports.ftm import FtmEntity, claim_entities, named_entities
from witnessbox.ledger.exports.ftm_import import read_ftm
from witnessbox.ledger.exports.table import COLUMNS, read_table, row_of
from witnessbox.ledger.exports.writing import _csv
from witnessbox.model.claims import (
    Attribution,
    AttributionLevel,
    Claim,
    ClaimDate,
    Count,
    CountQualifier,
    DatePrecision,
    FieldSpan,
    Hedge,
    Part,
    Participant,
    Proposer,
    Quote,
    Reference,
    Relation,
    RelationKind,
)
from witnessbox.model.ledger import ClaimStatus, Entity, EntitySchema, GeoPoint, Protection
from witnessbox.model.vocabulary import ClaimKind, ClaimType
from witnessbox.vault.ledger import ClaimRow

EDTF = "2021 2021-11 2021-11-25? 2021-11~ [2021-11-01..2021-11-24] [..2021-11] 2015/.. /2021 20XX-12 {2021,2022-03}"
KEYS = ("orlov", "npd", "Суд-7", "a/b", "x_y", "-odd", "post-1", "party-0", "address-orlov", "memo")

keys = st.sampled_from(KEYS)
words = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
some = words.filter(bool)
labels = st.text(st.characters(categories=("L", "N"), include_characters="-_./"), min_size=1, max_size=8)
ids = st.builds(lambda source, label: f"{source}:{label}", st.sampled_from(["base", "wire", "Лист-2"]), labels)
numbers = st.integers(0, 10**9)
dates = st.builds(
    ClaimDate,
    edtf=st.sampled_from(EDTF.split()), as_written=words, basis=words, precision=st.sampled_from(DatePrecision),
)  # fmt: skip
counts = st.builds(
    Count,
    value=numbers, unit=words, qualifier=st.sampled_from(CountQualifier), upper=st.none() | numbers,
)  # fmt: skip
participants = st.builds(Participant, role=st.sampled_from(Part), entity=keys) | st.builds(
    Participant,
    role=st.sampled_from(Part), entity=some, refers=st.sampled_from([Reference.TEXT, Reference.EVENT]),
)  # fmt: skip
chain = st.builds(
    Attribution,
    source=keys, verb=st.none() | words, level=st.sampled_from(AttributionLevel),
)  # fmt: skip
proposers = st.builds(
    Proposer,
    tool=some, version=words, model=st.none() | words,
    spans=st.lists(st.builds(FieldSpan, field=some, start=numbers, end=numbers), max_size=2).map(tuple),
)  # fmt: skip


def tuples(of: st.SearchStrategy[object], most: int = 3) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(of, max_size=most).map(tuple)


def claims_of(type_: ClaimType) -> st.SearchStrategy[Claim]:
    made = st.builds(
        Claim,
        id=ids, version=st.integers(1, 9), source=st.just(""), type=st.just(type_), kind=st.sampled_from(ClaimKind),
        event=ids, core=st.booleans(), participants=tuples(participants, 4), position=st.none() | some,
        place=st.none() | keys, date=st.none() | dates, count=st.none() | counts, hedge=st.sampled_from(Hedge),
        attribution=tuples(chain), status=st.none() | some, inferred_fields=tuples(some),
        quotes=tuples(st.builds(Quote, text=words, start=numbers, end=numbers)), notes=st.none() | some,
        relations=tuples(st.builds(Relation, kind=st.sampled_from(RelationKind), target=ids)), moments=st.just(()),
        proposer=st.none() | proposers,
    )  # fmt: skip
    return made.map(lambda claim: replace(claim, source=claim.id.partition(":")[0]))


def entity(at: int, key: str, schema: EntitySchema) -> Entity:
    """An entity with all that one may have."""
    return Entity(
        key=key, schema=schema, name=f"Name {at}", as_written=("one", "two"), role_as_written="who is head",
        country="ru", unnamed=at % 2 == 0, publisher="The Paper", published="2021-11", url="https://x.example/",
        organization="npd" if key != "npd" else None, protection=Protection.VICTIM if at == 3 else None,
        point=GeoPoint(latitude="51.5331234", longitude="46.0342345", precision_m=2000),
    )  # fmt: skip


ENTITIES = [entity(at, *each) for at, each in enumerate(zip(KEYS, EntitySchema, strict=False))]


def written(claim: Claim, status: ClaimStatus) -> Iterator[FtmEntity]:
    for entity in ENTITIES:
        yield from named_entities(entity, ["all"])
    yield from claim_entities(ClaimRow(claim=claim, status=status), set())


@pytest.mark.parametrize("type_", ClaimType)
@settings(max_examples=12)
@given(data=st.data(), status=st.sampled_from(ClaimStatus))
def test_every_claim_comes_back(type_: ClaimType, data: st.DataObject, status: ClaimStatus) -> None:
    claim = data.draw(claims_of(type_))
    made = list(written(claim, status))
    found = read_ftm([json.dumps(each.line()) for each in made], "x")
    assert found.claims == (claim,)
    assert {each.key: each for each in found.entities} == {each.key: each for each in ENTITIES}
    assert not found.left_out
    table = "".join(_csv(COLUMNS, [row_of(ClaimRow(claim=claim, status=status))], unix=False))
    assert read_table(io.StringIO(table, newline=""), "x").claims == (claim,)


@settings(max_examples=25)
@given(claim=st.sampled_from(ClaimType).flatmap(claims_of))
def test_followthemoney_keeps_every_value(claim: Claim) -> None:
    """Its own library takes each value as it is, but for order and repetition."""
    for each in written(claim, ClaimStatus.CONFIRMED):
        theirs = EntityProxy(model.get(each.schema), {"id": each.id}, cleaned=False)
        for name, values in each.properties.items():
            for value in values:
                theirs.add(name, value, quiet=False)
            plain = {" ".join(value.split()) if name in ("name", "alias") else value for value in values}
            assert set(theirs.get(name)) == plain or name in ("summary", "notes", "recordId"), (each.schema, name)


def test_coordinates_are_no_nearer_than_they_are_known() -> None:
    for entity in ENTITIES:
        for made in named_entities(entity, ["all"]):
            for name in ("latitude", "longitude"):
                assert all(len(value.partition(".")[2]) <= 1 for value in made.properties.get(name, ()))
