"""Finding heads, whole people and lines of writing with detectors that a person may choose.

Detectors of people are ONNX files that are added by path and digest (`witnessbox models add people FILE`). What their
outputs mean is told from their shapes and names, as `docs/guide/detectors.md` describes; a file that fits no form is
refused with what was expected. Lines of writing are found by the text detector of PP-OCR.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from enum import StrEnum
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from witnessbox.media import pages
from witnessbox.media.detect import Boxes, Pixels, session, suppress
from witnessbox.media.faces import in_pages, in_picture
from witnessbox.media.film import Film
from witnessbox.media.pages import has_pages
from witnessbox.media.search import EVERY, Search
from witnessbox.media.searching import search_film
from witnessbox.media.sight import weights
from witnessbox.media.tasks import Progress
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.faces import FaceFindings, TrackKind
from witnessbox.model.observations import MediaKind
from witnessbox.model.records import dataclass

TEXT_EVERY = 8  # frames from one search for writing to the next: captions stay for longer than a third of a second
_SIDE = 640  # of the input of a detector that names none
_LEAST = 0.25  # score from which a person is one: more than what is usual for YOLO's own default, 0.25 is common
_HEAP = 0.5  # intersection over union from which two boxes of people are one
_GREY = 114  # what the rest of an input is filled with, as YOLO was trained
_COCO = {80: 0, 90: 0, 91: 1}  # number of classes to the number of `person`: with and without a background class
_KINDS = {"person": TrackKind.PERSON, "people": TrackKind.PERSON, "pedestrian": TrackKind.PERSON,
          "head": TrackKind.HEAD, "face": TrackKind.HEAD}  # fmt: skip
_TEXT_SIDE = 960  # longer side at which a frame is searched for writing
_TEXT_CELL = 4  # pixels of the map of writing that become one
_TEXT_IS = 0.3  # share from which a pixel is writing, and
_TEXT_SURE = 0.5  # mean from which a patch of it is a line (both: configuration of PP-OCR)
_TEXT_GROW = 0.6  # of a line's height on each side: the map shows the kernel of a line, not its edges


class Form(StrEnum):
    """How a detector says what it saw."""

    CHANNELS = "yolo, boxes across"
    """(1, 4 + classes, n): centre, size, a score for each class; YOLO since version 8."""
    ROWS = "yolo, boxes down"
    """(1, n, 5 + classes): centre, size, a score for the box, one for each class; YOLO 5 to 7 and YOLOX."""
    SORTED = "yolo, sorted"
    """(1, n, 6): edges, score, class; networks that suppress by themselves."""
    SSD = "ssd"
    """Boxes (1, n, 4), scores (1, n) and classes (1, n), as TensorFlow's detection networks and torchvision give."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outputs:
    """What a network gives and how it is to be read."""

    form: Form
    names: tuple[str, ...]
    kinds: dict[int, TrackKind]


