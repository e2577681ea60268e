"""Files on disk images, without mounting them; runs inside the sandboxed worker, one image a call.

The Sleuth Kit reads partitions, file systems and what was deleted. Every live file is read by a second library as well
and compared piece by piece: one popular reader returned zeros of the right length for exFAT without an error. Where the
two differ, the bytes that the image holds at the file's runs decide, and a person is told.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import pytsk3

from witnessbox.media.disk_readers import Image, Volume, describe, opened_image, second_reader
from witnessbox.media.members import BoundMetError, MemberWriter
from witnessbox.media.tasks import Progress
from witnessbox.model.canonical import Json
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.items import ItemKind, Outcome, Recovery, Run
from witnessbox.model.members import Bounds, ExpansionState, Member, Reading

PIECE = 256 * 1024
SMALL = 4096
"""Bytes tried at once where a piece cannot be read."""
DEEPEST = 128
"""Folders inside each other that are followed: a damaged file system can hold a loop."""
MOST_ALARMS = 100
_NTFS_SYSTEM = 24  # records of the file table that are reserved for the file system itself
_NTFS_ROOT = 5
_ORPHANS = b"$OrphanFiles/"  # where the Sleuth Kit lists records of deleted files without a name in a folder
_EXFAT_SYSTEM = {b"$ALLOC_BITMAP", b"$UPCASE_TABLE", b"$VOLUME_GUID", b"$TEX_FAT"}
_VIRTUAL = {pytsk3.TSK_FS_META_TYPE_VIRT, getattr(pytsk3, "TSK_FS_META_TYPE_VIRT_DIR", pytsk3.TSK_FS_META_TYPE_VIRT)}
_DATA = {
    pytsk3.TSK_FS_ATTR_TYPE_DEFAULT,
    pytsk3.TSK_FS_ATTR_TYPE_NTFS_DATA,
    pytsk3.TSK_FS_ATTR_TYPE_UNIX_INDIR,
}
READER = f"Sleuth Kit {pytsk3.TSK_VERSION_STR}"


def read_disk(params: Json, inputs: list[int], outputs: list[int], progress: Progress) -> Json:
    """Task: the files on one disk image, whose volumes are the inputs, to `outputs[0]`; answers with a `Reading`."""
    bounds = from_json(Bounds, cast(dict[str, Json], params)["bounds"])
    image = opened_image(inputs)
    stored = sum(os.fstat(descriptor).st_size for descriptor in inputs)
    writer = MemberWriter(outputs[0], bounds, max(stored, image.size))
    reading = _Disk(image, writer, progress)
    bound = None
    try:
        reading.run()
    except BoundMetError as met:
        bound = met.bound
        writer.abandon(f"its image met the bound {bound}")
        reading.reasons.insert(0, f"expansion was stopped at the bound {bound}")
    return to_json(reading.reading(bound))


@dataclass(frozen=True, slots=True)
class _Deleted:
    """A name of a deleted file, kept until all live files are known."""

    volume: Volume
    path: bytes
    inode: int
    taken: bool


@dataclass(slots=True)
class _Disk:
    """One image being read."""

    image: Image
    writer: MemberWriter
    progress: Progress
    reasons: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    seconds: dict[str, int] = field(default_factory=dict)
    volumes: int = 0
    live: list[tuple[int, int]] = field(default_factory=list)
    deleted: list[_Deleted] = field(default_factory=list)
    done: int = 0

    def run(self) -> None:
        for volume in self._volumes():
            self.volumes += 1
            self.live, self.deleted = [], []
            second = second_reader(volume)
            for entry, path in self._entries(volume, volume.system.open_dir(path="/"), volume.prefix, set(), 0):
                self._entry(volume, second, entry, path)
            self._recover()

    def reading(self, bound: str | None) -> Reading:
        """What came of it."""
        if not self.volumes:
            reason = "; ".join(self.reasons) or "no file system was found on it"
            return Reading(state=ExpansionState.FAILED, reader=READER, members=0, reason=reason)
        problems = [*self.reasons, *self.alarms[:1]]
        state = ExpansionState.PARTIAL if problems else ExpansionState.WHOLE
        second = " + ".join(sorted(self.seconds)) or None
        return Reading(
            state=ExpansionState.REFUSED if bound else state,
            reader=READER,
            members=self.writer.members,
            second_reader=second,
            second_members=sum(self.seconds.values()) if second else None,
            bound=bound,
            reason="; ".join(problems) or None,
            alarms=tuple(self.alarms),
        )

    def _alarm(self, message: str) -> None:
        if len(self.alarms) < MOST_ALARMS:
            self.alarms.append(message)

    # -- where the files are ---------------------------------------------------------------------------------------

    def _volumes(self) -> Iterator[Volume]:
        """The file system of an image without partitions, or those of its partitions."""
        try:
            yield Volume(self.image, pytsk3.FS_Info(self.image.for_tsk()), 0, b"")
            return
        except OSError:
            pass
        try:
            table = pytsk3.Volume_Info(self.image.for_tsk())
        except OSError:
            return
        for number, part in enumerate(table):
            if part.flags != pytsk3.TSK_VS_PART_FLAG_ALLOC or part.len == 0:
                continue
            offset = part.start * table.info.block_size
            prefix = b"partition-%d/" % number
            try:
                system = pytsk3.FS_Info(self.image.for_tsk(), offset=offset)
            except OSError as error:
                self.reasons.append(f"{prefix.decode()[:-1]}: {describe(error)}")
                continue
            yield Volume(self.image, system, offset, prefix)

    def _entries(
        self, volume: Volume, folder: Any, path: bytes, above: set[int], depth: int
    ) -> Iterator[tuple[Any, bytes]]:
        """Names below a folder that are no folders themselves."""
        entries = iter(folder)
        while True:
            try:
                entry = next(entries)
            except StopIteration:
                return
            except OSError as error:
                self.reasons.append(f"a folder cannot be listed: {describe(error)}")
                return
            name = bytes(entry.info.name.name or b"")
            if name in (b".", b"..", b"") or _is_of_the_system(volume, entry):
                continue
            if not _is_folder(entry):
                yield entry, path + name
                continue
            inode = _inode(entry)
            if inode is None or inode in above or depth >= DEEPEST:
                continue
            try:
                inner = volume.system.open_dir(inode=inode)
            except OSError as error:
                self.reasons.append(f"a folder cannot be opened: {describe(error)}")
                continue
            yield from self._entries(volume, inner, path + name + b"/", above | {inode}, depth + 1)

    # -- live files ------------------------------------------------------------------------------------------------

    def _entry(self, volume: Volume, second: Any, entry: Any, path: bytes) -> None:
        meta = entry.info.meta
        gone = entry.info.name.flags & pytsk3.TSK_FS_NAME_FLAG_UNALLOC or (
            meta is not None and meta.flags & pytsk3.TSK_FS_META_FLAG_UNALLOC
        )
        if gone:
            taken = meta is not None and bool(meta.flags & pytsk3.TSK_FS_META_FLAG_ALLOC)
            inode = _inode(entry)
            self.deleted.append(_Deleted(volume, path, -1 if inode is None else inode, taken))
            return
        if meta is None:  # the name is live and its record is not: it went without leaving its folder
            inode = _inode(entry)
            self.deleted.append(_Deleted(volume, path, -1 if inode is None else inode, taken=False))
            return
        kind = volume.kind(meta)
        if kind is not ItemKind.FILE:
            self._special(volume, entry, path, kind)
            return
        for stream, name in _streams(entry):
            runs = volume.runs(stream)
            self.live.extend((run.offset, run.offset + run.length) for run in runs if run.offset is not None)
            member = volume.member(entry, path + name, stream.info.size, runs)
            other = second.reader(path[len(volume.prefix) :], meta.addr, name) if second is not None else None
            if second is not None and other is not None:
                self.seconds[second.name] = self.seconds.get(second.name, 0) + 1
            self._send(member, volume.reader(entry, stream), other, volume, runs)

    def _special(self, volume: Volume, entry: Any, path: bytes, kind: ItemKind) -> None:
        target = None
        if kind is ItemKind.LINK:
            try:
                target = bytes(entry.read_random(0, min(entry.info.meta.size, SMALL)))
            except OSError:
                target = bytes(entry.info.meta.link or b"") or None
        self.writer.begin(volume.member(entry, path, 0, (), kind=kind, target=target))
        if kind is ItemKind.LINK:
            self.writer.end(Outcome.NOT_FOLLOWED, "a link: its target is recorded and was not opened")
        else:
            self.writer.end(Outcome.NOT_OPENED, f"a {kind.value}: it has no bytes to take in")

    def _send(
        self, member: Member, first: ReadAt, second: ReadAt | None, volume: Volume, runs: tuple[Run, ...]
    ) -> None:
        """Send one file, compared with its second reading where there is one."""
        self.writer.begin(member)
        by_runs = volume.by_runs(runs, member.size or 0)
        comparison = Comparison(first, second or by_runs, by_runs)
        missing: list[tuple[int, int]] = []
        for start, piece in comparison.pieces(member.size or 0, missing):
            if piece is None:
                self.writer.hole(missing[-1][1] - start)
            else:
                self.writer.data(piece)
                self.done += len(piece)
                self.progress(min(self.done, self.image.size), self.image.size)
        if comparison.differs_at is not None:
            name = member.path.decode("utf-8", "backslashreplace")
            self._alarm(
                f"{name}: {READER} and a second reader give different bytes from byte {comparison.differs_at} on"
            )
        lost = tuple(Run(offset=start, length=end - start) for start, end in missing)
        if lost:
            count = sum(run.length for run in lost)
            self.writer.end(Outcome.PARTIAL, f"{count} bytes of it could not be read on the image", lost)
        elif comparison.differs_at is not None:
            self.writer.end(Outcome.PARTIAL, f"two readers give different bytes from byte {comparison.differs_at} on")
        else:
            self.writer.end()

    # -- deleted files ---------------------------------------------------------------------------------------------

    def _recover(self) -> None:
        """Send what the file system still names of deleted files, and say how far it can be trusted."""
        named = {each.inode for each in self.deleted if _ORPHANS not in each.path}
        deleted = [each for each in self.deleted if _ORPHANS not in each.path or each.inode not in named]
        names = Counter(each.inode for each in deleted)
        entries = [self._record(each) for each in deleted]
        spans = [
            (run.offset, run.offset + run.length, number)
            for number, entry in enumerate(entries)
            if entry is not None
            for stream, _ in _streams(entry)
            for run in deleted[number].volume.runs(stream)
            if run.offset is not None
        ]
        live, shared = _merged(self.live), _shared(spans)
        for number, (each, entry) in enumerate(zip(deleted, entries, strict=True)):
            doubt = ""
            if names[each.inode] > 1:
                doubt = "its record was given to another file since"
            elif number in shared:
                doubt = "another deleted file lay in the same place"
            self._deleted(each, entry, live, doubt)

    @staticmethod
    def _record(each: _Deleted) -> Any:
        """The record of a deleted file, None when there is none or it belongs to a live one."""
        if each.inode < 0 or each.taken:
            return None
        try:
            entry = each.volume.system.open_meta(inode=each.inode)
        except OSError:
            return None
        meta = entry.info.meta
        return None if meta is None or meta.flags & pytsk3.TSK_FS_META_FLAG_ALLOC else entry

    def _deleted(self, each: _Deleted, entry: Any, live: list[tuple[int, int]], doubt: str) -> None:
        streams = [] if entry is None else list(_streams(entry))
        size = 0 if entry is None else int(entry.info.meta.size)
        if not streams or not size:
            why = "its record was given to another file" if each.taken else "nothing says any more where it lay"
            self.writer.begin(Member(path=each.path, kind=ItemKind.FILE, size=size or None, recovery=Recovery.DOUBTFUL))
            self.writer.end(Outcome.UNREADABLE, f"deleted: {why}")
            return
        for stream, name in streams:
            runs = each.volume.runs(stream)
            doubts = doubt or _doubts(runs, stream.info.size, live, loses_chains=each.volume.loses_chains)
            recovery = Recovery.DOUBTFUL if doubts else Recovery.RECOVERED
            member = each.volume.member(entry, each.path + name, stream.info.size, runs, recovery=recovery)
            self.writer.begin(member)
            missing: list[tuple[int, int]] = []
            for start, piece in _pieces(each.volume.reader(entry, stream), stream.info.size, missing):
                if piece is None:
                    self.writer.hole(missing[-1][1] - start)
                else:
                    self.writer.data(piece)
            lost = tuple(Run(offset=start, length=end - start) for start, end in missing)
            if lost and sum(run.length for run in lost) >= stream.info.size:
                self.writer.end(Outcome.UNREADABLE, "deleted: none of its bytes can be read")
            elif lost:
                self.writer.end(Outcome.PARTIAL, "deleted: some of its bytes cannot be read", lost)
            else:
                self.writer.end(reason=f"deleted, and its bytes are doubtful: {doubts}" if doubts else None)


ReadAt = Callable[[int, int], bytes]


class Comparison:
    """Reads a file by two readers at once.

    Args:
        first: gives bytes at an offset.
        second: another that should give the same.
        arbiter: decides where they differ.

    Attributes:
        differs_at: first byte on which they do not agree, None while they do.
    """

    def __init__(self, first: ReadAt, second: ReadAt, arbiter: ReadAt) -> None:
        self._first, self._second, self._arbiter = first, second, arbiter
        self.differs_at: int | None = None

    def pieces(self, size: int, missing: list[tuple[int, int]]) -> Iterator[tuple[int, bytes | None]]:
        """Pieces of the file in order; None for one that neither reader can give, which is added to `missing`."""
        for start, piece in _pieces(self._first, size, missing):
            end = missing[-1][1] if piece is None else start + len(piece)
            other = _whole(self._second, start, end - start)
            if piece == other or (piece is None and other is None):
                yield start, piece
                continue
            self.differs_at = self._where(start, piece, other) if self.differs_at is None else self.differs_at
            chosen = other if piece is None or _whole(self._arbiter, start, end - start) == other else piece
            if piece is None and chosen is not None:
                missing.pop()
            yield start, chosen

    @staticmethod
    def _where(start: int, piece: bytes | None, other: bytes | None) -> int:
        if piece is None or other is None:
            return start
        return start + next(at for at, (one, two) in enumerate(zip(piece, other, strict=True)) if one != two)


def _pieces(read: ReadAt, size: int, missing: list[tuple[int, int]]) -> Iterator[tuple[int, bytes | None]]:
    """Pieces of a file in order, smaller ones where a piece cannot be read."""
    for start in range(0, size, PIECE):
        end = min(start + PIECE, size)
        piece = _whole(read, start, end - start)
        if piece is not None:
            yield start, piece
            continue
        for inner in range(start, end, SMALL):
            length = min(SMALL, end - inner)
            small = _whole(read, inner, length)
            if small is None:
                missing.append((inner, inner + length))
            yield inner, small


def _whole(read: ReadAt, start: int, length: int) -> bytes | None:
    """Exactly that many bytes, or None."""
    try:
        data = read(start, length)
    except (OSError, ValueError, SystemError, OverflowError):
        return None
    return data if len(data) == length else None


def _doubts(runs: tuple[Run, ...], size: int, live: list[tuple[int, int]], *, loses_chains: bool) -> str:
    """Why the bytes of a deleted file may not be its own; empty when nothing speaks against them."""
    spans = [(run.offset, run.offset + run.length) for run in runs if run.offset is not None]
    if any(_overlaps(span, live) for span in spans):
        return "their place was given to another file since"
    if len(spans) > 1 and loses_chains:
        return "it lay in several pieces, and which ones is a guess"
    if len(spans) > 1:
        return "it lay in several pieces, each of which may have been given away since"
    if loses_chains and spans and sum(run.length for run in runs) < size:
        return "not all of its pieces are known"
    return ""


def _shared(spans: list[tuple[int, int, int]]) -> set[int]:
    """Numbers of those whose ranges overlap a range of another."""
    shared: set[int] = set()
    last = (0, 0, -1)
    for span in sorted(spans):
        if span[0] < last[1] and span[2] != last[2]:
            shared.update((span[2], last[2]))
        last = max(last, span, key=lambda each: each[1])
    return shared


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _overlaps(span: tuple[int, int], merged: list[tuple[int, int]]) -> bool:
    low, high = 0, len(merged)
    while low < high:
        middle = (low + high) // 2
        if merged[middle][1] <= span[0]:
            low = middle + 1
        else:
            high = middle
    return low < len(merged) and merged[low][0] < span[1]


def _streams(entry: Any) -> Iterator[tuple[Any, bytes]]:
    """The data of a file, and on NTFS its named streams, each with what its name adds to the path."""
    seen = set()
    for stream in entry:
        if stream.info.type not in _DATA:
            continue
        name = bytes(stream.info.name or b"")
        plain = stream.info.type != pytsk3.TSK_FS_ATTR_TYPE_NTFS_DATA or name in (b"", b"$Data", b"$DATA")
        suffix = b"" if plain else b":" + name
        if suffix not in seen:
            seen.add(suffix)
            yield stream, suffix


def _inode(entry: Any) -> int | None:
    meta = entry.info.meta
    return int(meta.addr) if meta is not None else int(entry.info.name.meta_addr) or None


def _is_folder(entry: Any) -> bool:
    meta = entry.info.meta
    if meta is not None:
        return meta.type in (pytsk3.TSK_FS_META_TYPE_DIR, getattr(pytsk3, "TSK_FS_META_TYPE_VIRT_DIR", -1))
    return bool(entry.info.name.type == pytsk3.TSK_FS_NAME_TYPE_DIR)


def _is_of_the_system(volume: Volume, entry: Any) -> bool:
    """Whether an entry is a table of the file system, or one that the Sleuth Kit makes up."""
    meta, name = entry.info.meta, bytes(entry.info.name.name or b"")
    if meta is not None and meta.type in _VIRTUAL:
        return not _is_folder(entry)
    if volume.loses_chains and (name in _EXFAT_SYSTEM or name.endswith(b"(Volume Label Entry)")):
        return True
    inode = _inode(entry)
    return volume.is_ntfs and inode is not None and inode < _NTFS_SYSTEM and inode != _NTFS_ROOT


def warm() -> None:
    """The libraries load nothing later on."""
