"""Takes out of a network what it does for nothing; what it answers stays the same but for rounding.

CenterFace is a MobileNet V2 that was trained with weight decay. A part of its channels fell asleep on the way: nothing
that a picture shows moves them, but each is calculated at every place of every picture. Its last layer is followed by
another with nothing in between, so that both are one; its three answers come from three layers that read the same; and
what it enlarges is normalised in a step of its own.

An ONNX graph is changed in place. Nothing here knows the names in CenterFace: a network of that kind which somebody
trained anew gets smaller likewise, and one of another kind stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Values: TypeAlias = NDArray[np.float32]

_FLOATS = 1  # TensorProto.FLOAT (onnx.proto)
_A_FLOAT, _INTEGER, _INTEGERS = 1, 2, 7  # AttributeProto.FLOAT, INT and INTS, likewise

REACH = 32.0
"""How far from zero the inputs of a block are taken to lie at most. In CenterFace those of the blocks with sleeping
channels stay within 10, on crowds, portraits and noise."""

ASLEEP = 0.01
"""By how much a channel that sleeps can move a value of its block's result, if all inputs lay as far out as `REACH` and
as badly as they could. Such values are some units large. Over real pictures CenterFace's sleeping channels move them
by less than a millionth, and each of its others by more than a hundredth."""

BLOCK = 16
"""ONNX Runtime calculates so many channels at a time (single numbers in a register of AVX-512), and layers with other
numbers of them in a slower way: a block keeps the next multiple."""


def slim(graph: Any) -> None:
    """Make the graph of a detector smaller.

    Args:
        graph: `GraphProto` whose nodes stand in the order of the work and whose weights are no inputs.
    """
    slimming = _Slimming(graph)
    slimming.fold_norms()
    slimming.merge_lines()
    slimming.leave_sleepers_out()
    slimming.join_heads()
    slimming.write()


class _Slimming:
    """One graph on its way: its layers in order, and those of its weights that are new."""

    def __init__(self, graph: Any) -> None:
        self._graph = graph
        self._nodes = list(graph.node)
        self._held = {tensor.name: tensor for tensor in graph.initializer}
        self._new: dict[str, Values] = {}
        self._outputs = {output.name for output in graph.output}
        self._makers = {name: node for node in self._nodes for name in node.output}
        self._users: dict[str, list[Any]] = {}
        for node in self._nodes:
            for name in node.input:
                self._users.setdefault(name, []).append(node)

    def fold_norms(self) -> None:
        """Let a layer that enlarges do what the normalisation after it does."""
        for node in [each for each in self._nodes if each.op_type == "BatchNormalization"]:
            before = self._before(node, "ConvTranspose")
            if before is None or _attribute(before, "group", 1) != 1 or not self._held.keys() >= {*node.input[1:]}:
                continue
            scale, shift, mean, variance = (self._values(name) for name in node.input[1:5])
            factor = scale / np.sqrt(variance + np.float32(_attribute(node, "epsilon", 1e-5)))
            bias = self._values(before.input[2]) if len(before.input) > 2 else np.float32(0)
            weights = self._values(before.input[1]) * factor[:, None, None]
            self._put(before, weights, (bias - mean) * factor + shift)
            self._take_out(node, before)

    def merge_lines(self) -> None:
        """Make one layer of two that follow each other, where that is less work."""
        for node in [each for each in self._nodes if self._is_pointwise(each)]:
            before = self._before(node, "Conv")
            if before is None or not self._is_pointwise(before):
                continue
            (middle, first, *_), (last, *_) = self._shape(before), self._shape(node)
            if middle * (first + last) <= first * last:
                continue
            one, two = (self._values(each.input[1])[:, :, 0, 0].astype(np.float64) for each in (before, node))
            weights = (two @ one)[:, :, None, None].astype(np.float32)
            bias = (two @ self._bias(before) + self._bias(node)).astype(np.float32)
            self._put(before, weights, bias)
            self._take_out(node, before)

    def leave_sleepers_out(self) -> None:
        """Leave sleeping channels out of blocks that widen, look around in each channel and narrow again."""
        for around in [each for each in self._nodes if each.op_type == "Conv" and self._shape(each)[1:] == (1, 3, 3)]:
            wide = self._before(self._before(around, "Relu"), "Conv")
            narrow = self._after(self._after(around, "Relu"), "Conv")
            if not (self._is_pointwise(wide) and self._is_pointwise(narrow)):
                continue
            moves, rest = self._sleep(wide, around, narrow)
            width = -(-int((moves > ASLEEP).sum()) // BLOCK) * BLOCK
            if not 0 < width < len(moves):
                continue
            order = np.argsort(-moves, kind="stable")
            kept, dropped = np.sort(order[:width]), order[width:]
            down = self._values(narrow.input[1])
            self._put(narrow, down[:, kept], self._bias(narrow) + down[:, dropped, 0, 0] @ rest[dropped])
            for node in (wide, around):
                self._put(node, self._values(node.input[1])[kept], self._bias(node)[kept])
            next(each for each in around.attribute if each.name == "group").i = width

    def _sleep(self, wide: Any, around: Any, narrow: Any) -> tuple[Values, Values]:
        """By how much each channel of a block can move a value of its result at most, and what it gives at rest."""
        weights, places = self._values(wide.input[1])[:, :, 0, 0], self._values(around.input[1])[:, 0]
        bias = self._bias(around)
        most = np.maximum(self._bias(wide) + REACH * np.abs(weights).sum(axis=1), 0)
        # Beyond the edge of the picture there is nothing, so each of the nine places may have anything from zero on.
        high = np.maximum(bias + np.maximum(places, 0).sum(axis=(1, 2)) * most, 0)
        low = np.maximum(bias + np.minimum(places, 0).sum(axis=(1, 2)) * most, 0)
        rest = np.maximum(bias + places.sum(axis=(1, 2)) * np.maximum(self._bias(wide), 0), 0)
        return (high - low) * np.abs(self._values(narrow.input[1])).max(axis=(0, 2, 3)), rest

    def join_heads(self) -> None:
        """Make one layer of all that read the same and whose answers go out, perhaps by way of a curve."""
        heads: dict[str, list[Any]] = {}
        for node in self._nodes:
            if self._is_pointwise(node) and self._goes_out(node.output[0]):
                heads.setdefault(node.input[0], []).append(node)
        for source, nodes in heads.items():
            if len(nodes) < 2:
                continue
            first, *others = nodes
            sizes = [self._shape(node)[0] for node in nodes]
            parts = [(self._values(node.input[1]), self._bias(node)) for node in nodes]
            split = type(first)(op_type="Split", name=f"split {source}", input=[f"answers {source}"])
            split.output.extend(node.output[0] for node in nodes)
            split.attribute.add(name="axis", type=_INTEGER, i=1)
            split.attribute.add(name="split", type=_INTEGERS, ints=sizes)
            first.output[0] = split.input[0]
            self._put(first, *(np.concatenate(each) for each in zip(*parts, strict=True)))
            at = self._nodes.index(first)
            self._nodes = [node for node in self._nodes if node not in others]
            self._nodes.insert(at + 1, split)

    def _goes_out(self, name: str) -> bool:
        users = self._users.get(name, [])
        curved = len(users) == 1 and users[0].op_type == "Sigmoid" and users[0].output[0] in self._outputs
        return curved or (name in self._outputs and not users)

    def write(self) -> None:
        """Put layers and weights into the graph, without those that nobody needs any more."""
        needed = {name for node in self._nodes for name in node.input}
        kept = [tensor for name, tensor in self._held.items() if name in needed]
        for members, rest in ((self._graph.node, self._nodes), (self._graph.initializer, kept)):
            del members[:]
            members.extend(rest)
        for name in sorted(needed & self._new.keys()):
            values = self._new[name]
            self._graph.initializer.add(name=name, data_type=_FLOATS, dims=values.shape, raw_data=values.tobytes())

    # -- layers and their weights ----------------------------------------------------------------------------------

    def _shape(self, node: Any) -> tuple[int, ...]:
        """Sides of a layer's weights; none where they are no constants."""
        name = node.input[1]
        if name in self._new:
            return self._new[name].shape
        return tuple(self._held[name].dims) if name in self._held else ()

    def _values(self, name: str) -> Values:
        if name in self._new:
            return self._new[name]
        tensor = self._held[name]
        flat = (
            np.frombuffer(tensor.raw_data, np.float32) if tensor.raw_data else np.array(tensor.float_data, np.float32)
        )
        return flat.reshape(tuple(tensor.dims))

    def _bias(self, node: Any) -> Values:
        return self._values(node.input[2]) if len(node.input) > 2 else np.zeros(self._shape(node)[0], np.float32)

    def _put(self, node: Any, weights: Values, bias: Values) -> None:
        """Give a layer weights of its own."""
        names = [f"{node.output[0]} weights", f"{node.output[0]} bias"]
        self._new |= dict(zip(names, (weights, bias), strict=True))
        del node.input[1:]
        node.input.extend(names)

    def _take_out(self, node: Any, before: Any) -> None:
        """Leave a layer out whose work the one before does now."""
        before.output[0] = node.output[0]
        self._makers[node.output[0]] = before
        self._nodes.remove(node)

    def _before(self, node: Any, kind: str) -> Any:
        """What makes the first input of a layer, if it is of that kind and made for nothing else; else None."""
        name = node.input[0] if node is not None else ""
        maker = self._makers.get(name)
        if maker is None or maker.op_type != kind or name in self._outputs or len(self._users[name]) != 1:
            return None
        return maker

    def _after(self, node: Any, kind: str) -> Any:
        """The only layer that uses what another makes, if it is of that kind; else None."""
        name = node.output[0] if node is not None else ""
        users: Sequence[Any] = () if name in self._outputs else self._users.get(name, ())
        return users[0] if len(users) == 1 and users[0].op_type == kind else None

    def _is_pointwise(self, node: Any) -> bool:
        """Whether a layer mixes channels at each place by itself."""
        if node is None or node.op_type != "Conv" or self._shape(node)[2:] != (1, 1):
            return False
        steps = *_attribute(node, "strides", (1,)), *_attribute(node, "pads", (0,))
        return _attribute(node, "group", 1) == 1 and set(steps) <= {0, 1} and 1 not in _attribute(node, "pads", (0,))


def _attribute(node: Any, name: str, default: Any) -> Any:
    for each in node.attribute:
        if each.name == name:
            return each.f if each.type == _A_FLOAT else each.i if each.type == _INTEGER else tuple(each.ints)
    return default
