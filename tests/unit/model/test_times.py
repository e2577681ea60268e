from __future__ import annotations

from datetime import UTC, datetime

import pytest

from witnessbox.model.codec import to_json
from witnessbox.model.items import Attributes, FileTimes, Item, ItemKind, Outcome
from witnessbox.model.media import Probe, TimeStatement
from witnessbox.model.observations import Observation
from witnessbox.model.times import (
    Claim,
    Precision,
    TimeLine,
    Where,
    read_time,
    side_by_side,
    stated_times,
    times_in_name,
)

SECOND, MADE, LATE = Precision.SECOND, Claim.MADE, Claim.LATER


def seconds(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp())  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("text", "zone", "precision", "first"),
    [
        ("2021:10:04 15:30:00", None, Precision.SECOND, seconds(2021, 10, 4, 15, 30)),
        ("2021-10-04T15:30:00Z", "Z", Precision.SECOND, seconds(2021, 10, 4, 15, 30)),
        ("2021-10-04T15:30:00.123456Z", "Z", Precision.FRACTION, seconds(2021, 10, 4, 15, 30)),
        ("2021-10-04 15:30:00 UTC", "Z", Precision.SECOND, seconds(2021, 10, 4, 15, 30)),
        ("2021-10-04T15:30:00+0300", "+03:00", Precision.SECOND, seconds(2021, 10, 4, 12, 30)),
        ("D:20211004153000-09'30'", "-09:30", Precision.SECOND, seconds(2021, 10, 5, 1, 0)),
        ("D:20211004153000Z", "Z", Precision.SECOND, seconds(2021, 10, 4, 15, 30)),
        ("D:2021", None, Precision.YEAR, seconds(2021, 1, 1)),
        ("2021-10", None, Precision.MONTH, seconds(2021, 10, 1)),
        ("2021-10-04", None, Precision.DAY, seconds(2021, 10, 4)),
        ("2021-10-04 15:30", None, Precision.MINUTE, seconds(2021, 10, 4, 15, 30)),
        ("Mon Oct  4 15:30:00 2021", None, Precision.SECOND, seconds(2021, 10, 4, 15, 30)),
        ("MON OCT 04 15:30:00 2021\n\0", None, Precision.SECOND, seconds(2021, 10, 4, 15, 30)),
        ("Mon, 04 Oct 2021 15:30:00 +0300", "+03:00", Precision.SECOND, seconds(2021, 10, 4, 12, 30)),
        ("2016-12-31T23:59:60Z", "Z", Precision.SECOND, seconds(2016, 12, 31, 23, 59, 59)),
    ],
)
def test_times_as_files_write_them(text: str, zone: str | None, precision: Precision, first: int) -> None:
    read = read_time(text)
    assert read is not None
    assert (read.zone, read.precision, read.first) == (zone, precision, first)


@pytest.mark.parametrize(
    "text", ["0000:00:00 00:00:00", "2021-13-01", "2021-02-30", "04/05/2021", "yesterday", "", "9999-12-31", "20211"]
)
def test_what_is_no_time_or_is_ambiguous_is_not_read(text: str) -> None:
    assert read_time(text) is None


@pytest.mark.parametrize(
    ("name", "first", "precision", "zone", "claim"),
    [
        ("20211004_153000.jpg", seconds(2021, 10, 4, 15, 30), SECOND, None, MADE),
        ("VID_20210203_120000.mp4", seconds(2021, 2, 3, 12), SECOND, None, MADE),
        ("PXL_20211004_123000123.MP.jpg", seconds(2021, 10, 4, 12, 30), SECOND, None, MADE),
        ("IMG-20211004-WA0001.jpg", seconds(2021, 10, 4), Precision.DAY, None, Claim.LATER),
        ("WhatsApp Image 2021-10-04 at 3.30.00 PM.jpeg", seconds(2021, 10, 4, 15, 30), SECOND, None, LATE),
        ("photo_2021-10-04_15-30-00 (2).jpg", seconds(2021, 10, 4, 15, 30), SECOND, None, LATE),
        ("video_3@04-10-2021_15-30-00.mp4", seconds(2021, 10, 4, 15, 30), SECOND, None, LATE),
        ("signal-2021-10-04-153000.jpg", seconds(2021, 10, 4, 15, 30), SECOND, None, LATE),
        ("Screenshot_2021-10-04-15-30-00-123_org.x.png", seconds(2021, 10, 4, 15, 30), SECOND, None, MADE),
        ("Screenshot_20211004-153000.png", seconds(2021, 10, 4, 15, 30), SECOND, None, MADE),
        ("Screen Shot 2021-10-04 at 15.30.00.png", seconds(2021, 10, 4, 15, 30), SECOND, None, MADE),
        ("Снимок экрана 2021-10-04 в 15.30.00.png", seconds(2021, 10, 4, 15, 30), SECOND, None, MADE),
        ("WIN_20211004_15_30_00_Pro.mp4", seconds(2021, 10, 4, 15, 30), SECOND, None, MADE),
        ("DJI_20211004153000_0001.MP4", seconds(2021, 10, 4, 15, 30), SECOND, None, MADE),
        ("2021_1004_153000_001.MP4", seconds(2021, 10, 4, 15, 30), SECOND, None, MADE),
        ("report 2021-10-04 final.docx", seconds(2021, 10, 4), Precision.DAY, None, Claim.MADE),
        ("1633361400123.jpg", 1633361400, Precision.FRACTION, "Z", Claim.MADE),
        ("IMG_1633361400.mp4", 1633361400, Precision.SECOND, "Z", Claim.MADE),
        ("FB_IMG_1633361400123.jpg", 1633361400, Precision.FRACTION, "Z", Claim.LATER),
    ],
)  # fmt: skip
def test_times_in_file_names(name: str, first: int, precision: Precision, zone: str | None, claim: Claim) -> None:
    stated = times_in_name(name)
    assert [(each.first, each.precision, each.zone, each.claim) for each in stated] == [(first, precision, zone, claim)]
    assert stated[0].where is Where.FILE_NAME
    assert stated[0].written in name


