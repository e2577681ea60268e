"""Boxes, times and key frames as people and scripts write them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from witnessbox.cli.drawn import area, read_regions, region
from witnessbox.cli.parsing import microseconds, stretch
from witnessbox.model.errors import UsageError
from witnessbox.redaction.regions import Area, Effect


def test_a_box_is_written_in_pixels_or_in_percent() -> None:
    assert area("10,20,30,40") == Area(left=10, top=20, right=30, bottom=40, shares=False)
    assert area("10%, 20.5%,30.25%,100%") == Area(left=1000, top=2050, right=3025, bottom=10_000, shares=True)


@pytest.mark.parametrize(
    "wrong", ["", "1,2,3", "1,2,3,4,5", "1%,2,3,4", "1.5,2,3,4", "-1,2,3,4", "a,b,c,d", "1e3,2,3,4"]
)
def test_what_is_no_box_is_told(wrong: str) -> None:
    with pytest.raises(UsageError):
        area(wrong)


def test_a_box_may_bring_its_time() -> None:
    drawn = region(Effect.HIDE, "1,2,3,4@00:00:01-00:00:02.5", None, None)
    assert (drawn.from_us, drawn.to_us) == (1_000_000, 2_500_000)
    drawn = region(Effect.HIDE, "1,2,3,4", 7, 9)
    assert (drawn.from_us, drawn.to_us) == (7, 9)


def test_times() -> None:
    assert microseconds("01:02:03.25") == 3_723_250_000
    assert microseconds("90") == 90_000_000
    assert stretch("0:01-0:02") == (1_000_000, 2_000_000)
    for wrong in ("1:60", "x", "", "1.1234567"):
        with pytest.raises(UsageError):
            microseconds(wrong)
    for wrong in ("5", "5-4", "5-5", "5-"):
        with pytest.raises(UsageError):
            stretch(wrong)


def test_json(tmp_path: Path) -> None:
    file = tmp_path / "regions.json"
    keys = [{"at": "0:03", "box": [30, 0, 40, 10]}, {"at": "0:01", "box": "0,0,10,10"}]
    still = {"do": "open", "from": "0:01", "to": "0:02", "box": ["0%", "0%", "50%", "50%"]}
    file.write_text(json.dumps({"regions": [still, {"do": "hide", "keys": keys}]}))
    opened, hidden = read_regions(file)
    assert (opened.effect, opened.from_us, opened.to_us) == (Effect.OPEN, 1_000_000, 2_000_000)
    assert [key.time_us for key in hidden.keys] == [1_000_000, 3_000_000]
    assert (hidden.from_us, hidden.to_us) == (None, None)


def test_csv(tmp_path: Path) -> None:
    file = tmp_path / "regions.csv"
    file.write_text(
        "do,region,at,from,to,left,top,right,bottom\n"
        "hide,,,0:01,0:02,0,0,10,10\n"
        "open,door,0:02,,,50%,0%,60%,10%\n"
        "open,door,0:01,,,10%,0%,20%,10%\n"
    )
    hidden, opened = read_regions(file)
    assert (hidden.effect, hidden.from_us, hidden.to_us) == (Effect.HIDE, 1_000_000, 2_000_000)
    assert [key.time_us for key in opened.keys] == [1_000_000, 2_000_000]
    # a moving opening is open from its first key to its last, not before and not after
    assert (opened.from_us, opened.to_us) == (1_000_000, 2_000_000)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", "[]"),
        ("a.json", '{"regions": [{"do": "show", "box": [1, 2, 3, 4]}]}'),
        ("a.json", '{"regions": [{"do": "hide"}]}'),
        ("a.json", '{"regions": [{"do": "hide", "box": [1, 2, 3, 4], "keys": []}]}'),
        ("a.json", '{"regions": [{"do": "hide", "box": [1, 2, 3, 4.5]}]}'),
        ("a.json", '{"regions": [{"do": "hide", "box": [1, 2, 3, 4], "form": 5}]}'),
        ("a.json", "{"),
        ("a.json", "\xff"),
        ("a.csv", "do,left,top,right\nhide,1,2,3\n"),
        ("a.csv", "do,left,top,right,bottom\nhide,1,2,3\n"),
        ("a.csv", "do,left,top,right,bottom\nhide,1,2,3,4,5\n"),
        ("a.csv", "do,region,left,top,right,bottom\nhide,a,1,2,3,4\nopen,a,1,2,3,4\n"),
        ("a.csv", "do,left,top,right,bottom,shape\nhide,1,2,3,4,round\n"),
    ],
)
def test_a_file_that_is_wrong_is_named(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError, match=name.replace(".", r"\.")):
        read_regions(tmp_path / name)
    with pytest.raises(UsageError, match="cannot be read"):
        read_regions(tmp_path / "nowhere.json")
