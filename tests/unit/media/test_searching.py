"""A search that was stopped anywhere goes on and ends in the same bytes; a journal that does not fit is thrown away."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from film_samples import Pixels, walk, weights, write_frames
from media_samples import drawing, opened

from witnessbox.media import client_faces, searching, wire
from witnessbox.media.client_search import Kept, found_in
from witnessbox.media.detect import Boxes, CenterFace, Detector
from witnessbox.media.film import Film
from witnessbox.media.sandbox import Worker
from witnessbox.media.search import Search
from witnessbox.media.searching import MisfitError, Searching, search_film
from witnessbox.media.segments import Journal
from witnessbox.media.sight import weights as read
from witnessbox.model.canonical import canonical
from witnessbox.model.codec import to_json
from witnessbox.model.errors import StorageError, WorkerDiedError
from witnessbox.model.faces import TrackKind
from witnessbox.model.observations import MediaKind

STEP = 12  # frames of a segment in these tests


MARK = len(b"witnessbox segments 1\n")


class Remembering:
    """The detector, and what it said before of the same pictures: these tests search one film many times."""

    name = "centerface"

    def __init__(self, detector: Detector) -> None:
        self.calls = 0
        self._detector = detector
        self._said: dict[tuple[bytes, tuple[int, ...], float], Boxes] = {}

    def find(self, picture: Pixels, threshold: float) -> Boxes:
        self.calls += 1
        key = (picture.tobytes(), picture.shape, threshold)
        if key not in self._said:
            self._said[key] = self._detector.find(picture, threshold)
        return self._said[key].copy()


@pytest.fixture(scope="module")
def detector() -> Iterator[Remembering]:
    descriptor = weights("centerface")
    yield Remembering(CenterFace(read(descriptor)))
    os.close(descriptor)


@pytest.fixture(scope="module")
def undisturbed(film: Path, detector: Remembering, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return whole(film, detector, file(tmp_path_factory.mktemp("undisturbed") / "journal"))


@pytest.fixture(scope="module")
def film(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Walkers, upright, fallen and in the dark, lost for a while and back, with cuts between."""
    empty: list[Pixels] = [drawing((320, 240), index, other=True) for index in range(5)]
    upright = walk(samples, frames=40, step=3)
    for lost in (*range(16, 25), 31):
        upright[lost] = upright[lost].copy()
        upright[lost][:, :200] = 90
    fallen = [np.ascontiguousarray(np.rot90(picture, 2)) for picture in walk(samples, frames=29, step=2)]
    dark = [picture // 16 for picture in walk(samples, frames=27, step=2)]
    return write_frames(tmp_path_factory.mktemp("film") / "film.mkv", [*upright, *empty, *fallen, *dark])


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "SEGMENT_FRAMES", STEP)


def file(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT)


def two(film: Film, detector: Remembering) -> list[Search]:
    """Two searches side by side, as people and heads are looked for."""
    return [Search(film, detector), Search(film, detector, TrackKind.HEAD, thorough=False)]


def found(journal: int, place: object) -> bytes:
    return canonical(to_json(found_in(journal, place).all()))  # type: ignore[arg-type]


def stopped(path: Path, detector: Remembering, journal: int, frame: int) -> None:
    """A search that a kill ends before that frame."""
    with opened(path) as content, Film(content) as film:
        running = Searching(two(film, detector), journal, "key")
        for each in film:
            if each.index == frame:
                return
            running.take(each)


def whole(path: Path, detector: Remembering, journal: int, key: str = "key") -> bytes:
    with opened(path) as content:
        place = search_film(content, lambda film: two(film, detector), journal, key, lambda *_: None)
        return found(journal, place)


def test_stopped_anywhere_it_ends_in_the_same_bytes(
    film: Path, detector: Remembering, undisturbed: bytes, tmp_path: Path, seed: int
) -> None:
    assert b'"upended":0' not in undisturbed
    assert b'"brightened":0' not in undisturbed
    assert b'"refined":0' not in undisturbed
    chance = random.Random(seed)
    for number in range(4):
        journal = file(tmp_path / str(number))
        for stop in sorted(chance.sample(range(1, 101), 3)):
            stopped(film, detector, journal, stop)
        # What the last kill left in the middle of a segment.
        os.pwrite(journal, os.urandom(chance.randrange(900)), os.fstat(journal).st_size)
        assert whole(film, detector, journal) == undisturbed
        assert whole(film, detector, journal) == undisturbed, "so does one that had come to its end"


