"""What people read cannot fool them, and what they type is taken as it is listed."""

from __future__ import annotations

import base64
import io
import unicodedata
from pathlib import Path

import pytest
from cases import copied, empty_case, here, signed
from hypothesis import given
from hypothesis import strategies as st

from witnessbox.cli.output import Output, json_path, shown_path, size_words, timecode
from witnessbox.cli.parsing import microseconds, names_or_input
from witnessbox.model.errors import UsageError


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (b"plain name.txt", "plain name.txt"),
        ("Показания/съёмка.mp4".encode(), "Показания/съёмка.mp4"),
        (b"\xf1\xed.jpg", "\\xf1\\xed.jpg"),
        (b"a\nb\rc\td", "a\\nb\\rc\\td"),
        (b"\x1b[31m", "\\x1b[31m"),
        (b"\x00\x7f", "\\x00\\x7f"),
        ("\u202egpj.exe".encode(), "\\u202egpj.exe"),
        ("\u2066x\u2069".encode(), "\\u2066x\\u2069"),
        ("a\u200bb\ufeff".encode(), "a\\u200bb\\ufeff"),
        ("a\u00a0b\u2028".encode(), "a\\xa0b\\u2028"),
        ("\U000e0041".encode(), "\\U000e0041"),
        (b"", ""),
    ],
)
def test_paths_are_shown_so_that_nobody_is_fooled(path: bytes, shown: str) -> None:
    assert shown_path(path) == shown


@given(st.binary(max_size=40))
def test_no_path_has_a_line_end_or_a_hidden_mark(path: bytes) -> None:
    shown = shown_path(path)
    assert shown.splitlines() in ([shown], [])
    assert all(unicodedata.category(each)[0] not in "CZ" or each == " " for each in shown)


@given(st.binary(max_size=40))
def test_paths_for_scripts_are_exact(path: bytes) -> None:
    value = json_path(path)
    assert base64.b64decode(str(value["path_bytes"]), validate=True) == path
    str(value["path"]).encode()


@pytest.mark.parametrize(
    ("text", "time_us"),
    [
        ("00:00:00.000000", 0),
        ("00:00:12.480", 12_480_000),
        ("00:00:12.48", 12_480_000),
        ("12.480", 12_480_000),
        ("12", 12_000_000),
        ("1:02", 62_000_000),
        ("01:02:03.000004", 3_723_000_004),
        ("100:00:00", 360_000_000_000),
        ("90", 90_000_000),
        ("0.5", 500_000),
    ],
)
def test_moments_are_read_as_they_are_listed(text: str, time_us: int) -> None:
    assert microseconds(text) == time_us


@given(st.integers(0, 10**12))
def test_a_listed_moment_is_read_back(time_us: int) -> None:
    assert microseconds(timecode(time_us)) == time_us


@pytest.mark.parametrize("text", ["", "noon", "-1", "1:2:3:4", "1.", ".5", "1,5", "1.1234567", "1:", ":1", "1 ", "1e3"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        microseconds(text)


@pytest.mark.parametrize("text", ["00:00:61", "00:75:00", "00:00:99.5"])
def test_a_moment_with_more_than_59_seconds_is_a_slip_of_the_pen(text: str) -> None:
    with pytest.raises(UsageError):
        microseconds(text)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (1_500_000, "1.5 MB"),
        (2 * 10**9, "2.0 GB"),
        (10**15, "1000.0 TB"),
    ],
)
def test_sizes_in_words(size: int, words: str) -> None:
    assert size_words(size) == words


def test_names_come_from_the_call_and_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("b c\n\n  d\n"))
    assert names_or_input(["a", "-", "e"]) == ["a", "b", "c", "d", "e"]
    assert names_or_input([]) == []


def test_nothing_on_standard_input_is_not_everything(tmp_path: Path) -> None:
    """`… | witnessbox approve CASE -` with an empty pipe lists; it never signs for all."""
    case = copied(empty_case(), tmp_path / "x.case")
    before = (case / "log" / "entries").read_bytes()
    assert here(*signed("approve", case, "-"), "--json", given="").json == {"plans": []}
    assert (case / "log" / "entries").read_bytes() == before


def test_output_for_scripts_is_the_document_alone(capsys: pytest.CaptureFixture[str]) -> None:
    output = Output(as_json=True)
    output.text("for people")
    output.note("a remark")
    output.answer({"a": 1})
    output.error("went wrong after all", 5)
    captured = capsys.readouterr()
    assert captured.out == '{\n "a": 1\n}\n'
    assert captured.err.splitlines() == ["a remark", "witnessbox: went wrong after all"]


def test_progress_tells_only_on_standard_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("witnessbox.cli.output.LINE_SECONDS", 0.0)
    with Output(as_json=True).progress("working") as tell:
        tell(0, 10)
        tell(5, 10)
        tell(10, 10)
        tell(0, 0)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "working: 50 %" in captured.err


def test_the_time_left_forgets_soon_what_an_interrupted_run_had_done(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of the work is passed by in fifty seconds; the other half takes a thousand."""
    now = [0.0]
    monkeypatch.setattr("witnessbox.cli.output.time.monotonic", lambda: now[0])
    with Output(as_json=True).progress("working") as tell:
        for done in [*range(100, 600, 100), *range(510, 600, 10)]:
            now[0] += 10.0
            tell(done, 1000)
    told = [int(line.split()[-3]) for line in capsys.readouterr().err.splitlines()]
    assert told[4] == 50, told
    assert told[8:] == [1000 - done for done in range(540, 600, 10)], "from the fourth line on"