@pytest.mark.parametrize(
    "name",
    ["IMG_0001.JPG", "DSC01.ARW", "20219999_153000.jpg", "a" * 300, "+79161234567.vcf", "12345678901234567.mp4"],
)
def test_names_without_a_time(name: str) -> None:
    assert times_in_name(name) == ()


def test_a_recorder_names_start_and_end() -> None:
    stated = times_in_name("ch2_main_20211004120000_20211004130000.dav")
    assert [each.first for each in stated] == [seconds(2021, 10, 4, 12), seconds(2021, 10, 4, 13)]


def item(path: str, modified: datetime, local: bool = False) -> Item:
    return Item(
        trove_id="t",
        path=path.encode(),
        content="ab" * 32,
        size=1,
        kind=ItemKind.FILE,
        outcome=Outcome.SEALED,
        times=FileTimes(modified=f"{int(modified.timestamp())}000000000", local=local),
        attributes=Attributes(mode=0o600),
    )


def lines(path: str, modified: datetime, *said: tuple[str, str, str | None], duration: int = 0) -> tuple[TimeLine, ...]:
    probe = Probe(
        container="JPEG",
        announced_us=None,
        duration_us=None,
        streams=(),
        times=tuple(TimeStatement(source="exif", key=key, value=value, zone=zone) for key, value, zone in said),
    )
    seen = Observation(content="ab" * 32, kind="headers", analyzer="headers", version="1", value=to_json(probe))
    return side_by_side(stated_times([(item(path, modified), path)], [seen]), duration)


def contradictions(found: tuple[TimeLine, ...]) -> list[tuple[int, ...]]:
    return [line.contradicts for line in found]


LATER = datetime(2021, 10, 6, tzinfo=UTC)


def test_times_that_agree_but_for_a_zone_do_not_contradict() -> None:
    found = lines(
        "20211004_153001.jpg",
        LATER,
        ("DateTimeOriginal", "2021:10:04 15:30:00", None),
        ("creation_time", "2021-10-04T12:30:00Z", "Z"),
        ("GPSDateTime", "2021:10:04 10:00:05", "Z"),
        ("ModifyDate", "2021:10:04 16:11:00", None),
    )
    assert [line.time.where for line in found] == [Where.FILE_NAME, Where.FILE_SYSTEM, *[Where.INSIDE] * 4]
    assert contradictions(found) == [()] * 6


def test_another_day_contradicts_and_nothing_is_chosen() -> None:
    found = lines("20211004_153000.jpg", LATER, ("DateTimeOriginal", "2019:01:01 00:00:00", None))
    assert contradictions(found) == [(2,), (), (0,)]


def test_minutes_that_are_no_zone_contradict_unless_the_film_is_that_long() -> None:
    said = ("creation_time", "2021-10-04T15:47:00Z", "Z")
    assert contradictions(lines("20211004_153000.mp4", LATER, said)) == [(2,), (), (0,)]
    assert contradictions(lines("20211004_153000.mp4", LATER, said, duration=1000)) == [()] * 3


def test_what_was_changed_before_it_was_made_contradicts() -> None:
    found = lines("x.jpg", datetime(2020, 1, 1, tzinfo=UTC), ("DateTimeOriginal", "2021:10:04 15:30:00", None))
    assert contradictions(found) == [(1,), (0,)]
    assert contradictions(lines("x.jpg", LATER, ("DateTimeOriginal", "2021:10:04 15:30:00", None))) == [(), ()]


def test_a_name_that_gives_the_day_only_agrees_with_any_time_of_that_day() -> None:
    said = ("DateTimeOriginal", "2021:10:04 23:59:59", None)
    assert contradictions(lines("2021-10-04.jpg", LATER, said)) == [()] * 3
    assert contradictions(lines("2021-10-02.jpg", LATER, said)) == [(2,), (), (0,)]


def test_file_systems_that_keep_no_zone_say_so() -> None:
    (stated,) = stated_times([(item("x", LATER, local=True), "x")], [])
    assert (stated.zone, stated.written, stated.precision) == (None, "2021-10-06T00:00:00", Precision.SECOND)
    (stated,) = stated_times([(item("x", LATER), "x")], [])
    assert (stated.zone, stated.written) == ("Z", "2021-10-06T00:00:00Z")


def test_what_cannot_be_read_is_kept_and_contradicts_nothing() -> None:
    found = lines("x", LATER, ("DateTimeOriginal", "0000:00:00 00:00:00", None))
    assert found[1].time.precision is Precision.UNREAD
    assert contradictions(found) == [(), ()]
