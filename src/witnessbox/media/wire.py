"""How parent and worker talk: a header, then JSON, with descriptors beside the header."""

from __future__ import annotations

import socket
import struct

MAX_MESSAGE = 64 * 1024 * 1024
"""Bytes; a reply beyond this ends the worker that sent it."""

MAX_DESCRIPTORS = 240
"""Inputs and outputs of one call; the kernel passes 253 at most, and a worker holds as many as its limits say."""

_HEADER = struct.Struct("!IHH")


class WireClosedError(Exception):
    """The other side is gone."""


class WireBrokenError(Exception):
    """The other side does not keep to the protocol."""


def send(channel: socket.socket, body: bytes, inputs: tuple[int, ...] = (), outputs: tuple[int, ...] = ()) -> None:
    """Send one message.

    Raises:
        WireClosedError: the other side is gone.
        TimeoutError: the other side does not read.
    """
    try:
        header = _HEADER.pack(len(body), len(inputs), len(outputs))
        if inputs or outputs:
            socket.send_fds(channel, [header], [*inputs, *outputs])
        else:
            channel.sendall(header)
        channel.sendall(body)
    except (BrokenPipeError, ConnectionResetError) as error:
        raise WireClosedError from error


def receive(channel: socket.socket) -> bytes:
    """Receive one message that carries no descriptors; any that come are dropped by the kernel.

    Raises:
        WireClosedError: the other side is gone.
        WireBrokenError: the message is too long or announces descriptors.
        TimeoutError: nothing came in time.
    """
    length, inputs, outputs = _HEADER.unpack(_exactly(channel, _HEADER.size))
    if length > MAX_MESSAGE or inputs or outputs:
        raise WireBrokenError("a reply is too long or malformed")
    return _exactly(channel, length)


def receive_with_descriptors(channel: socket.socket) -> tuple[bytes, list[int], list[int]]:
    """Receive one message with its inputs and outputs; the caller closes them.

    Raises:
        WireClosedError: the other side is gone.
        WireBrokenError: descriptors are missing.
    """
    first, descriptors, _, _ = socket.recv_fds(channel, _HEADER.size, MAX_DESCRIPTORS)
    if not first:
        raise WireClosedError
    header = first + (_exactly(channel, _HEADER.size - len(first)) if len(first) < _HEADER.size else b"")
    length, inputs, outputs = _HEADER.unpack(header)
    body = _exactly(channel, length)
    if len(descriptors) != inputs + outputs:
        raise WireBrokenError("descriptors are missing")
    return body, descriptors[:inputs], descriptors[inputs:]


def _exactly(channel: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        try:
            part = channel.recv(min(size - len(data), 1 << 20))
        except ConnectionResetError as error:
            raise WireClosedError from error
        if not part:
            raise WireClosedError
        data += part
    return bytes(data)
