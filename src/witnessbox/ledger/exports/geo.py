"""GeoJSON (RFC 7946): facilities and places, and the claims that speak of them, no nearer than they are known."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from witnessbox.ledger.exports.dates import plain_dates
from witnessbox.ledger.exports.view import View
from witnessbox.model.canonical import Json
from witnessbox.model.claims import Part
from witnessbox.model.ledger import Entity, EntitySchema, GeoPoint
from witnessbox.vault.ledger import ClaimRow

_METRES_A_DEGREE = 111_320  # of latitude; of longitude less, so rounding hides at least as much
_HALF_CIRCLE = 180
_PLACES = frozenset({EntitySchema.FACILITY, EntitySchema.PLACE})


def features(view: View) -> Iterator[str]:
    """Features one by one: places first, then claims; a claim without a known place has no geometry."""
    points: dict[str, GeoPoint] = {}
    for entity in view.entities():
        if entity.schema in _PLACES:
            if entity.point is not None:
                points[entity.key] = entity.point
            yield _feature(f"place:{entity.key}", entity.point, _of_place(entity))
    for row in view.claims():
        keys = (*row.claim.who(Part.LOCATION), row.claim.place)
        point = next((points[key] for key in keys if key in points), None)
        yield _feature(f"claim:{row.claim.id}", point, _of_claim(row))


def _of_place(entity: Entity) -> dict[str, Json]:
    return {
        "key": entity.key,
        "schema": entity.schema.value,
        "name": entity.name,
        "country": entity.country,
        "precision_m": None if entity.point is None else entity.point.precision_m,
    }


def _of_claim(row: ClaimRow) -> dict[str, Json]:
    claim, dates = row.claim, plain_dates(row.claim)
    return {
        "claim": claim.id,
        "source": claim.source,
        "type": claim.type.value,
        "kind": claim.kind.value,
        "hedge": claim.hedge.value,
        "standing": row.status.value,
        "place": claim.place,
        "edtf": dates.edtf or None,
        "date": dates.date,
        "start": dates.start,
        "end": dates.end,
        "count": None if claim.count is None else claim.count.value,
        "count_qualifier": None if claim.count is None else claim.count.qualifier.value,
        "count_unit": None if claim.count is None else claim.count.unit,
    }


def decimals(precision_m: int) -> int:
    """Decimals of a degree that a precision in metres carries: one more would say more than is known."""
    return max(0, min(6, math.floor(math.log10(_METRES_A_DEGREE / max(1, precision_m)))))


def _feature(id_: str, point: GeoPoint | None, properties: dict[str, Json]) -> str:
    """One feature as text, because coordinates keep the digits in which they are known."""
    geometry = "null"
    if point is not None:
        found = [degrees(each, decimals(point.precision_m)) for each in (point.longitude, point.latitude)]
        if None not in found:
            geometry = f'{{"type":"Point","coordinates":[{found[0]},{found[1]}]}}'
    return (
        f'{{"type":"Feature","id":{json.dumps(id_)},"geometry":{geometry},'
        f'"properties":{json.dumps(properties, ensure_ascii=True)}}}'
    )


def degrees(text: str, places: int) -> str | None:
    """A coordinate cut to its known digits; None for what is no number of degrees."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return f"{number:.{places}f}" if number.is_finite() and abs(number) <= _HALF_CIRCLE else None
