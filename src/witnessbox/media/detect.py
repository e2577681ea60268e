"""Face detectors: CenterFace for the masks, RetinaFace for the second look.

Both take planar RGB pictures of any size and give boxes in pixels of that picture. Weights come in as bytes; nothing
here opens a path. The two share neither architecture nor training, so a face that one overlooks may be seen by the
other.
"""

from __future__ import annotations

import math
import os
from importlib import util
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

# From 1.29 on the runtime reports home from the moment it is imported, unless this is set before.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime

from witnessbox.media.slimming import slim

if TYPE_CHECKING:
    from collections.abc import Sequence

Pixels: TypeAlias = npt.NDArray[np.uint8]
"""A picture as (3, height, width): red, green and blue planes, full range."""

Boxes: TypeAlias = npt.NDArray[np.float32]
"""Detections as (n, 5): x1, y1, x2, y2 in pixels, score 0 to 1, best first."""

STRIDE = 32
"""Both networks halve the picture five times; a side must be a multiple of this."""

MAX_SIDE = 4096
"""Longest side in pixels that a detector takes; a larger picture is the caller's to scale down."""


def _graph_record() -> Any:
    """The record of an ONNX graph, from the one module of the package `onnx` that defines it.

    Importing the whole package brings its checkers, parsers and number types along, which takes a worker longer than
    all of the runtime.
    """
    package = util.find_spec("onnx")
    for folder in (package.submodule_search_locations or ()) if package is not None else ():
        spec = util.spec_from_file_location("onnx.onnx_ml_pb2", os.path.join(folder, "onnx_ml_pb2.py"))
        if spec is not None and spec.loader is not None:
            module = util.module_from_spec(spec)
            spec.loader.exec_module(module)
            return module.ModelProto
    raise ImportError("the package onnx is not installed; install witnessbox anew")


_Graph = _graph_record()


class Detector(Protocol):
    """What finds faces in one picture."""

    name: str

    def find(self, picture: Pixels, threshold: float) -> Boxes:
        """Find faces with a score of at least `threshold`."""
        ...