class People:
    """A detector of people or heads from an ONNX file of a person's own.

    Args:
        data: the file.

    Raises:
        ValueError: it is no network, or its outputs fit no form that is known here.
    """

    name = "people"

    def __init__(self, data: bytes, threads: int = 1) -> None:
        self._session = session(data, threads)
        given = self._session.get_inputs()
        if len(given) != 1 or len(given[0].shape) != 4:
            raise ValueError(f"a detector takes one picture, this network has {len(given)} inputs {_told(given)}")
        self._input = given[0]
        shape = given[0].shape
        self._last = shape[3] == 3 and shape[1] != 3  # channels last
        rows, columns = (shape[1], shape[2]) if self._last else (shape[2], shape[3])
        self._size = (columns if isinstance(columns, int) else _SIDE, rows if isinstance(rows, int) else _SIDE)
        self._outputs = _outputs(self._session)
        self.kinds = tuple(dict.fromkeys(self._outputs.kinds.values()))

    def find_kinds(self, picture: Pixels, threshold: float) -> dict[TrackKind, Boxes]:
        """What is in a picture, by kind, each best first."""
        _, height, width = picture.shape
        scale = min(self._size[0] / width, self._size[1] / height)
        tensor = self._tensor(picture, scale)
        got = self._session.run(list(self._outputs.names), {self._input.name: tensor})
        boxes, classes = _READERS[self._outputs.form]([np.asarray(each, np.float32) for each in got], self._size)
        least = max(threshold, _LEAST)
        found: dict[TrackKind, Boxes] = {}
        for kind in self.kinds:
            wanted = [number for number, each in self._outputs.kinds.items() if each is kind]
            mine = boxes[np.isin(classes, wanted) & (boxes[:, 4] >= least)]
            mine[:, :4] /= scale
            mine[:, 0:4:2] = np.clip(mine[:, 0:4:2], 0, width)
            mine[:, 1:4:2] = np.clip(mine[:, 1:4:2], 0, height)
            whole = (mine[:, 2] - mine[:, 0] >= 1) & (mine[:, 3] - mine[:, 1] >= 1)
            found[kind] = suppress(mine[whole].astype(np.float32), _HEAP)
        return found

    def _tensor(self, picture: Pixels, scale: float) -> NDArray[Any]:
        """The picture in the upper left corner of an input, the rest grey; floats are 0 to 1."""
        _, height, width = picture.shape
        size = max(1, round(width * scale)), max(1, round(height * scale))
        image = Image.fromarray(np.ascontiguousarray(picture.transpose(1, 2, 0))).resize(
            size, Image.Resampling.BILINEAR
        )
        ground = np.full((self._size[1], self._size[0], 3), _GREY, np.uint8)
        ground[: size[1], : size[0]] = np.asarray(image, np.uint8)
        laid = ground if self._last else ground.transpose(2, 0, 1)
        if self._input.type == "tensor(uint8)":
            return np.ascontiguousarray(laid[None])
        bright: NDArray[np.float32] = np.ascontiguousarray(laid[None]).astype(np.float32) / np.float32(255)
        return bright.astype(np.float16) if self._input.type == "tensor(float16)" else bright


def _told(tensors: Any) -> str:
    return ", ".join(f"{each.name} {each.shape}" for each in tensors)


def _outputs(network: Any) -> _Outputs:
    """Tell how a network's outputs are to be read.

    Raises:
        ValueError: they fit no form.
    """
    given = network.get_outputs()
    named = _class_names(network.get_modelmeta().custom_metadata_map.get("names", ""))
    if len(given) == 1 and len(given[0].shape) == 3:
        (_, across, down), name = given[0].shape, given[0].name
        if down == 6:
            return _Outputs(form=Form.SORTED, names=(name,), kinds=_kinds(named, 0))
        if isinstance(across, int) and across > 4 and not (isinstance(down, int) and down < across):
            return _Outputs(form=Form.CHANNELS, names=(name,), kinds=_kinds(named, across - 4))
        if isinstance(down, int) and down > 5:
            return _Outputs(form=Form.ROWS, names=(name,), kinds=_kinds(named, down - 5))
    roles = {_role(each.name): each.name for each in given}
    if roles.keys() >= {"boxes", "scores", "classes"}:
        names = (roles["boxes"], roles["scores"], roles["classes"])
        return _Outputs(form=Form.SSD, names=names, kinds=_kinds(named, 91))
    raise ValueError(
        f"the outputs of this network fit no known form: {_told(given)}. Expected is one output (1, 4 + classes, n), "
        "(1, n, 5 + classes) or (1, n, 6), or three whose names hold boxes, scores, and classes or labels"
    )


def _role(name: str) -> str:
    for role, words in (("boxes", ("box",)), ("scores", ("score",)), ("classes", ("class", "label"))):
        if any(word in name.lower() for word in words):
            return role
    return name


def _class_names(text: str) -> dict[int, str]:
    """The member `names` of a network's metadata: a dictionary or list, as Ultralytics and others write it."""
    try:
        value = ast.literal_eval(text) if text else {}
    except (ValueError, SyntaxError):
        return {}
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list | tuple) else ()
    return {int(number): str(name).lower() for number, name in pairs}


