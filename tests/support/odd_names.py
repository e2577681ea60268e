"""Names that break lists, and a case whose items have them: made from records, so that nothing is left to chance."""

from __future__ import annotations

import atexit
import functools
import hashlib
import os
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from witnessbox.model.acts import AcquisitionClosed, AcquisitionOpened, Operation, Recheck
from witnessbox.model.entries import Kind
from witnessbox.model.items import (
    TROVE_ID,
    Access,
    Attributes,
    Content,
    FileTimes,
    Item,
    ItemKind,
    Outcome,
    Recovery,
    Run,
)
from witnessbox.model.media import Format, FormatAuthority
from witnessbox.model.observations import MediaKind
from witnessbox.model.seal import acquisition_key, acquisition_root, parts_of
from witnessbox.vault.case import Case, Writer, create_case
from witnessbox.vault.keys import Signer

PASSPHRASE = b"eight words nobody would ever guess"

NAMES: tuple[bytes, ...] = (
    b"note.txt",
    "Показания свидетеля.txt".encode(),
    "🙂 «x» — №1.png".encode(),
    b"\xf1\xed\xe8\xec\xee\xea.jpg",
    b"\xed\xa0\x80surrogate",
    b"new\nline",
    b"car\rriage",
    b"ends with cr\r",
    b"both\r\n",
    b"tab\t\x01\x1b[31mred\x7f",
    "rtl\u202egpj.exe".encode(),
    "no-break\u00a0space".encode(),
    "zero\u200bwidth\ufeff".encode(),
    b"back\\slash\\n",
    b"100%25 %0A %0a.txt",
    b"n" * 255,
    ("щ" * 127).encode(),
    b"\xff" * 255,
    b"=" * 250 + b".mp4",
    "й.txt".encode(),
    "и\u0306.txt".encode(),
    "\u212b ngstrom".encode(),
    "\u0306first".encode(),
    b"A.txt",
    b"a.txt",
    b"STRASSE",
    "straße".encode(),
    b"CON",
    b"aux.txt",
    b"Lpt1 .log",
    b"trail.",
    b"trail ",
    b" lead",
    b".hidden",
    b"...",
    b"-",
    b"--help",
    b"*star",
    b"#hash",
    b"~home",
    b"=x",
    b"+1",
    b"@sum",
    b"a:stream",
    b"<&>?|\"'",
    b"]]>?>-->",
    b"spaces  two",
)
"""Names that a folder of Linux can hold, all in one folder."""

MEMBERS: tuple[bytes, ...] = (
    b"../../etc/passwd",
    b"/etc/passwd",
    b"a//b/",
    b".",
    b"..",
    b"",
    b"nul\x00byte",
    b"C:\\Windows\\x.dll",
    b"inner/" * 250 + b"deep",
)
"""Paths that only archives can say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What must come back from every export."""

    path: bytes
    parent: str | None
    sha256: str | None
    size: int
    outcome: str


TIMES = FileTimes(modified="1700000000123456789", changed="1", accessed="-1")


def told(item: Item) -> Told:
    return Told(path=item.path, parent=item.parent, sha256=item.content, size=item.size, outcome=item.outcome.value)


@functools.cache
def _empty() -> tuple[Path, Signer]:
    """An empty case and its person, made once a process: keys are slow to make and to open on purpose."""
    folder = Path(tempfile.mkdtemp(prefix="witnessbox-odd-"))
    owner = os.getpid()
    atexit.register(lambda: os.getpid() == owner and shutil.rmtree(folder, ignore_errors=True))
    case = create_case(folder / "x.case", name="anna", passphrase=PASSPHRASE)
    return case.path, case.keys.unlock(PASSPHRASE, among=[case.catalogue.persons()[0].key])


class OddCase:
    """A case under construction."""

    def __init__(self, path: Path) -> None:
        empty, self.person = _empty()
        shutil.copytree(empty, path)
        self.case = Case(path)
        self.number = 0

    def acquire(self, *found: tuple[Item, bytes | None], close: bool = True, access: Access = Access.OPEN) -> None:
        """Take items in with their bytes; only a finished acquisition gets a number."""
        with self.case.writing() as writer:
            opened = AcquisitionOpened(
                trove_id=TROVE_ID, source="0" * 64, receipt="0" * 64, program="test", isolation="none"
            )
            acquisition = writer.append(Kind.ACQUISITION_OPENED, opened, self.person).digest
            self._ingest(writer, acquisition, found, access)
            if close:
                self.number += 1
                key = acquisition_key(writer.master, TROVE_ID, self.number)
                closed = AcquisitionClosed(
                    acquisition=acquisition,
                    number=self.number,
                    root=acquisition_root(key, parts_of(key, writer.catalogue.items_of(acquisition))).hex(),
                    outcomes=dict(sorted(Counter(item.outcome.value for item, _ in found).items())),
                    known=0,
                    recheck=Recheck.SAME,
                    compared=0,
                )
                writer.append(Kind.ACQUISITION_CLOSED, closed, self.person)

    def _ingest(
        self, writer: Writer, acquisition: str, found: tuple[tuple[Item, bytes | None], ...], access: Access
    ) -> None:
        contents = {}
        for _, data in found:
            if data is not None:
                contents[self.case.objects.put(data)] = data
        known = writer.catalogue.explained(list(contents))
        new = [_content(sha256, len(data), access) for sha256, data in contents.items() if sha256 not in known]
        operation = writer.open_operation(Operation.INGESTION, self.person, isolation="none", purpose=acquisition)
        records = [*(("content", each) for each in new), *(("item", item) for item, _ in found)]
        writer.close_operation(operation, self.person, [records], objects=contents.keys())