def session(weights: bytes, threads: int) -> onnxruntime.InferenceSession:
    """Open a network on the processor with a fixed number of threads, so that equal input gives equal output.

    Raises:
        ValueError: the weights are not an ONNX graph that this runtime loads.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    # Spinning threads burn processor time while the decoder works.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
    # The runtime raises classes of its own C++ module that have no common base but Exception.
    except Exception as error:
        raise ValueError(f"these weights are no network that ONNX Runtime opens: {error}") from error


class Feed:
    """Turns pictures into inputs of a network, in memory that it keeps: new memory is wiped page by page first.

    An input is gone with the next one.
    """

    def __init__(self) -> None:
        self._memory = np.empty(0, np.float32)

    def padded(self, picture: Pixels) -> npt.NDArray[np.float32]:
        """A picture as (1, 3, h, w), right and lower edge filled with black to multiples of 32.

        Raises:
            ValueError: it is too large.
        """
        _, height, width = picture.shape
        if max(height, width) > MAX_SIDE:
            raise ValueError(f"a picture of {width}×{height} is larger than the {MAX_SIDE} pixels a detector takes")
        shape = (1, 3, -(-height // STRIDE) * STRIDE, -(-width // STRIDE) * STRIDE)
        size = math.prod(shape)
        if self._memory.size < size:
            self._memory = np.empty(size, np.float32)
        tensor = self._memory[:size].reshape(shape)
        tensor[0, :, :height, :width] = picture
        tensor[0, :, height:] = 0
        tensor[0, :, :height, width:] = 0
        return tensor


def suppress(boxes: Boxes, overlap: float) -> Boxes:
    """Keep the best of each heap of boxes: greedy non-maximum suppression at that intersection over union."""
    boxes = boxes[np.argsort(-boxes[:, 4], kind="stable")]
    left, top, right, low = (np.ascontiguousarray(boxes[:, edge]) for edge in range(4))
    areas = (right - left) * (low - top)
    kept: list[int] = []
    alive = np.ones(len(boxes), bool)
    for index in range(len(boxes)):
        if not alive[index]:
            continue
        kept.append(index)
        across = np.minimum(right[index], right) - np.maximum(left[index], left)
        down = np.minimum(low[index], low) - np.maximum(top[index], top)
        shared = np.maximum(across, 0) * np.maximum(down, 0)
        alive &= shared < overlap * (areas[index] + areas - shared)
    return boxes[kept]


def _clipped(boxes: Boxes, picture: Pixels) -> Boxes:
    """Cut boxes to the picture and drop those that lie in the padding."""
    _, height, width = picture.shape
    boxes[:, 0:4:2] = np.clip(boxes[:, 0:4:2], 0, width)
    boxes[:, 1:4:2] = np.clip(boxes[:, 1:4:2], 0, height)
    return boxes[(boxes[:, 2] - boxes[:, 0] >= 1) & (boxes[:, 3] - boxes[:, 1] >= 1)]


class CenterFace:
    """CenterFace (Xu et al., arXiv 1911.03599): a heat map of face centres with size and offset at a stride of 4."""

    name = "centerface"

    OUTPUTS = ("537", "538", "539")
    """Of the published graph: heat, size and offset."""

    def __init__(self, weights: bytes, threads: int = 1) -> None:
        self._session = session(_foldable(weights, self.OUTPUTS), threads)
        self._feed = Feed()

    def find(self, picture: Pixels, threshold: float) -> Boxes:
        """Find faces with a score of at least `threshold`, best first."""
        heat, size, offset = self._session.run(self.OUTPUTS, {"input.1": self._feed.padded(picture)})
        rows, columns = np.nonzero(heat[0, 0] >= threshold)
        if not len(rows):
            return np.empty((0, 5), np.float32)
        height, width = np.exp(size[0, 0, rows, columns]) * 4, np.exp(size[0, 1, rows, columns]) * 4
        middle_y = (rows + offset[0, 0, rows, columns] + 0.5) * 4
        middle_x = (columns + offset[0, 1, rows, columns] + 0.5) * 4
        score = heat[0, 0, rows, columns]
        edges = [middle_x - width / 2, middle_y - height / 2, middle_x + width / 2, middle_y + height / 2, score]
        return _clipped(suppress(np.stack(edges, axis=1).astype(np.float32), 0.3), picture)


def _foldable(weights: bytes, outputs: Sequence[str]) -> bytes:
    """Make the published graph fast and free in size.

    It lists its 194 weights as graph inputs too, which stops ONNX Runtime from folding the normalisation layers into
    the convolutions (2.2 times slower), and it names 32 by 32 as the only picture size. What leads to none of the
    `outputs`, its landmarks, is left out, and so is all that it does for nothing.

    Raises:
        ValueError: the bytes are not an ONNX graph with one picture input and these outputs.
    """
    try:
        graph = _Graph.FromString(weights)
    # protobuf's DecodeError lives in a module that differs between its back ends.
    except Exception as error:
        raise ValueError(f"these weights are no ONNX graph: {error}") from error
    held = {initialiser.name for initialiser in graph.graph.initializer}
    inputs = [each for each in graph.graph.input if each.name not in held]
    if len(inputs) != 1:
        raise ValueError(f"a detector takes one picture, this graph has {len(inputs)} inputs")
    del graph.graph.input[:]
    graph.graph.input.extend(inputs)
    del graph.graph.value_info[:]
    _leave_out(graph.graph, set(outputs))
    slim(graph.graph)
    for each in [*graph.graph.input, *graph.graph.output]:
        shape = each.type.tensor_type.shape.dim
        for axis, name in ((0, "batch"), (2, f"{each.name}_h"), (3, f"{each.name}_w")):
            shape[axis].ClearField("dim_value")
            shape[axis].dim_param = name
    data: bytes = graph.SerializeToString()
    return data


def _leave_out(graph: Any, wanted: set[str]) -> None:
    """Take what leads to none of the wanted outputs out of a graph, whose nodes stand in the order of the work.

    Raises:
        ValueError: it lacks one of the outputs.
    """
    outputs = [each for each in graph.output if each.name in wanted]
    if len(outputs) != len(wanted):
        raise ValueError(f"a detector of faces gives {', '.join(sorted(wanted))}; this graph lacks one of them")
    kept: list[Any] = []
    needed = set(wanted)
    for node in reversed(graph.node):
        if not needed.isdisjoint(node.output):
            kept.append(node)
            needed |= set(node.input)
    kept.reverse()
    for members, rest in ((graph.output, outputs), (graph.node, kept)):
        del members[:]
        members.extend(rest)


class RetinaFace:
    """RetinaFace (Deng et al., CVPR 2020) with MobileNet 0.25: anchors of six sizes at strides of 8, 16 and 32."""

    name = "retinaface"

    ANCHORS = ((8, (16, 32)), (16, (64, 128)), (32, (256, 512)))
    """Stride and anchor sides in pixels, as trained (Pytorch_Retinaface, configuration of mnet0.25)."""

    MEAN = np.array([104, 117, 123], np.float32)
    """Mean of blue, green and red in the training set (Pytorch_Retinaface)."""

    VARIANCE = (np.float32(0.1), np.float32(0.2))
    """Units of centre and of size regression (Pytorch_Retinaface)."""

    def __init__(self, weights: bytes, threads: int = 1) -> None:
        self._session = session(weights, threads)
        self._feed = Feed()
        self._anchors: dict[tuple[int, int], npt.NDArray[np.float32]] = {}

    def find(self, picture: Pixels, threshold: float) -> Boxes:
        """Find faces with a score of at least `threshold`, best first."""
        tensor = self._feed.padded(picture[::-1])
        tensor -= self.MEAN[None, :, None, None]
        location, confidence = self._session.run(["loc", "conf"], {"input": tensor})
        likely = confidence[0, :, 1] >= threshold
        anchors = self._grid(tensor.shape[2], tensor.shape[3])[likely]
        location = location[0][likely]
        centre = anchors[:, :2] + location[:, :2] * self.VARIANCE[0] * anchors[:, 2:]
        half = anchors[:, 2:] * np.exp(location[:, 2:] * self.VARIANCE[1]) / 2
        boxes: Any = np.concatenate([centre - half, centre + half, confidence[0, likely, 1:2]], axis=1)
        return _clipped(suppress(boxes.astype(np.float32), 0.4), picture)

    def _grid(self, height: int, width: int) -> npt.NDArray[np.float32]:
        """Centres and sides of all anchors in the order of the network's outputs: (n, 4)."""
        if (height, width) not in self._anchors:
            parts = []
            for stride, sides in self.ANCHORS:
                rows, columns = np.meshgrid(np.arange(height // stride), np.arange(width // stride), indexing="ij")
                centres = (np.stack([columns.ravel(), rows.ravel()], axis=1) + 0.5) * stride
                squares = np.array([[side, side] for side in sides])
                centres = np.repeat(centres, len(sides), axis=0)
                parts.append(np.concatenate([centres, np.tile(squares, (len(centres) // len(sides), 1))], axis=1))
            self._anchors = {(height, width): np.concatenate(parts).astype(np.float32)}
        return self._anchors[height, width]
