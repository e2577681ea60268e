"""Canonical JSON after RFC 8785, restricted so that every implementation agrees byte for byte.

Floats are refused (their shortest decimal form is where implementations differ), and integers beyond 2^53 - 1 must
be written as decimal strings, because JavaScript readers would round them.
"""

from __future__ import annotations

import json
import re
from typing import TypeAlias

Json: TypeAlias = "None | bool | int | str | list[Json] | dict[str, Json]"

MAX_INTEGER = 2**53 - 1
"""Largest integer that every JSON reader keeps exactly (IEEE 754 double)."""

_EXACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_QUICK = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, sort_keys=True)
_NOT_PLAIN = re.compile(r"(?:^|[:,\[])-?(?:[0-9]+[.eE]|[0-9]{16})")
"""What may be a float or a long integer; where it stands inside a string, the slower way gives the same."""
_LONG = 1 << 20


def _checked(value: Json) -> Json:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise ValueError(f"integer {value} does not fit canonical JSON; write it as a decimal string")
        return value
    if isinstance(value, list):
        return [_checked(member) for member in value]
    if isinstance(value, dict):
        # RFC 8785 sorts by UTF-16 code units, which differs from code point order beyond the basic plane.
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return {key: _checked(value[key]) for key in keys}
    raise TypeError(f"{type(value).__name__} has no canonical JSON form")


def canonical(value: Json) -> bytes:
    """Encode a JSON value as RFC 8785 bytes.

    Raises:
        ValueError: an integer is beyond 2^53 - 1, or a string holds a lone surrogate.
        TypeError: a float, bytes or any other type that is not JSON.
    """
    if isinstance(value, str):
        return json.encoder.encode_basestring(value).encode("utf-8")
    try:
        text = _QUICK.encode(value)
    except ValueError:
        _checked(value)  # says it in our words
        raise
    # Code points sort like UTF-16 code units up to U+D7FF, and a number is plain when it is a short integer.
    if (not text.isascii() and max(text) > "\ud7ff") or _NOT_PLAIN.search(_outside_strings(text)):
        text = _EXACT.encode(_checked(value))
    return text.encode("utf-8")


def _outside_strings(text: str) -> str:
    """JSON without its strings, which are most of it: looking through the rest takes a fifth of the time.

    A long text stays as it is: its pieces would take ten times its own memory.
    """
    return text if "\\" in text or len(text) > _LONG else "".join(text.split('"')[::2])


def parse(data: bytes) -> Json:
    """Decode canonical JSON and insist that it is canonical, so that one record has one digest.

    Raises:
        ValueError: the bytes are not UTF-8 JSON, or not in canonical form.
    """
    value: Json = json.loads(data.decode("utf-8"))
    try:
        again = canonical(value)
    except TypeError as error:
        raise ValueError(str(error)) from error
    if again != data:
        raise ValueError("not in canonical form (RFC 8785)")
    return value
