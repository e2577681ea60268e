"""What a hostile file could make a broken decoder try inside the sandbox; loaded by a test's worker only."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import threading
import time
from typing import Any

TASKS = {"misbehave": "misbehaving:misbehave"}


def misbehave(params: Any, inputs: list[int], outputs: list[int], progress: Any) -> Any:
    act = params["act"]
    try:
        return {"did": _ACTS[act](params, inputs, outputs, progress)}
    except OSError as error:
        return {"denied": error.errno}


def _open(params: Any, *_: Any) -> str:
    with open(params["path"], "rb") as file:
        return file.read(20).decode("latin-1")


def _write(params: Any, *_: Any) -> str:
    with open(params["path"], "wb") as file:
        file.write(b"x")
    return "written"


def _list(params: Any, *_: Any) -> int:
    return len(os.listdir(params["path"]))


def _delete(params: Any, *_: Any) -> None:
    os.unlink(params["path"])


def _rename(params: Any, *_: Any) -> None:
    os.rename(params["path"], params["path"] + ".moved")


def _reopen(params: Any, inputs: list[int], *_: Any) -> None:
    os.close(os.open(f"/proc/self/fd/{inputs[0]}", os.O_RDWR))


def _chmod_input(params: Any, inputs: list[int], *_: Any) -> None:
    os.fchmod(inputs[0], 0o777)


def _tcp(params: Any, *_: Any) -> str:
    with socket.create_connection(("127.0.0.1", params["port"]), timeout=2):
        return "connected"


def _udp(params: Any, *_: Any) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plug:
        return plug.sendto(b"x", ("127.0.0.1", params["port"]))


def _unix(params: Any, *_: Any) -> None:
    with socket.socket(socket.AF_UNIX) as plug:
        plug.connect("\x00abstract")


def _socketpair(*_: Any) -> None:
    for plug in socket.socketpair():
        plug.close()


def _execve(*_: Any) -> None:
    os.execv("/bin/true", ["true"])


def _fork(*_: Any) -> None:
    if os.fork() == 0:
        os._exit(0)


def _kill_parent(*_: Any) -> None:
    os.kill(os.getppid(), 0)


def _system_call(params: Any, *_: Any) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    result = libc.syscall(params["number"], 0, 0, 0, 0, 0)
    if result < 0:
        raise OSError(ctypes.get_errno(), "")
    return int(result)


def _thread(*_: Any) -> int:
    done: list[int] = []
    threads = [threading.Thread(target=done.append, args=(index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(done)


def _copy(params: Any, inputs: list[int], outputs: list[int], progress: Any) -> int:
    progress(1, 2)
    data = os.read(inputs[0], 100)
    progress(2, 2)
    return os.pwrite(outputs[0], data, 0)


def _allocate(params: Any, *_: Any) -> int:
    return len(bytearray(params["size"]))


def _spin(*_: Any) -> None:
    while True:
        pass


def _sleep(*_: Any) -> None:
    time.sleep(60)


def _abort(*_: Any) -> None:
    os.abort()


def _exit(*_: Any) -> None:
    os._exit(7)


def _kill_self(*_: Any) -> None:
    signal.raise_signal(signal.SIGKILL)


def _number(params: Any, *_: Any) -> Any:
    return params["value"] / 2


def _long(*_: Any) -> str:
    return "x" * (65 * 1024 * 1024)


def _deep(*_: Any) -> Any:
    nested: list[Any] = []
    for _step in range(500):
        nested = [nested]
    return nested


def _raise(params: Any, *_: Any) -> None:
    raise RuntimeError(params["text"])


def _grow_output(params: Any, inputs: list[int], outputs: list[int], *_: Any) -> int:
    return os.pwrite(outputs[0], b"x", params["size"])


def _pid(*_: Any) -> int:
    return os.getpid()


def _descriptors(params: Any, inputs: list[int], *_: Any) -> int:
    return len(inputs)


_ACTS = {name[1:]: act for name, act in globals().items() if name.startswith("_") and callable(act)}
