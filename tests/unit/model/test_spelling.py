"""Names in code pages are read as they were meant, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from witnessbox.model.spelling import likely_spelling

NAMES = [
    "Видео/избиение 12.avi",
    "ОТБ-1 карцер.mp4",
    "2020-02-14 Иванов П.С. (допрос).MOV",
    "новая папка",
    "Жалоба на начальника.doc",
    "ВИДЕО С РЕГИСТРАТОРА №3.AVI",
    "щётка.jpg",
    "«копия» отчёта — июнь.xls",
]


def encoded(name: str, page: str) -> bytes | None:
    try:
        return name.encode(page)
    except UnicodeEncodeError:  # it has no sign for all of it
        return None


RAW = [(raw, name) for name in NAMES for page in ("cp866", "cp1251") if (raw := encoded(name, page))]
RAW += [(name.encode("koi8-r"), name) for name in ("Видео/избиение 12.avi", "Жалоба на начальника.doc")]


@pytest.mark.parametrize(("raw", "name"), RAW)
def test_a_russian_name_is_read_in_its_code_page(raw: bytes, name: str) -> None:
    found = likely_spelling(raw)
    assert found is not None
    assert found.text == name


@pytest.mark.parametrize(
    "name",
    [
        b"",
        b"plain.txt",
        "Видео.avi".encode(),
        b"n\xe4me.txt",
        b"caf\xe9.jpg",
        b"\xe0.txt",
        b"\xff\xfe\xfd\xfc",
        b"a\x80\x81\x82b",
    ],
)
def test_other_names_are_not_guessed_at(name: bytes) -> None:
    assert likely_spelling(name) is None


@given(st.binary(max_size=40))
def test_every_name_has_an_answer(name: bytes) -> None:
    found = likely_spelling(name)
    assert found is None or found.text.encode(found.code_page) == name
