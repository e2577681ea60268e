"""What a detector is shown, and where what it saw is in the frame."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from film_samples import write_frames
from media_samples import opened

from witnessbox.media.detect import Boxes, Pixels
from witnessbox.media.film import Film
from witnessbox.media.sight import Sight, added, brightened, turned, upright


class Bright:
    """Sees whatever is white."""

    name = "bright"

    def find(self, picture: Pixels, threshold: float) -> Boxes:
        rows, columns = np.nonzero(picture[1] > 200)
        if not len(rows):
            return np.zeros((0, 5), np.float32)
        edges = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1, 0.9]
        return np.array([edges], np.float32)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_what_is_seen_turned_is_where_it_was(turns: int) -> None:
    picture = np.zeros((3, 60, 100), np.uint8)
    picture[:, 10:25, 70:90] = 255
    found = upright(Bright().find(turned(picture, turns), 0.1), turns, 100, 60)
    assert found[0].tolist() == pytest.approx([70, 10, 90, 25, 0.9])


@pytest.mark.parametrize("layout", ["yuv420p", "yuv444p"])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_part_of_a_frame_is_where_it_was(tmp_path: Path, layout: str, rotation: int) -> None:
    import av

    shown = np.zeros((240, 320, 3), np.uint8)
    shown[100:140, 200:260] = 255
    stored = np.ascontiguousarray(np.rot90(shown, rotation // 90))
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as output:
        stream = output.add_stream("libx264", rate=25, options={"crf": "4"})
        stream.height, stream.width, stream.pix_fmt = *stored.shape[:2], layout
        if rotation:
            stream.set_display_rotation(-rotation)
        output.mux(stream.encode(av.VideoFrame.from_ndarray(stored, "rgb24")))
        output.mux(stream.encode())
    with opened(path) as content, Film(content) as film:
        (frame,) = list(film)
        assert film.size == (320, 240)
        sight = Sight(film, Bright(), 160 * 120, thorough=False)
        near = (190.0, 95.0, 270.0, 150.0)
        for hits in (sight.near(frame, [near]), sight.whole(frame).hits):
            ((edges, _),) = hits
            assert edges == pytest.approx((200, 100, 260, 140), abs=5)


def test_a_large_face_is_looked_for_in_fewer_pixels(tmp_path: Path) -> None:
    shown = np.zeros((480, 640, 3), np.uint8)
    shown[100:180, 200:280] = 255
    path = write_frames(tmp_path / "film.mkv", [shown])
    sizes = []

    class Watched(Bright):
        def find(self, picture: Pixels, threshold: float) -> Boxes:
            sizes.append(picture.shape[1:])
            return super().find(picture, threshold)

    with opened(path) as content, Film(content) as film:
        (frame,) = list(film)
        for enough in (None, 50):
            sight = Sight(film, Watched(), thorough=False, enough=enough)
            ((edges, _),) = sight.near(frame, [(200.0, 100.0, 280.0, 180.0)])
            assert edges == pytest.approx((200, 100, 280, 180), abs=5)
    # 2.6 faces across, at full size; then at 50 pixels a face, squeezed to whole strides of the detector.
    assert min(sizes[0]) >= 208
    assert sizes[1] == (128, 128)


def test_shadows_are_lifted_and_white_stays_white() -> None:
    picture = np.array([[[0, 20, 255]]] * 3, np.uint8)
    assert brightened(picture)[0].tolist() == [[0, 81, 255]]


def test_what_was_seen_already_is_not_new() -> None:
    one, other = ((0.0, 0.0, 10.0, 10.0), 0.5), ((1.0, 1.0, 11.0, 11.0), 0.9)
    far = ((40.0, 0.0, 50.0, 10.0), 0.3)
    assert added([one], [other, far, far]) == [far]


def test_a_film_is_read_the_same_by_whoever_feeds_it(tmp_path: Path) -> None:
    path = write_frames(tmp_path / "film.mkv", [np.full((40, 60, 3), 9 * index, np.uint8) for index in range(6)])
    with opened(path) as content, Film(content) as film:
        alone = [(frame.index, frame.time_us) for frame in film]
        canvas = film.canvas()
    from witnessbox.media import decode

    with opened(path) as content, decode.open_container(content) as container:
        fed = Film(container)
        stream = container.streams.video[0]
        decode.prepare(stream)
        assert [(frame.index, frame.time_us) for frame in map(fed.take, container.decode(stream))] == alone
        assert fed.canvas() == canvas
