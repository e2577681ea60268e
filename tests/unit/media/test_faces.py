from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from film_samples import Pixels, face, walk, weights, write_frames
from media_samples import drawing, opened, write_clip
from PIL import Image

from witnessbox.media import client_faces
from witnessbox.media.cuts import CutFinder
from witnessbox.media.film import Film
from witnessbox.media.sandbox import Worker
from witnessbox.media.tracks import Rect, Track, between, distance, joined, moved, pairs
from witnessbox.model.canonical import canonical
from witnessbox.model.codec import to_json
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.faces import FaceFindings, TickRun
from witnessbox.model.observations import MediaKind


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(tasks=("find-faces",)) as worker:
        yield worker


@pytest.fixture(scope="module")
def centerface() -> Iterator[int]:
    descriptor = weights("centerface")
    yield descriptor
    os.close(descriptor)


def find(worker: Worker, path: Path, centerface: int, kind: MediaKind = MediaKind.VIDEO) -> FaceFindings:
    with opened(path) as content:
        return client_faces.find_faces(worker, content, centerface, kind)


def cuts(path: Path) -> list[int]:
    with opened(path) as descriptor, Film(descriptor) as film:
        finder = CutFinder()
        return [frame.index for frame in film if finder.starts_shot(frame.picture)]


def test_cuts_are_found_and_motion_is_none(tmp_path: Path, samples: Path) -> None:
    assert cuts(write_clip(tmp_path / "cut.mp4", frames=40, cut_at=13)) == [13]
    assert cuts(write_clip(tmp_path / "still.mp4", frames=40)) == []
    assert cuts(write_frames(tmp_path / "walk.mkv", walk(samples, frames=20, step=8))) == []


def test_a_walking_face_is_one_track_that_follows_it(
    worker: Worker, centerface: int, samples: Path, tmp_path: Path
) -> None:
    path = write_frames(tmp_path / "walk.mkv", walk(samples, frames=40))
    found = find(worker, path, centerface)
    (track,) = found.tracks
    assert (track.shot_first, track.shot_last) == (0, 39)
    assert (track.keys[0].frame, track.keys[-1].frame) == (0, 39)
    assert [key.time_us for key in track.keys] == [40_000 * key.frame for key in track.keys]
    for key in track.keys:
        middle = (key.box.x1 + key.box.x2) / 2
        assert abs(middle - (10 + 4 * key.frame + 47)) < 14
    assert found.summary.canvas.timing.runs == (TickRun(first=0, step=40, count=40),)
    assert found.summary.searched >= 11
    assert found == find(worker, path, centerface)


def test_the_same_film_gives_the_same_answer(centerface: int, samples: Path, tmp_path: Path) -> None:
    """Every byte of it, whatever the worker did before: the face leaves at the edge that FFmpeg leaves unwritten."""
    room = walk(samples, frames=24, size=(408, 240), step=16)
    path = write_frames(tmp_path / "run.mkv", room)
    other = write_frames(tmp_path / "other.mkv", [255 - frame for frame in room[::-1]])
    answers = []
    for before in ([], [other], [other, path, other]):
        with Worker(tasks=("find-faces",)) as worker:
            for each in before:
                find(worker, each, centerface)
            answers += [canonical(to_json(find(worker, path, centerface))) for _ in range(2)]
    assert b'"refined":0' not in answers[0]
    assert answers[1:] == answers[:1] * 5


def test_a_face_ends_with_its_shot(worker: Worker, centerface: int, samples: Path, tmp_path: Path) -> None:
    empty: list[Pixels] = [drawing((320, 240), index, other=True) for index in range(14)]
    path = write_frames(tmp_path / "clip.mkv", [*empty, *walk(samples, frames=9), *empty])
    found = find(worker, path, centerface)
    assert found.summary.cuts == (14, 23)
    (track,) = [track for track in found.tracks if track.shot_first == 14]
    assert track.shot_last == 22
    assert (track.keys[0].frame, track.keys[-1].frame) == (14, 22)


def test_where_a_face_appears_the_frames_between_are_searched(
    worker: Worker, centerface: int, samples: Path, tmp_path: Path
) -> None:
    frames = walk(samples, frames=30, step=1)
    room = frames[0].copy()
    room[50:200] = room[10:11]
    # It is there from frame 9 through 14 and again from 22 on: no full search meets either beginning.
    path = write_frames(
        tmp_path / "clip.mkv", [frame if 9 <= index < 15 or index >= 22 else room for index, frame in enumerate(frames)]
    )
    found = find(worker, path, centerface)
    seen = {key.frame for track in found.tracks for key in track.keys}
    assert {9, 14, 22, 29} <= seen
    assert not seen & {*range(8), *range(16, 22)}
    assert len(found.tracks) == 1, "a face that comes back within a second is the same"


