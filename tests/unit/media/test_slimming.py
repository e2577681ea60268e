"""A network that is made smaller gives the same answers."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from witnessbox.media.detect import CenterFace, session
from witnessbox.media.slimming import BLOCK, slim

Values = NDArray[np.float32]


class Made:
    """A network that is put together layer by layer."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.nodes: list[Any] = []
        self.weights: dict[str, Values] = {}

    def of(self, *shape: int) -> Values:
        return self.random.normal(0, (1 / max(1, np.prod(shape[1:]))) ** 0.5, shape).astype(np.float32)

    def conv(self, source: str, out: str, weights: Values, bias: Values | None = None, **attributes: object) -> str:
        bias = self.of(weights.shape[0]) if bias is None else bias
        self.weights |= {f"{out}.w": weights, f"{out}.b": bias}
        self.nodes.append(helper.make_node("Conv", [source, f"{out}.w", f"{out}.b"], [out], **attributes))
        return out

    def relu(self, source: str) -> str:
        self.nodes.append(helper.make_node("Relu", [source], [f"{source}.relu"]))
        return f"{source}.relu"

    def model(self, inputs: dict[str, int], outputs: list[str]) -> Any:
        graph = helper.make_graph(
            self.nodes,
            "made",
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, n, 8, 8]) for name, n in inputs.items()],
            [
                helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", f"{name}_c", f"{name}_h", f"{name}_w"])
                for name in outputs
            ],
            [numpy_helper.from_array(values, name) for name, values in self.weights.items()],
        )
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 9)], ir_version=8)


def block(made: Made, source: str, channels: int, asleep: int, pixels: int = 4) -> str:
    """Widen, look around in each channel, narrow; the first channels sleep, each at a value of its own."""
    wide, around, narrow = made.of(channels, pixels, 1, 1), made.of(channels, 1, 3, 3), made.of(pixels, channels, 1, 1)
    wide_bias, around_bias = made.of(channels), made.of(channels)
    wide[:asleep] *= 1e-6
    wide_bias[:asleep] = -np.abs(wide_bias[:asleep]) - 1e-3
    first = made.relu(made.conv(source, f"{source}.wide", wide, wide_bias))
    second = made.conv(first, f"{source}.around", around, around_bias, group=channels, pads=[1, 1, 1, 1])
    return made.conv(made.relu(second), f"{source}.narrow", narrow)


def answers(model: Any, outputs: list[str], picture: Values) -> list[Values]:
    return [np.asarray(each) for each in session(model.SerializeToString(), 1).run(outputs, {"x": picture})]


def slimmed(model: Any) -> Any:
    result = onnx.ModelProto.FromString(model.SerializeToString())
    slim(result.graph)
    onnx.checker.check_model(result)
    return result


def test_sleeping_channels_are_left_out_by_whole_blocks_of_the_runtime() -> None:
    made = Made(1)
    model = made.model({"x": 4}, [block(made, "x", 4 * BLOCK, BLOCK + 3)])
    smaller = slimmed(model)
    widths = [
        numpy_helper.to_array(each).shape[0] for each in smaller.graph.initializer if each.name.endswith("weights")
    ]
    assert sorted(widths) == [4, 3 * BLOCK, 3 * BLOCK]
    picture = made.random.normal(0, 3, (1, 4, 8, 8)).astype(np.float32)
    for before, after in zip(*(answers(each, ["x.narrow"], picture) for each in (model, smaller)), strict=True):
        np.testing.assert_allclose(after, before, atol=1e-4)


def test_a_block_in_which_less_than_a_block_sleeps_stays() -> None:
    made = Made(2)
    model = made.model({"x": 4}, [block(made, "x", 2 * BLOCK, BLOCK - 1)])
    assert slimmed(model) == model


def test_a_channel_that_sleeps_at_a_value_keeps_giving_it() -> None:
    made = Made(3)
    narrow = block(made, "x", 2 * BLOCK, 2 * BLOCK - 4)
    assert (made.weights["x.around.b"][: 2 * BLOCK - 4] > 0).any()
    model = made.model({"x": 4}, [narrow])
    smaller = slimmed(model)
    assert len(smaller.SerializeToString()) < len(model.SerializeToString())
    picture = made.random.normal(0, 3, (1, 4, 8, 8)).astype(np.float32)
    np.testing.assert_allclose(*(answers(each, [narrow], picture)[0] for each in (smaller, model)), atol=1e-4)


