from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from witnessbox.media.segments import Journal

KEY, OTHER = b"k" * 32, b"o" * 32


@pytest.fixture
def descriptor(tmp_path: Path) -> Iterator[int]:
    opened = os.open(tmp_path / "journal", os.O_RDWR | os.O_CREAT)
    yield opened
    os.close(opened)


def fill(journal: Journal, *segments: list[bytes], header: bytes = b"header") -> None:
    for packets in segments:
        journal.begin(header)
        for number, data in enumerate(packets):
            journal.add(data, key=number == 0)
        journal.end(len(packets), 1)


def test_segments_are_read_back(descriptor: int) -> None:
    fill(Journal(descriptor, KEY), [b"a", b"bb"], [b"ccc"])
    journal = Journal(descriptor, KEY)
    assert (journal.frames, journal.painted, journal.whole, journal.header()) == (3, 2, False, b"header")
    assert list(journal.packets()) == [(b"a", True), (b"bb", False), (b"ccc", True)]
    journal.finish()
    assert Journal(descriptor, KEY).whole
    assert Journal(descriptor, KEY).whole


def test_segments_of_another_rendering_are_not_taken(descriptor: int) -> None:
    fill(Journal(descriptor, KEY), [b"a", b"bb"])
    assert Journal(descriptor, OTHER).segments == []
    assert Journal(descriptor, KEY).segments == []


@pytest.mark.parametrize("place", ["packet", "head", "end"])
def test_a_damaged_segment_and_all_after_it_are_made_again(descriptor: int, place: str) -> None:
    journal = Journal(descriptor, KEY)
    fill(journal, [b"a" * 100], [b"b" * 100], [b"c" * 100])
    second = journal.segments[1]
    at = {"packet": second.start + 50, "head": second.start - 20, "end": second.end - 1}[place]
    os.pwrite(descriptor, b"\xff", at)
    again = Journal(descriptor, KEY)
    assert [segment.frames for segment in again.segments] == [1]
    fill(again, [b"B" * 100])
    assert [data[:1] for data, _ in Journal(descriptor, KEY).packets()] == [b"a", b"B"]


def test_a_file_that_was_cut_at_any_place_keeps_whole_segments_only(descriptor: int) -> None:
    journal = Journal(descriptor, KEY)
    fill(journal, [b"a" * 10], [b"b" * 10])
    size = os.fstat(descriptor).st_size
    whole = os.pread(descriptor, size, 0)
    ends = [segment.end for segment in journal.segments]
    for cut in range(size, -1, -1):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, whole[:cut], 0)
        kept = Journal(descriptor, KEY)
        assert len(kept.segments) == sum(end <= cut for end in ends)
        assert not kept.whole


def test_a_segment_that_was_not_finished_leaves_nothing(descriptor: int) -> None:
    journal = Journal(descriptor, KEY)
    fill(journal, [b"a"])
    journal.begin(b"header")
    journal.add(b"half", key=True)
    assert [segment.frames for segment in Journal(descriptor, KEY).segments] == [1]


def test_segments_of_different_settings_do_not_fit(descriptor: int) -> None:
    journal = Journal(descriptor, KEY)
    fill(journal, [b"a"])
    fill(journal, [b"b"], header=b"another")
    with pytest.raises(ValueError, match="different settings"):
        journal.header()
