"""Canonical JSON after RFC 8785: one value has one form, and nothing that implementations disagree about is let in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from witnessbox.model.canonical import MAX_INTEGER, canonical, parse

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-1, "-1"),
        (MAX_INTEGER, "9007199254740991"),
        (-MAX_INTEGER, "-9007199254740991"),
        ("", '""'),
        ([], "[]"),
        ({}, "{}"),
        ([1, [2, {"a": []}]], '[1,[2,{"a":[]}]]'),
        ({"b": 1, "a": 2}, '{"a":2,"b":1}'),
        # RFC 8785, 3.2.2.2: the short escapes, other control characters as \u00xx in lower case, nothing else.
        ('\b\t\n\f\r"\\', '"\\b\\t\\n\\f\\r\\"\\\\"'),
        ("\x00\x0b\x1f", '"\\u0000\\u000b\\u001f"'),
        ("\x7f\x80\u2028\u2029/", '"\x7f\x80\u2028\u2029/"'),
        ("€ \U0001f600 Ж", '"€ \U0001f600 Ж"'),
    ],
)
def test_forms(value: Any, form: str) -> None:
    assert canonical(value) == form.encode()
    assert parse(form.encode()) == value


def test_names_are_sorted_by_utf_16_code_units_as_the_example_of_the_rfc_is() -> None:
    """RFC 8785, 3.2.3: an emoji (surrogates from d83d) stands before a presentation form (fb33)."""
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    value = json.loads(canonical(dict.fromkeys(names)))
    assert list(value) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


@given(VALUES)
def test_what_was_written_is_read_back_and_has_one_form(value: Any) -> None:
    form = canonical(value)
    assert parse(form) == value
    assert canonical(parse(form)) == form


@given(st.dictionaries(TEXT, st.integers(0, 9), max_size=6), st.randoms())
def test_the_order_of_members_does_not_matter(value: dict[str, Any], chance: Any) -> None:
    members = list(value.items())
    chance.shuffle(members)
    assert canonical(dict(members)) == canonical(value)


@pytest.mark.parametrize("value", [1.0, float("nan"), b"x", {1}, object(), [1.5], {"a": 0.0}])
def test_what_has_no_form_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical(value)


@given(TEXT, st.sampled_from([0.5, -1e300, 1e-7, 10**16, -(2**60)]), TEXT)
def test_no_string_hides_a_number_that_has_no_form(before: str, number: Any, after: str) -> None:
    for value in ([before, number, after], {before: number}, {"a": [before], "b": {after: [number]}}):
        with pytest.raises((TypeError, ValueError)):
            canonical(value)


@pytest.mark.parametrize("value", [MAX_INTEGER + 1, -MAX_INTEGER - 1, 10**30, [2**53], "\ud800", {"\udfff": 1}])
def test_what_readers_would_change_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        canonical(value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" 1",
        b"1 ",
        b"1\n",
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1,"a":2}',
        b"1.0",
        b"1e3",
        b"-0",
        b"01",
        b"9007199254740992",
        b"NaN",
        b"Infinity",
        b'"\\u0041"',
        b'"\\/"',
        b'"\\u001F"',
        b'"\\ud800"',
        b"\xff",
        b"\xef\xbb\xbf1",
        b"[1,]",
        b"nul",
    ],
)
def test_other_forms_of_the_same_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        parse(data)