def test_a_face_in_a_turned_video_is_where_it_is_seen(
    worker: Worker, centerface: int, samples: Path, tmp_path: Path
) -> None:
    import av

    upright = walk(samples, frames=6)
    path = tmp_path / "turned.mp4"
    with av.open(str(path), "w") as output:
        stream = output.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 240, 320, "yuv420p"
        stream.set_display_rotation(90)
        for picture in upright:
            output.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(np.rot90(picture, -1)), "rgb24")))
        output.mux(stream.encode())
    found = find(worker, path, centerface)
    assert (found.summary.canvas.width, found.summary.canvas.height) == (320, 240)
    (track,) = found.tracks
    assert abs((track.keys[0].box.x1 + track.keys[0].box.x2) / 2 - 57) < 14


def test_a_picture_is_searched_at_several_sizes(worker: Worker, centerface: int, samples: Path, tmp_path: Path) -> None:
    large = np.full((1400, 2400, 3), 90, np.uint8)
    small, big = face(samples, 60), face(samples, 1000)
    large[100:160, 100 : 100 + small.shape[1]] = small
    large[300:1300, 1400 : 1400 + big.shape[1]] = big
    path = tmp_path / "picture.png"
    Image.fromarray(large).save(path)
    found = find(worker, path, centerface, MediaKind.PICTURE)
    assert found.summary.canvas.kind is MediaKind.PICTURE
    corners = sorted(track.keys[0].box.x1 // 1000 for track in found.tracks)
    assert corners[0] == 0
    assert corners[-1] == 1
    assert found.summary.canvas.timing.frames == 1


def test_what_shows_nothing_is_refused(worker: Worker, centerface: int, tmp_path: Path) -> None:
    path = tmp_path / "none.mp4"
    path.write_bytes(b"no video")
    with pytest.raises(UntrustedInputError, match="no decoder opens it"):
        find(worker, path, centerface)
    whole = write_clip(tmp_path / "whole.mp4", frames=3).read_bytes()
    at = whole.index(b"mdat") + 4
    path.write_bytes(whole[:at] + bytes(whole.index(b"moov") - 4 - at) + whole[whole.index(b"moov") - 4 :])
    with pytest.raises(UntrustedInputError, match="not one frame can be decoded"):
        find(worker, path, centerface)


BOX: Rect = (0.0, 0.0, 10.0, 10.0)


def at(left: float, side: float = 10.0) -> Rect:
    return left, 0.0, left + side, side


def test_boxes_are_matched_nearest_first() -> None:
    assert pairs([at(0), at(8)], [at(7), at(1), at(100)]) == [(0, 1), (1, 0)]
    assert pairs([at(0)], [at(0, 25)]) == [], "a face does not grow to more than twice its size"
    assert distance(at(0), at(5)) == pytest.approx(0.5)
    assert moved(at(0), at(6))
    assert moved(at(0), (-3.0, -3.0, 13.0, 13.0))
    assert not moved(at(0), at(4))
    assert between(at(0), at(10), 0.25) == (2.5, 0.0, 12.5, 10.0)


def test_gaps_are_joined_up_to_a_second() -> None:
    times_us = [index * 100_000 for index in range(40)]

    def tracks(gap: int, left: float, score: float = 0.9) -> list[Track]:
        return joined([Track({0: (BOX, score)}), Track({gap: (at(left), score)})], times_us)

    assert [[frame for frame, _ in track.hits()] for track in tracks(10, 8)] == [[0, 10]]
    assert len(tracks(11, 8)) == 2
    assert len(tracks(2, 30)) == 2
    assert tracks(10, 8, 0.15) == [], "what was never likely is no face"


def test_a_face_that_lies_on_its_side_is_found_from_the_first_frame(
    worker: Worker, centerface: int, samples: Path, tmp_path: Path
) -> None:
    """Upright the detector is unsure of it, or sees nothing at all."""
    frames = [np.ascontiguousarray(np.rot90(picture, 2)) for picture in walk(samples, frames=26, step=2)]
    found = find(worker, write_frames(tmp_path / "fallen.mkv", frames), centerface)
    assert found.summary.upended
    seen = {
        key.frame
        for track in found.tracks
        for key in track.keys
        if abs((key.box.x1 + key.box.x2) / 2 - (320 - (10 + 2 * key.frame + 47))) < 20
    }
    assert {0, 4, 8, 12, 16, 20, 24} <= seen


def test_in_the_dark_it_looks_twice(worker: Worker, centerface: int, samples: Path, tmp_path: Path) -> None:
    dark = [picture // 16 for picture in walk(samples, frames=17, step=2)]
    found = find(worker, write_frames(tmp_path / "dark.mkv", dark), centerface)
    assert found.summary.brightened
    assert {0, 16} <= {key.frame for track in found.tracks for key in track.keys}
    bright = find(worker, write_frames(tmp_path / "day.mkv", walk(samples, frames=5)), centerface)
    assert bright.summary.brightened == 0
