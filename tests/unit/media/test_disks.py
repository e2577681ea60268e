"""Files on disk images: live, deleted, in pieces; two readers, and what happens when one of them lies."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from archive_samples import Got, reading_worker, unpacked
from disk_samples import (
    CONTENTS,
    CYRILLIC,
    GONE,
    LIVE,
    TORN,
    TORN_AND_GONE,
    Disk,
    encase,
    exfat,
    ext4,
    fat,
    ntfs,
    partitioned,
)

from witnessbox.media.disks import Comparison
from witnessbox.media.magic import Sample, look
from witnessbox.media.sandbox import Worker
from witnessbox.model.items import Outcome, Recovery
from witnessbox.model.members import DISK_MIMES, Bounds, ExpansionState, Reading

KINDS: dict[str, Callable[[Path], Disk]] = {
    "fat12": lambda folder: fat(folder, 12),
    "fat16": lambda folder: fat(folder, 16),
    "fat32": lambda folder: fat(folder, 32),
    "exfat": exfat,
    "ext4": ext4,
    "ntfs": ntfs,
}
NEVER_DELETED = (LIVE, CYRILLIC, TORN)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with reading_worker("read-disk") as one:
        yield one


@pytest.fixture(scope="module")
def disks(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Disk]:
    made: dict[str, Disk] = {}

    def disk(kind: str) -> Disk:
        if kind not in made:
            made[kind] = KINDS[kind](tmp_path_factory.mktemp(kind))
        return made[kind]

    return disk


def read(worker: Worker, *files: Path, bounds: Bounds = Bounds()) -> tuple[list[Got], Reading]:  # noqa: B008
    return unpacked(worker, *files, bounds=bounds, task="read-disk")


def named(got: list[Got], name: str) -> Got:
    """The member of that name."""
    found = [each for each in got if each.member.path.decode().split("/")[-1] == name]
    assert len(found) == 1, [each.member.path for each in got]
    return found[0]


@pytest.mark.parametrize("kind", KINDS)
def test_live_and_deleted_files_come_out_byte_for_byte(kind: str, disks: Callable[[str], Disk], worker: Worker) -> None:
    got, reading = read(worker, disks(kind).path)
    for name in (*NEVER_DELETED, GONE):
        one = named(got, name)
        assert bytes(one.data) == CONTENTS[name], name
        assert one.end is not None and one.end.outcome is Outcome.SEALED and one.end.reason is None
        assert one.member.recovery == (Recovery.RECOVERED if name == GONE else None)
    assert (reading.state, reading.alarms, reading.reason) == (ExpansionState.WHOLE, (), None)
    assert reading.second_reader is not None
    assert reading.second_members == sum(each.member.recovery is None for each in got)


@pytest.mark.parametrize("kind", KINDS)
def test_a_deleted_file_in_pieces_is_doubtful(kind: str, disks: Callable[[str], Disk], worker: Worker) -> None:
    got, _ = read(worker, disks(kind).path)
    one = named(got, TORN_AND_GONE)
    assert one.member.recovery is Recovery.DOUBTFUL
    assert one.end is not None and one.end.reason is not None and "doubtful" in one.end.reason
    assert len(named(got, TORN).member.runs) > 1


@pytest.mark.parametrize("kind", KINDS)
def test_runs_say_where_the_bytes_lie(kind: str, disks: Callable[[str], Disk], worker: Worker) -> None:
    image = disks(kind).path.read_bytes()
    got, _ = read(worker, disks(kind).path)
    for name in NEVER_DELETED:
        runs = named(got, name).member.runs
        assert b"".join(image[run.offset : run.offset + run.length] for run in runs if run.offset) == CONTENTS[name]


def test_times_of_fat_have_no_zone(disks: Callable[[str], Disk], worker: Worker) -> None:
    got, _ = read(worker, disks("fat32").path)
    times = named(got, LIVE).member.times
    assert (times.modified, times.local) == ("1637846056000000000", True)
    got, _ = read(worker, disks("ext4").path)
    assert not named(got, LIVE).member.times.local


@pytest.mark.parametrize("kind", ["fat16", "ext4", "ntfs"])
def test_partitions(kind: str, disks: Callable[[str], Disk], worker: Worker, tmp_path: Path) -> None:
    got, reading = read(worker, partitioned(disks(kind).path, tmp_path / "disk.img"))
    one = named(got, CYRILLIC)
    assert one.member.path.startswith(b"partition-") and bytes(one.data) == CONTENTS[CYRILLIC]
    assert reading.state is ExpansionState.WHOLE
    assert one.member.runs[0].offset is not None and one.member.runs[0].offset > 2048 * 512


def test_an_image_in_pieces(disks: Callable[[str], Disk], worker: Worker, tmp_path: Path) -> None:
    data = disks("ext4").path.read_bytes()
    third = len(data) // 3 + 7
    files = [tmp_path / f"x.00{number}" for number in (1, 2, 3)]
    for number, file in enumerate(files):
        file.write_bytes(data[number * third : (number + 1) * third])
    got, reading = read(worker, *files)
    assert bytes(named(got, LIVE).data) == CONTENTS[LIVE]
    assert reading.state is ExpansionState.WHOLE


@pytest.mark.parametrize("megabytes", [None, 1])
def test_encase_images(megabytes: int | None, disks: Callable[[str], Disk], worker: Worker, tmp_path: Path) -> None:
    files = encase(disks("fat32").path, tmp_path / "image", segment_megabytes=megabytes)
    assert (len(files) > 1) == (megabytes is not None)
    got, reading = read(worker, *files)
    assert bytes(named(got, GONE).data) == CONTENTS[GONE]
    assert reading.state is ExpansionState.WHOLE
    if megabytes is not None:
        _, reading = read(worker, *files[1:])
        assert reading.state is ExpansionState.FAILED


@pytest.mark.parametrize("kind", ["fat16", "exfat", "ext4", "ntfs"])
def test_a_cut_image_yields_what_it_still_holds(
    kind: str, disks: Callable[[str], Disk], worker: Worker, tmp_path: Path
) -> None:
    image = disks(kind).path
    got, _ = read(worker, image)
    run = named(got, LIVE).member.runs[0]
    assert run.offset is not None
    (tmp_path / "cut").write_bytes(image.read_bytes()[: run.offset + 100_000])
    got, reading = read(worker, tmp_path / "cut")
    if reading.state is ExpansionState.FAILED:  # the tables lie behind the cut
        assert kind in ("ntfs", "ext4") and reading.reason
        return
    one = named(got, LIVE)
    assert one.end is not None and one.end.outcome is Outcome.PARTIAL
    lost = sum(each.length for each in one.end.missing)
    assert 0 < lost <= len(CONTENTS[LIVE]) - 100_000 + 4096
    assert bytes(one.data[:90_000]) == CONTENTS[LIVE][:90_000]


# -- two readers -----------------------------------------------------------------------------------------------------


DATA = random.Random(6).randbytes(700_000)


def honest(offset: int, length: int) -> bytes:
    return DATA[offset : offset + length]


def zeros(_: int, length: int) -> bytes:
    return bytes(length)


def broken(*_: int) -> bytes:
    raise OSError("cannot")


@pytest.mark.parametrize(
    ("first", "second"), [(honest, zeros), (zeros, honest), (broken, honest), (honest, broken)], ids=range(4)
)
def test_a_reader_that_gives_zeros_or_nothing_is_caught(
    first: Callable[[int, int], bytes], second: Callable[[int, int], bytes]
) -> None:
    comparison = Comparison(first, second, honest)
    missing: list[tuple[int, int]] = []
    pieces = list(comparison.pieces(len(DATA), missing))
    assert comparison.differs_at == 0
    assert b"".join(piece or b"" for _, piece in pieces) == DATA
    assert missing == []


@pytest.mark.parametrize("at", [0, 5, 262_143, 262_144, 699_999])
def test_one_other_byte_is_told_with_its_place(at: int) -> None:
    def other(offset: int, length: int) -> bytes:
        data = bytearray(DATA)
        data[at] ^= 1
        return bytes(data[offset : offset + length])

    comparison = Comparison(honest, other, honest)
    assert b"".join(piece or b"" for _, piece in comparison.pieces(len(DATA), [])) == DATA
    assert comparison.differs_at == at


def test_readers_that_agree_raise_no_alarm() -> None:
    comparison = Comparison(honest, honest, broken)
    assert b"".join(piece or b"" for _, piece in comparison.pieces(len(DATA), [])) == DATA
    assert comparison.differs_at is None


# -- hostile images --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_images_neither_hang_nor_crash(
    kind: str, disks: Callable[[str], Disk], worker: Worker, tmp_path: Path
) -> None:
    image = disks(kind).path.read_bytes()
    for seed in range(8):
        chance = random.Random(f"{kind} {seed}")
        data = bytearray(image)
        for _ in range(chance.choice([1, 20, 400])):
            place = int(len(data) * chance.random() ** 4)
            data[place : place + 4] = chance.randbytes(4)
        (tmp_path / "x").write_bytes(data[: len(data) if seed % 2 else int(len(data) * chance.random())])
        _, reading = read(worker, tmp_path / "x", bounds=Bounds(entries=20_000))
        assert reading.state is ExpansionState.WHOLE or reading.reason or reading.alarms


# -- what is an image ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_images_are_told_by_their_bytes(kind: str, disks: Callable[[str], Disk], tmp_path: Path) -> None:
    for path in (disks(kind).path, partitioned(disks(kind).path, tmp_path / "disk")):
        data = path.read_bytes()
        guess = look(Sample(data[:65536], len(data), lambda offset, length, data=data: data[offset : offset + length]))
        assert guess is not None and guess.mime in DISK_MIMES, path


def test_two_bytes_alone_make_no_image() -> None:
    data = bytearray(random.Random(9).randbytes(65536))
    data[510:512] = b"\x55\xaa"
    assert look(Sample(bytes(data), 65536, lambda *_: b"")) is None
    data = bytearray(65536)
    data[1080:1082] = b"\x53\xef"
    guess = look(Sample(bytes(data), 65536, lambda *_: b""))
    assert guess is None or guess.mime not in DISK_MIMES