def _content(sha256: str, size: int, access: Access) -> Content:
    return Content(
        sha256=sha256,
        size=size,
        stored_sha256=sha256,
        stored_size=size,
        format=Format(mime="text/plain", name="text", kind=MediaKind.OTHER, by=FormatAuthority.OWN_TABLE),
        access=access,
    )


def file(
    path: bytes,
    data: bytes | None,
    *,
    parent: bytes | None = None,
    kind: ItemKind = ItemKind.FILE,
    outcome: Outcome = Outcome.SEALED,
    reason: str | None = None,
    times: FileTimes = TIMES,
    target: bytes | None = None,
    recovery: Recovery | None = None,
    missing: tuple[Run, ...] = (),
    runs: tuple[Run, ...] = (),
) -> tuple[Item, bytes | None]:
    """An item and its bytes."""
    item = Item(
        trove_id=TROVE_ID,
        path=path,
        parent=None if parent is None else hashlib.sha256(parent).hexdigest(),
        content=None if data is None else hashlib.sha256(data).hexdigest(),
        size=7 if data is None else len(data),
        kind=kind,
        outcome=outcome,
        reason=reason,
        times=times,
        attributes=Attributes(mode=0o644, target=target),
        recovery=recovery,
        missing=missing,
        runs=runs,
    )
    return item, data


BOX = b"an archive, say"
DISK = b"a disk image, say" * 99
SECRET = b"withheld by a court"


def odd_case(path: Path) -> tuple[Case, Signer, set[Told]]:
    """A case with every kind of trouble: two finished acquisitions, and one that is not.

    Returns:
        The case, its person, and what every export of it must tell.
    """
    odd = OddCase(path)
    first = [
        *(file(name, b"content of " + name) for name in NAMES),
        file(b"sub/copy of note", b"content of note.txt"),
        file(b"sub/empty", b""),
        file(b"SUB", b"a file whose name in other case is a folder"),
        file(b"link", None, kind=ItemKind.LINK, outcome=Outcome.NOT_FOLLOWED, reason="a link", target=b"/etc/\xff]]>"),
        file(b"fifo", None, kind=ItemKind.FIFO, outcome=Outcome.NOT_OPENED, reason="a pipe"),
        file(b"socket", None, kind=ItemKind.SOCKET, outcome=Outcome.NOT_OPENED, reason="a socket"),
        file(b"device", None, kind=ItemKind.DEVICE, outcome=Outcome.NOT_OPENED, reason="a device"),
        file(b"lost", None, outcome=Outcome.UNREADABLE, reason='?> "input/output" error\n<b>'),
        file(
            b"partial",
            b"some" + bytes(512) + b"rest",
            outcome=Outcome.PARTIAL,
            reason="512 bytes",
            missing=(Run(offset=4, length=512),),
        ),
        file(b"changed", b"before", reason=None),
        file(b"changed", b"after", outcome=Outcome.CHANGED, reason="it changed"),
        file(b"box.zip", BOX),
        *(file(name, b"member " + name[:20], parent=BOX) for name in MEMBERS),
        file(b"twice", b"one", parent=BOX),
        file(b"twice", b"two", parent=BOX),
        file(b"note.txt", b"content of note.txt", parent=BOX),
        file(b"bomb", None, parent=BOX, outcome=Outcome.REFUSED, reason="ratio 250"),
        file(b"disk.img", DISK),
        file(
            b"DCIM/deleted.jpg",
            b"recovered",
            parent=DISK,
            recovery=Recovery.RECOVERED,
            runs=(Run(offset=512, length=4), Run(offset=None, length=3), Run(offset=2**40, length=2)),
            times=FileTimes(modified="1500000000000000000", born="0", local=True),
        ),
        file(
            b"DCIM/doubtful.jpg",
            b"doubtful",
            parent=DISK,
            recovery=Recovery.DOUBTFUL,
            runs=(Run(offset=0, length=8),),
            times=FileTimes(modified=str(10**21), born=str(-(10**21))),
        ),
    ]
    odd.acquire(*first)
    second = [file(b"note.txt", b"another note"), file(b"A.txt/inside", b"a folder where a file was")]
    odd.acquire(*second)
    secret = [file(b"secret", SECRET)]
    odd.acquire(*secret, access=Access.RESTRICTED)
    odd.acquire(file(b"not sealed yet", b"open"), close=False)
    return odd.case, odd.person, {told(item) for item, _ in (*first, *second, *secret)}


def odd_folder(folder: Path) -> Path:
    """A folder with all the odd names, a link, a pipe and copies, for a real intake."""
    root = os.fsencode(folder)
    os.makedirs(root + b"/sub/deeper \xff")
    for name in NAMES:
        with open(root + b"/" + name, "wb") as file:
            file.write(b"content of " + name)
    for name in (b"sub/copy of note", b"sub/deeper \xff/new\nline"):
        with open(root + b"/" + name, "wb") as file:
            file.write(b"content of note.txt")
    os.symlink(b"/etc/\xff", root + b"/link")
    os.mkfifo(root + b"/fifo")
    with open(root + b"/sparse", "wb") as file:
        file.truncate(3_000_000)
        file.seek(1_500_000)
        file.write(b"in the middle")
    return folder