def _kinds(named: dict[int, str], classes: int) -> dict[int, TrackKind]:
    """Which classes are people or heads.

    Raises:
        ValueError: the network does not say, and its number of classes does not tell either.
    """
    if named:
        kinds = {number: _KINDS[name] for number, name in named.items() if name in _KINDS}
        if not kinds:
            raise ValueError(f"this network knows {', '.join(named.values())}: neither people nor heads")
        return kinds
    if classes <= 1:
        return {0: TrackKind.PERSON}
    if classes in _COCO:
        return {_COCO[classes]: TrackKind.PERSON}
    raise ValueError(
        f"this network has {classes} classes and does not say what they are: its metadata needs a member `names`, "
        "such as {0: 'person', 1: 'head'}"
    )


def _read_channels(got: list[NDArray[np.float32]], _: tuple[int, int]) -> tuple[Boxes, NDArray[np.int64]]:
    rows = got[0][0].T
    classes = rows[:, 4:].argmax(axis=1)
    return _from_centres(rows[:, :4], rows[:, 4:].max(axis=1)), classes


def _read_rows(got: list[NDArray[np.float32]], _: tuple[int, int]) -> tuple[Boxes, NDArray[np.int64]]:
    rows = got[0][0]
    classes = rows[:, 5:].argmax(axis=1)
    return _from_centres(rows[:, :4], rows[:, 4] * rows[:, 5:].max(axis=1)), classes


def _read_sorted(got: list[NDArray[np.float32]], _: tuple[int, int]) -> tuple[Boxes, NDArray[np.int64]]:
    rows = got[0][0]
    return rows[:, :5].copy(), rows[:, 5].astype(np.int64)


def _read_ssd(got: list[NDArray[np.float32]], size: tuple[int, int]) -> tuple[Boxes, NDArray[np.int64]]:
    edges, scores = got[0].reshape(-1, 4), got[1].reshape(-1)
    classes = got[2].reshape(-1).astype(np.int64)
    if edges.max(initial=0.0) <= 2.0:  # TensorFlow: shares of the picture, upper edge first
        edges = edges[:, [1, 0, 3, 2]] * np.array([size[0], size[1]] * 2, np.float32)
    return np.concatenate([edges, scores[:, None]], axis=1), classes


_READERS = {
    Form.CHANNELS: _read_channels,
    Form.ROWS: _read_rows,
    Form.SORTED: _read_sorted,
    Form.SSD: _read_ssd,
}


def _from_centres(boxes: NDArray[np.float32], scores: NDArray[np.float32]) -> Boxes:
    half = boxes[:, 2:] / 2
    return np.concatenate([boxes[:, :2] - half, boxes[:, :2] + half, scores[:, None]], axis=1).astype(np.float32)


