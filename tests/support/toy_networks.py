"""Small detectors in the forms that detectors of people come in: they see one thing at one place, if it is bright."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIDE = 64
"""Pixels of their input."""

PLACE = (16.0, 8.0, 48.0, 56.0)
"""Where they see it: left, upper, right and lower edge in pixels of the input."""

_ROWS = 100


def channels(classes: int = 2, sees: int = 0, names: dict[int, str] | None = None, *, nhwc: bool = False) -> bytes:
    """(1, 4 + classes, n): centre and size, scores."""
    boxes = np.zeros((1, 4, _ROWS), np.float32)
    boxes[0, :, 3] = _centred()
    scores = np.zeros((1, classes, _ROWS), np.float32)
    scores[0, sees, 3] = 1
    return _network([("boxes", boxes, False), ("scores", scores, True)], 1, "output0", names, nhwc=nhwc)


def rows(classes: int = 80, sees: int = 0, names: dict[int, str] | None = None) -> bytes:
    """(1, n, 5 + classes): centre and size, a score for the box, scores."""
    boxes = np.zeros((1, _ROWS, 4), np.float32)
    boxes[0, 5] = _centred()
    scores = np.zeros((1, _ROWS, 1 + classes), np.float32)
    scores[0, 5, 0] = 1
    scores[0, 5, 1 + sees] = 1
    return _network([("boxes", boxes, False), ("scores", scores, True)], 2, "output", names)


def ssd(classes: int = 1, *, shares: bool) -> bytes:
    """Boxes, scores and classes; edges as shares with the upper one first, or pixels with the left one first."""
    left, top, right, low = PLACE
    edges = [top / SIDE, left / SIDE, low / SIDE, right / SIDE] if shares else [left, top, right, low]
    boxes, scores = np.zeros((1, 10, 4), np.float32), np.zeros((1, 10), np.float32)
    boxes[0, 2], scores[0, 2] = edges, 1
    labels = np.full((1, 10), classes, np.float32)
    parts = [
        ("detection_boxes", boxes, False),
        ("detection_scores", scores, True),
        ("detection_classes", labels, False),
    ]
    return _network(parts, None, "", None)


def unknown() -> bytes:
    """A network whose output no detector gives."""
    return _network([("flat", np.zeros((1, 1000), np.float32), False)], None, "", None)


def _centred() -> list[float]:
    left, top, right, low = PLACE
    return [(left + right) / 2, (top + low) / 2, right - left, low - top]


def _network(
    parts: Sequence[tuple[str, np.ndarray, bool]],
    axis: int | None,
    output: str,
    names: dict[int, str] | None,
    *,
    nhwc: bool = False,
) -> bytes:
    """Constants, some of them times the mean brightness of the picture, joined along an axis or each by itself."""
    nodes = [helper.make_node("ReduceMean", ["images"], ["bright"], keepdims=0)]
    constants = []
    for name, value, scaled in parts:
        constants.append(numpy_helper.from_array(value, f"{name}_value"))
        factor = "bright" if scaled else "one"
        nodes.append(helper.make_node("Mul", [f"{name}_value", factor], [name if axis is None else f"{name}_part"]))
    constants.append(numpy_helper.from_array(np.float32(1), "one"))
    if axis is not None:
        nodes.append(helper.make_node("Concat", [f"{name}_part" for name, _, _ in parts], [output], axis=axis))
        sizes = [list(value.shape) for _, value, _ in parts]
        shape = [sum(each[at] for each in sizes) if at == axis else sizes[0][at] for at in range(3)]
        outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)]
    else:
        outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, value.shape) for name, value, _ in parts]
    size = [1, SIDE, SIDE, 3] if nhwc else [1, 3, SIDE, SIDE]
    picture = helper.make_tensor_value_info("images", TensorProto.FLOAT, size)
    graph = helper.make_graph(nodes, "toy", [picture], outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    if names is not None:
        model.metadata_props.append(onnx.StringStringEntryProto(key="names", value=str(names)))
    data: bytes = model.SerializeToString()
    return data
