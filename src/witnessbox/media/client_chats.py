"""Messages of chat exports, for callers outside the sandbox."""

from __future__ import annotations

import os
from collections.abc import Sequence

from witnessbox.media.client import allowance, checked
from witnessbox.media.sandbox import Worker
from witnessbox.model.errors import WorkerDiedError
from witnessbox.model.messages import ChatProgram, ChatReading


def tell_chats(worker: Worker, descriptors: Sequence[int]) -> list[ChatProgram | None]:
    """The program whose export each content begins like.

    Raises:
        WorkerDiedError: it broke a limit or gave nonsense.
    """
    answer = worker.call("tell-chats", None, inputs=list(descriptors))
    if not isinstance(answer, list) or len(answer) != len(descriptors):
        raise WorkerDiedError("the sandboxed process told another number of chats")
    try:
        return [None if each is None else ChatProgram(str(each)) for each in answer]
    except ValueError as error:
        raise WorkerDiedError(f"the sandboxed process told a chat of no kind: {error}") from None


def read_chats(worker: Worker, contents: Sequence[int], out: int) -> ChatReading:
    """Read an export.

    Args:
        worker: does the work.
        contents: descriptors of its pages in their order; of its file, where it has no pages.
        out: descriptor of a file that is written on: a line of canonical JSON (`RawMessage`) for each message.

    Raises:
        WorkerDiedError: it broke a limit or gave nonsense.
    """
    seconds = allowance(sum(os.fstat(content).st_size for content in contents))
    return checked(ChatReading, worker.call("read-chats", None, inputs=contents, outputs=[out], seconds=seconds))