class Texts:
    """The text detector of PP-OCR (Du et al., arXiv 2009.09941): a map of how likely each pixel is writing."""

    name = "pp-ocr"

    def __init__(self, data: bytes, threads: int = 1) -> None:
        self._session = session(data, threads)
        given = self._session.get_inputs()
        if len(given) != 1 or len(self._session.get_outputs()) != 1:
            raise ValueError(f"a detector of text takes one picture and gives one map, not {_told(given)}")
        self._input = given[0].name

    def find(self, picture: Pixels, threshold: float) -> Boxes:
        """Find lines of writing, best first."""
        _, height, width = picture.shape
        side = -(-height // 32) * 32, -(-width // 32) * 32
        tensor = np.zeros((1, 3, *side), np.float32)
        # Blue, green, red from -1 to 1, as it was trained.
        tensor[0, :, :height, :width] = picture[::-1].astype(np.float32) / 127.5 - 1
        (likely,) = self._session.run(None, {self._input: tensor})
        return lines(np.asarray(likely, np.float32).reshape(side)[:height, :width], max(threshold, _TEXT_SURE))


def lines(likely: NDArray[np.float32], sure: float) -> Boxes:
    """Patches of a map of writing as boxes.

    Args:
        likely: (height, width), 0 to 1.
        sure: mean from which a patch is a line.
    """
    height, width = likely.shape
    rows, columns = height // _TEXT_CELL, width // _TEXT_CELL
    cells = likely[: rows * _TEXT_CELL, : columns * _TEXT_CELL].reshape(rows, _TEXT_CELL, columns, _TEXT_CELL)
    means = cells.max(axis=(1, 3), initial=0.0)
    found = []
    for patch in _patches(means >= _TEXT_IS):
        values = means[patch[:, 0], patch[:, 1]]
        score = float(values.mean())
        if score < sure:
            continue
        (top, left), (low, right) = patch.min(axis=0) * _TEXT_CELL, (patch.max(axis=0) + 1) * _TEXT_CELL
        grow = _TEXT_GROW * min(low - top, right - left)
        edges = [max(0, left - grow), max(0, top - grow), min(width, right + grow), min(height, low + grow)]
        found.append([*edges, score])
    return np.array(sorted(found, key=lambda each: -each[4]), np.float32).reshape(-1, 5)


def _patches(on: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Cells that touch, sides or corners, as arrays of (row, column)."""
    left = {(int(row), int(column)) for row, column in np.argwhere(on)}
    patches = []
    while left:
        start = left.pop()
        patch, waiting = [start], [start]
        while waiting:
            row, column = waiting.pop()
            for near in ((row + down, column + across) for down in (-1, 0, 1) for across in (-1, 0, 1)):
                if near in left:
                    left.remove(near)
                    patch.append(near)
                    waiting.append(near)
        patches.append(np.array(sorted(patch), np.int64))
    return patches


class _OfKind:
    """What a detector of several kinds says of one; a picture that was just searched is not searched again."""

    name = "people"

    def __init__(self, people: People, kind: TrackKind, memory: dict[str, Any]) -> None:
        self._people, self._kind, self._memory = people, kind, memory

    def find(self, picture: Pixels, threshold: float) -> Boxes:
        before = self._memory.get("picture")
        if before is None or not np.array_equal(before, picture):
            self._memory["picture"], self._memory["found"] = picture, self._people.find_kinds(picture, threshold)
        found: dict[TrackKind, Boxes] = self._memory["found"]
        return found[self._kind]


def find_people(params: Json, inputs: list[int], outputs: list[int], progress: Progress) -> Json:
    """Task: find and follow heads and people.

    Args:
        params: `kind`: `video`, `picture` or `document`; `key`: what the journal belongs to, any text.
        inputs: the content, weights of a detector.
        outputs: of a video a journal, empty or of an earlier run; readable and writable.
        progress: frames done, of about how many.

    Returns:
        `FaceFindings`; of a video, where they lie in the journal, as `Searching.finish` tells it.

    Raises:
        UntrustedInputError: no decoder opens the content, or it shows nothing.
        ValueError: the weights are no such network; the message says what was expected.
    """
    people = People(weights(inputs[1]))
    memory: dict[str, Any] = {}
    searches = [(_OfKind(people, kind, memory), kind) for kind in people.kinds]
    return _found(params, inputs[0], outputs, searches, progress, every=EVERY)


def find_texts(params: Json, inputs: list[int], outputs: list[int], progress: Progress) -> Json:
    """Task: find and follow lines of writing; as `find_people`."""
    return _found(params, inputs[0], outputs, [(Texts(weights(inputs[1])), TrackKind.TEXT)], progress, every=TEXT_EVERY)


def _found(
    params: Json,
    content: int,
    outputs: list[int],
    searches: list[tuple[Any, TrackKind]],
    progress: Progress,
    *,
    every: int,
) -> Json:
    wanted = cast("dict[str, Json]", params)
    shown = wanted["kind"]
    if shown == MediaKind.DOCUMENT or (shown == MediaKind.PICTURE and has_pages(content)):
        return to_json(_joined([in_pages(content, each, progress, kind, thorough=False) for each, kind in searches]))
    if shown == MediaKind.PICTURE:
        return to_json(_joined([in_picture(content, each, kind, thorough=False) for each, kind in searches]))

    def begun(film: Film) -> list[Search]:
        return [Search(film, each, kind, every, thorough=False) for each, kind in searches]

    return search_film(content, begun, outputs[0], str(wanted["key"]), progress)


def _joined(findings: list[FaceFindings]) -> FaceFindings:
    """Tracks of all kinds in one list, numbered through."""
    tracks = [track for each in findings for track in each.tracks]
    numbered = tuple(replace(track, track=number) for number, track in enumerate(tracks))
    return FaceFindings(summary=replace(findings[0].summary, tracks=len(numbered)), tracks=numbered)


def warm() -> None:
    """Load what decoders and runtime load lazily."""
    pages.warm()