def test_two_layers_with_nothing_between_them_become_one_where_that_is_less() -> None:
    made = Made(4)
    middle = made.conv("x", "middle", made.of(32, 8, 1, 1))
    model = made.model({"x": 8}, [made.relu(made.conv(middle, "end", made.of(4, 32, 1, 1)))])
    smaller = slimmed(model)
    assert [node.op_type for node in smaller.graph.node] == ["Conv", "Relu"]
    picture = made.random.normal(0, 1, (1, 8, 8, 8)).astype(np.float32)
    np.testing.assert_allclose(*(answers(each, ["end.relu"], picture)[0] for each in (smaller, model)), atol=1e-5)


@pytest.mark.parametrize("why", ["more work", "used twice", "a curve between", "goes out"])
def test_two_layers_stay_two(why: str) -> None:
    made = Made(5)
    sides = (2, 8, 8) if why == "more work" else (32, 8, 4)
    middle = made.conv("x", "middle", made.of(sides[0], sides[1], 1, 1))
    between = made.relu(middle) if why == "a curve between" else middle
    end = made.conv(between, "end", made.of(sides[2], sides[0], 1, 1))
    outputs = [made.relu(end)]
    if why == "used twice":
        outputs.append(made.relu(middle))
    if why == "goes out":
        outputs.append(middle)
    model = made.model({"x": sides[1]}, outputs)
    assert slimmed(model) == model


def test_heads_that_read_the_same_become_one_layer() -> None:
    made = Made(6)
    heads = [made.conv("x", name, made.of(n, 8, 1, 1)) for name, n in (("one", 1), ("two", 2), ("three", 3))]
    made.nodes.append(helper.make_node("Sigmoid", [heads[0]], ["sure"]))
    outputs = ["sure", *heads[1:]]
    model = made.model({"x": 8}, outputs)
    smaller = slimmed(model)
    assert Counter(node.op_type for node in smaller.graph.node) == {"Conv": 1, "Split": 1, "Sigmoid": 1}
    picture = made.random.normal(0, 1, (1, 8, 8, 8)).astype(np.float32)
    for before, after in zip(*(answers(each, outputs, picture) for each in (model, smaller)), strict=True):
        np.testing.assert_allclose(after, before, atol=1e-5)


def test_what_enlarges_does_its_normalisation_itself() -> None:
    made = Made(7)
    made.weights |= {"up": made.of(8, 4, 2, 2), "scale": made.of(4), "shift": made.of(4), "mean": made.of(4)}
    made.weights["variance"] = np.abs(made.of(4))
    made.nodes = [
        helper.make_node("ConvTranspose", ["x", "up"], ["large"], strides=[2, 2], kernel_shape=[2, 2]),
        helper.make_node("BatchNormalization", ["large", "scale", "shift", "mean", "variance"], ["y"], epsilon=1e-3),
    ]
    model = made.model({"x": 8}, ["y"])
    smaller = slimmed(model)
    assert [node.op_type for node in smaller.graph.node] == ["ConvTranspose"]
    picture = made.random.normal(0, 1, (1, 8, 8, 8)).astype(np.float32)
    np.testing.assert_allclose(*(answers(each, ["y"], picture)[0] for each in (smaller, model)), atol=1e-5)


def test_weights_that_are_no_constants_are_left_alone() -> None:
    made = Made(8)
    made.nodes = [helper.make_node("Conv", ["x", "w"], ["y"], kernel_shape=[1, 1])]
    model = made.model({"x": 8, "w": 8}, ["y"])
    assert slimmed(model) == model


def test_centerface_answers_the_same() -> None:
    from witnessbox.media import detect
    from witnessbox.media.models import ModelStore
    from witnessbox.media.sight import weights

    descriptor = ModelStore().open("centerface")
    published = weights(descriptor)
    smaller = detect._foldable(published, CenterFace.OUTPUTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(detect, "slim", lambda _: None)
        whole = detect._foldable(published, CenterFace.OUTPUTS)
    assert len(smaller) < 0.8 * len(whole)
    picture = np.random.default_rng(9).integers(0, 256, (1, 3, 96, 128)).astype(np.float32)
    given = [session(each, 1).run(CenterFace.OUTPUTS, {"input.1": picture}) for each in (smaller, whole)]
    for after, before in zip(*given, strict=True):
        np.testing.assert_allclose(np.asarray(after), np.asarray(before), atol=1e-4)