def test_what_the_journal_tells_of_is_not_searched_again(film: Path, detector: Remembering, tmp_path: Path) -> None:
    def calls(stop: int | None, journal: int) -> int:
        before = detector.calls
        with opened(film) as content, Film(content) as opened_film:
            running = Searching(two(opened_film, detector), journal, "key")
            for each in opened_film:
                if each.index == stop:
                    break
                running.take(each)
        return detector.calls - before

    journal = file(tmp_path / "journal")
    first, rest, every = calls(90, journal), calls(None, journal), calls(None, file(tmp_path / "other"))
    assert first >= 0.7 * every
    assert rest <= 0.5 * every
    assert Journal(journal, os.pread(journal, 32, MARK)).frames >= 90 - STEP - 4


def flip(path: Path, journal: int, detector: Remembering) -> None:
    """A bit of the middle is another one."""
    middle = os.fstat(journal).st_size // 2
    os.pwrite(journal, bytes([os.pread(journal, 1, middle)[0] ^ 1]), middle)


def other_film(path: Path, journal: int, detector: Remembering) -> None:
    """It was made of another film and carries the key of this one: digests fit, what it says does not."""
    os.ftruncate(journal, 0)
    with opened(path) as content, Film(content) as film:
        running = Searching(two(film, detector), journal, "key")
        for number, each in enumerate(film):
            if each.index >= 7:  # shots begin seven frames earlier
                type(each).index.__set__(each, number - 7)  # type: ignore[attr-defined]
                running.take(each)


def longer_film(path: Path, journal: int, detector: Remembering) -> None:
    """It tells of more frames than there are."""
    os.ftruncate(journal, 0)
    with opened(path) as content, Film(content) as film:
        running = Searching(two(film, detector), journal, "key")
        frames = list(film)
        for each in frames:
            running.take(each)
        for number in range(len(frames), len(frames) + 2 * STEP):
            type(each).index.__set__(frames[-1], number)  # type: ignore[attr-defined]
            running.take(frames[-1])


def nonsense(path: Path, journal: int, detector: Remembering) -> None:
    """A segment whose digest fits holds no state."""
    key = os.pread(journal, 32, MARK)
    os.ftruncate(journal, 0)
    kept = Journal(journal, key)
    kept.begin(b'{"frames":20,"time_us":1,"memories":[]}')
    kept.end(20)


@pytest.mark.parametrize("spoil", [flip, other_film, longer_film, nonsense])
def test_a_journal_that_does_not_fit_is_thrown_away(
    film: Path, detector: Remembering, undisturbed: bytes, tmp_path: Path, spoil: Callable[[Path, int, Detector], None]
) -> None:
    journal = file(tmp_path / "journal")
    stopped(film, detector, journal, 80)
    spoil(film, journal, detector)
    assert whole(film, detector, journal) == undisturbed


def test_another_key_begins_anew(film: Path, detector: Remembering, tmp_path: Path) -> None:
    journal = file(tmp_path / "journal")
    stopped(film, detector, journal, 80)
    with opened(film) as content, Film(content) as opened_film:
        Searching(two(opened_film, detector), journal, "of another version")
    assert os.fstat(journal).st_size == MARK + 32


def test_a_misfit_empties_the_journal(film: Path, detector: Remembering, tmp_path: Path) -> None:
    journal = file(tmp_path / "journal")
    longer_film(film, journal, detector)
    with opened(film) as content, Film(content) as opened_film:
        running = Searching(two(opened_film, detector), journal, "key")
        for each in opened_film:
            running.take(each)
        with pytest.raises(MisfitError):
            running.finish()
    assert os.fstat(journal).st_size == MARK + 32


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(tasks=("find-faces",)) as worker:
        yield worker


def test_a_full_disk_is_no_fault_of_the_content(worker: Worker, film: Path) -> None:
    """`/dev/full` takes nothing; a worker that only says so is not believed."""
    centerface = weights("centerface")
    full = os.open("/dev/full", os.O_RDWR)
    with opened(film) as content, pytest.raises(StorageError, match="make room"):
        kept = Kept(descriptor=full, key="")
        client_faces.find_faces(worker, content, centerface, MediaKind.VIDEO, kept=kept)
    os.close(full)
    os.close(centerface)


def test_findings_may_be_larger_than_a_message(worker: Worker, film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MAX_MESSAGE", 1000)
    centerface = weights("centerface")
    with opened(film) as content:
        findings = client_faces.find_faces(worker, content, centerface, MediaKind.VIDEO)
    os.close(centerface)
    assert findings.tracks
    assert len(canonical(to_json(findings))) > 3 * 1000


@pytest.mark.parametrize("place", [None, "full", [0], [0, 1, 2], [-1, 5], [5, 1], [0, 1 << 40], [0, 10], [0, 0], {}])
def test_nonsense_of_a_worker_is_its_death(tmp_path: Path, place: object) -> None:
    journal = file(tmp_path / "journal")
    os.pwrite(journal, b"nothing of a journal", 0)
    with pytest.raises(WorkerDiedError):
        found_in(journal, place)  # type: ignore[arg-type]
