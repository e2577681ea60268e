"""Names of an export: safe everywhere, one for each name, readable where that does no harm."""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odd_names import MEMBERS, NAMES, file

from witnessbox.intake.export_names import LONGEST_PATH, Places, readable, safe_name, safe_path

RESERVED = re.compile(r"(CON|PRN|AUX|NUL|COM\d|LPT\d)( *$| *\.)", re.IGNORECASE)


def check(name: str) -> None:
    assert name
    assert len(name.encode("utf-8")) <= 255
    assert len(name.encode("utf-16-le")) <= 510
    assert not set(name) & set('\\/:*?"<>|%`^\r\n\t'), name
    assert name[0] not in " .-~", name
    assert name[-1] not in " .", name
    assert not RESERVED.match(name), name
    assert unicodedata.normalize("NFC", name) == name
    assert all(each == " " or unicodedata.category(each)[0] not in "CZ" for each in name)


def back(name: str) -> bytes:
    """What a name stands for, unless it was shortened."""
    if name == "=":
        return b""
    return re.sub(rb"=([0-9A-F]{2})", lambda found: bytes.fromhex(found[1].decode()), name.encode("utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_an_odd_name_gets_a_safe_one(name: bytes) -> None:
    safe = safe_name(name)
    check(safe)
    assert "=~" in safe or back(safe) == name


@given(st.binary(max_size=300))
def test_any_bytes_get_a_safe_name_that_can_be_read_back(name: bytes) -> None:
    name = name.replace(b"/", b"")
    safe = safe_name(name)
    check(safe)
    assert "=~" in safe or back(safe) == name


@given(st.text(max_size=200))
def test_any_text_gets_a_safe_name_that_can_be_read_back(text: str) -> None:
    name = text.replace("/", "").encode("utf-8", "replace")
    safe = safe_name(name)
    check(safe)
    assert "=~" in safe or back(safe) == name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Показания свидетеля (2).txt".encode(), "Показания свидетеля (2).txt"),
        (b"\xf1.jpg", "=F1.jpg"),
        (b"100%.txt", "100=25.txt"),
        (b"a=b", "a=3Db"),
        ("и\u0306".encode(), "и=CC=86"),
        (b"..", "=2E=2E"),
        (b"con.txt", "=63on.txt"),
        (b"console.txt", "console.txt"),
        (b"", "="),
    ],
)
def test_what_is_harmless_stays_readable(name: bytes, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_keeps_its_ending_and_is_told_from_its_neighbour() -> None:
    one, two = safe_name(b"\xff" * 250 + b"a.mp4"), safe_name(b"\xff" * 250 + b"b.mp4")
    assert one != two
    assert one.endswith(".mp4")
    check(one)


@pytest.mark.parametrize("path", MEMBERS)
def test_no_path_leads_out_of_its_folder(path: bytes) -> None:
    parts = safe_path(path).split("/")
    assert not {"", ".", ".."} & set(parts)
    assert os.path.normpath("/x/" + safe_path(path)).startswith("/x/")


def test_no_two_places_are_one_on_any_file_system() -> None:
    items = [file(name, b"x")[0] for name in NAMES]
    items += [replace(each, parent="ab" * 32) for each in items] + [
        file(name, b"x", parent=b"p")[0] for name in MEMBERS
    ]
    items += [replace(each, content="cd" * 32) for each in items]
    items += [file(b"a.txt/below", b"y")[0], file(b"SUB/x", b"y")[0], file(b"sub", b"y")[0]]
    places = Places()
    given_away = [places.place(item) for item in items]
    folded = [unicodedata.normalize("NFC", place.casefold()) for place in given_away]
    assert len(set(folded)) == len(items)
    files = set(folded)
    for place in folded:
        parts = place.split("/")
        assert not {"/".join(parts[:end]) for end in range(1, len(parts))} & files, place
    assert all(len(place.encode()) <= LONGEST_PATH for place in given_away)
    assert given_away[0] == "files/note.txt"


def test_the_same_items_get_the_same_places() -> None:
    items = [file(name, b"x")[0] for name in NAMES]
    first, second = Places(), Places()
    assert [first.place(item) for item in items] == [second.place(item) for item in items]


def test_many_names_are_not_taken_for_each_other() -> None:
    places = Places()
    apart = sum(places.place(file(b"%d/%d" % (n % 100, n), b"")[0]).startswith("apart/") for n in range(5000))
    assert apart == 0


@given(st.binary(max_size=60))
def test_readable_text_is_one_line_without_tricks(path: bytes) -> None:
    assert all(each == " " or unicodedata.category(each)[0] not in "CZ" for each in readable(path))


def test_a_bag_of_odd_names_can_be_made_here(tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / safe_name(name)).write_bytes(name)
    assert {path.read_bytes() for path in tmp_path.iterdir()} == set(NAMES)
