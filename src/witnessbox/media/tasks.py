"""What a sandboxed worker can do, by name.

A worker imports only the modules of the tasks it was started for: a worker that merely identifies files need not
load a decoder. A module may have a function `warm() -> None`, which loads whatever its libraries would load lazily;
it runs before the sandbox closes, because nothing can be opened afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import TypeAlias, cast

from witnessbox.model.canonical import Json

Progress: TypeAlias = Callable[[int, int], None]
Task: TypeAlias = Callable[[Json, list[int], list[int], Progress], Json]

TASKS: dict[str, str] = {
    "identify": "witnessbox.media.identify:identify",
    "document-metadata": "witnessbox.media.documents:document_metadata",
    "headers": "witnessbox.media.probe:headers",
    "read-chats": "witnessbox.media.chats:read_chats",
    "tell-chats": "witnessbox.media.chats:tell_chats",
    "probe": "witnessbox.media.probe:probe",
    "find-faces": "witnessbox.media.faces:find_faces",
    "find-people": "witnessbox.media.things:find_people",
    "find-texts": "witnessbox.media.things:find_texts",
    "finding-pictures": "witnessbox.media.finding_pictures:finding_pictures",
    "look-again": "witnessbox.media.audit:look_again",
    "page-picture": "witnessbox.media.page_words:page_picture",
    "add-words": "witnessbox.media.page_words:add_words",
    "plan-sheet": "witnessbox.media.plan_sheets:plan_sheet",
    "read-disk": "witnessbox.media.disks:read_disk",
    "render": "witnessbox.media.render:render",
    "render-still": "witnessbox.media.render_stills:render_still",
    "salvage": "witnessbox.media.salvage:salvage",
    "unpack": "witnessbox.media.archives:unpack",
    "time-stamp": "witnessbox.media.timestamps:time_stamp",
    "storyboard": "witnessbox.media.stills:storyboard",
    "watch": "witnessbox.media.watch:watch",
}
"""Task name to `module:function`; each function is a `Task`."""


def load(names: Iterable[str]) -> dict[str, Task]:
    """Import and warm up the named tasks.

    Raises:
        KeyError: no task of that name.
    """
    tasks: dict[str, Task] = {}
    warmed = set()
    for name in names:
        module_name, function = TASKS[name].split(":")
        module = import_module(module_name)
        tasks[name] = cast(Task, getattr(module, function))
        if module_name not in warmed and hasattr(module, "warm"):
            module.warm()
        warmed.add(module_name)
    return tasks
