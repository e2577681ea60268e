"""Following what a detector sees through one film: a few frames in memory, and a state that outlives a kill.

The whole picture is searched on every fourth frame, on both sides of each cut and on the last frame. Where a face
appears, vanishes or moves fast, the frames between are searched around it.

Between two full searches, and not while frames wait for one, the state of a search is a record: `memory` gives it, and
`pieces` what was found since they were asked for last. A search that is told all pieces and the last record goes on
as if it had never stopped. Pictures are in neither: they are made again from the frames, which are decoded anew.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from witnessbox.media import tracks as tracking
from witnessbox.media.cuts import CutFinder
from witnessbox.media.sight import ENOUGH_OF_A_FACE, Sight, SightMemory
from witnessbox.media.tracks import Hit, Rect, Track
from witnessbox.model.faces import FacesSummary, FaceTrack, KeyBox, TrackKind
from witnessbox.model.observations import Box
from witnessbox.model.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from witnessbox.media.cuts import Grids
    from witnessbox.media.decode import Frame
    from witnessbox.media.detect import Detector
    from witnessbox.media.film import Film

EVERY = 4  # frames from one full search to the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """The state of a search after a full search, but for its pieces.

    Attributes:
        seen: numbers of the tracks of the shot that the full search saw, in its order.
        last_search: the frame of that search.
        shot_first: first frame of the shot.
        searched: full searches so far.
        refined: frames so far in which parts were searched.
        sight: of what looks at the frames.
    """

    seen: tuple[int, ...]
    last_search: int
    shot_first: int
    searched: int
    refined: int
    sight: SightMemory


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Something that was found: keys of a track of the shot, or the shot's end where `keys` is None.

    Attributes:
        number: of the track in its shot; of a shot's end, its last frame.
        keys: as `tracks.Track` packs them.
    """

    number: int
    keys: bytes | None


class Search:
    """Follows faces through one film, frame after frame; a few frames are in memory at a time.

    Args:
        film: whose frames they are.
        detector: finds faces in one picture.
        kind: what it finds.
        every: frames from one full search to the next.
        thorough: whether to look at dark frames brightened and at a sample turned.
        grids: shared with others who look at the same frames.
    """

    def __init__(
        self,
        film: Film,
        detector: Detector,
        kind: TrackKind = TrackKind.FACE,
        every: int = EVERY,
        *,
        thorough: bool = True,
        grids: Grids | None = None,
    ) -> None:
        self.kind = kind
        self.every = every
        self._film = film
        enough = ENOUGH_OF_A_FACE if kind is TrackKind.FACE else None
        self._sight = Sight(film, detector, thorough=thorough, enough=enough)
        self._finder = CutFinder(grids)
        self._tracks: list[Track] = []  # of the current shot
        self._seen: list[Track] = []  # those of them that the last full search saw
        self._pending: list[Frame] = []  # since the last full search
        self._last_search = -1
        self._shot_first = 0
        self._times_us = array("q")
        self._found: list[tuple[int, int, Track]] = []  # with first and last frame of the shot
        self._cuts: list[int] = []
        self._searched = 0
        self._refined = 0
        self._pieces: list[Piece] = []  # of shots that ended since they were asked for last
        self._passed: list[int] = []  # cuts among frames that were passed by

    def take(self, frame: Frame) -> None:
        """Look at the next frame."""
        self._times_us.append(frame.time_us)
        if self._finder.starts_shot(frame.picture):
            self._end_shot(frame.index - 1)
            self._cuts.append(frame.index)
        self._pending.append(frame)
        if (frame.index - self._shot_first) % self.every == 0:
            self._search()

    def end(self) -> FacesSummary:
        """Come to an end after the last frame, and tell what was searched.

        Raises:
            UntrustedInputError: there was no frame.
        """
        canvas = self._film.canvas()
        self._end_shot(canvas.timing.frames - 1)
        return FacesSummary(
            canvas=canvas,
            cuts=tuple(self._cuts),
            tracks=len(self._found),
            damaged=self._film.damaged,
            turned=90 * self._film.turn.turns,
            mirrored=self._film.turn.mirrored,
            searched=self._searched,
            refined=self._refined,
            brightened=self._sight.brightened,
            upended=self._sight.upended,
        )

    def tracks(self) -> Iterator[FaceTrack]:
        """All that was followed, once it came to its end."""
        times_us = array("q", self._film.canvas().timing.microseconds())
        found = sorted(self._found, key=lambda each: (each[2].first, each[2].start))
        for number, each in enumerate(found):
            yield track_record(number, *each, times_us, self.kind)

    # -- going on where another one stopped ----------------------------------------------------------------------

    @property
    def settled(self) -> bool:
        """Whether no frame waits for the next full search."""
        return not self._pending

    def memory(self) -> Memory:
        """The state, once it is settled."""
        numbers = {id(track): number for number, track in enumerate(self._tracks)}
        return Memory(
            seen=tuple(numbers[id(track)] for track in self._seen),
            last_search=self._last_search,
            shot_first=self._shot_first,
            searched=self._searched,
            refined=self._refined,
            sight=self._sight.memory(),
        )

    def pieces(self) -> Iterator[Piece]:
        """What was found since this was asked last, in its order."""
        self._note_keys()
        pieces, self._pieces = self._pieces, []
        yield from pieces

    def pass_by(self, frame: Frame, memory: Memory) -> None:
        """Take in a frame that another search looked at: its time, whether it begins a shot, its picture if needed."""
        self._times_us.append(frame.time_us)
        if self._finder.starts_shot(frame.picture):
            self._passed.append(frame.index)
        self._sight.pass_by(frame, memory.sight)

    def resume(self, pieces: Iterator[Piece], memory: Memory) -> None:
        """Go on as the other search stood, after all of its frames were passed by.

        Args:
            pieces: all that it found.
            memory: its state.

        Raises:
            ValueError: they do not fit each other, or the frames.
        """
        for piece in pieces:
            if piece.keys is None:
                self._close_shot(piece.number)
                self._cuts.append(piece.number + 1)
                continue
            if piece.number == len(self._tracks):
                self._tracks.append(Track())
            if piece.number >= len(self._tracks):
                raise ValueError("a track is missing")
            self._tracks[piece.number].add(piece.keys)
        if self._cuts != self._passed or memory.shot_first != self._shot_first or not all(map(len, self._tracks)):
            raise ValueError("the frames begin other shots than those that were searched")
        for track in self._tracks:
            track.settle()
        if any(not 0 <= number < len(self._tracks) for number in memory.seen):
            raise ValueError("a track is missing")
        self._seen = [self._tracks[number] for number in memory.seen]
        self._last_search = memory.last_search
        self._searched, self._refined = memory.searched, memory.refined
        self._sight.resume(memory.sight)

    def _note_keys(self) -> None:
        for number, track in enumerate(self._tracks):
            if keys := track.fresh():
                self._pieces.append(Piece(number=number, keys=keys))

    # -- searching -----------------------------------------------------------------------------------------------

    def _end_shot(self, last: int) -> None:
        if self._pending:
            self._search()
        self._note_keys()
        self._pieces.append(Piece(number=last, keys=None))
        self._close_shot(last)
        self._sight.new_shot()

    def _close_shot(self, last: int) -> None:
        joined = tracking.joined(self._tracks, self._times_us)
        self._found += [(self._shot_first, last, track) for track in joined]
        self._tracks, self._seen, self._shot_first = [], [], last + 1

    def _search(self) -> None:
        """Search the newest pending frame whole, then what lies between it and the search before."""
        *skipped, newest = self._pending
        self._pending = []
        before = self._seen
        old = [track.end for track in before]
        seen = self._sight.whole(newest, old)
        found = seen.hits
        self._searched += 1
        new = [rect for rect, _ in found]
        matched = tracking.pairs(old, new)
        after: list[Track] = [Track() for _ in found]
        frames = [frame.index for frame in skipped]
        chases: list[_Chase] = []
        for i, j in matched:
            after[j] = before[i]
            if tracking.moved(old[i], new[j]):
                chases.append(_Chase(before[i], frames, old[i], new[j]))
        continued = {i for i, _ in matched}
        for i, track in enumerate(before):
            if i not in continued and track.score >= tracking.MIN_CHASE:
                chases.append(_Chase(track, frames, old[i]))
        for j, (rect, score) in enumerate(found):
            if not len(after[j]):
                self._tracks.append(after[j])
                if j in seen.turns:
                    self._make_up(after[j], newest.index, rect, seen.turns[j])
                if score >= tracking.MIN_CHASE:
                    chases.append(_Chase(after[j], frames[::-1], rect))
            after[j].put(newest.index, (rect, score))
        if chases and skipped:
            self._refine(skipped, chases)
        self._seen, self._last_search = after, newest.index

    def _make_up(self, track: Track, number: int, box: Rect, turns: int) -> None:
        """Follow a face that only a turned picture shows back through the searches in which nobody turned it."""
        for earlier, hits in self._sight.earlier(number, turns):
            best = min(hits, key=lambda hit: tracking.distance(box, hit[0]), default=None)
            if best is None or tracking.distance(box, best[0]) >= tracking.REACH:
                return
            track.put(earlier, best)
            box = best[0]

    def _refine(self, skipped: list[Frame], chases: list[_Chase]) -> None:
        """Search around some faces on the frames between two full searches, from each face's own end of them."""
        looked = set()
        for step in range(len(skipped)):
            wanted: dict[int, list[_Chase]] = {}
            for chase in chases:
                if not chase.over:
                    wanted.setdefault(chase.frames[step], []).append(chase)
            for frame in skipped:
                here = wanted.get(frame.index, [])
                if here:
                    hits = self._sight.near(frame, [chase.aim(step) for chase in here])
                    looked.add(frame.index)
                    for chase in here:
                        chase.take(step, hits)
        self._refined += len(looked)


class _Chase:
    """One face that is followed through the frames between two full searches.

    Args:
        track: of the face.
        frames: in the order in which it is followed.
        start: where it was before the first of them.
        end: where it is after the last; None where it may appear or vanish on the way.
    """

    def __init__(self, track: Track, frames: list[int], start: Rect, end: Rect | None = None) -> None:
        self.frames = frames
        self.over = False
        self._track = track
        self._start = start
        self._end = end

    def aim(self, step: int) -> Rect:
        """Where it should be on that frame."""
        if self._end is None:
            return self._start
        return tracking.between(self._start, self._end, 1 / (len(self.frames) - step + 1))

    def take(self, step: int, hits: list[Hit]) -> None:
        """Take the nearest of what was seen there."""
        aim = self.aim(step)
        best = min(hits, key=lambda hit: tracking.distance(aim, hit[0]), default=None)
        if best is None or tracking.distance(aim, best[0]) >= tracking.REACH:
            self.over = self._end is None  # here it appeared or vanished
            self._start = aim
            return
        self._track.put(self.frames[step], best)
        self._start = best[0]


def track_record(
    number: int, shot_first: int, shot_last: int, track: Track, times_us: Sequence[int], kind: TrackKind
) -> FaceTrack:
    """A track as it is kept.

    Args:
        number: among those of its analyser.
        shot_first: first frame of its shot.
        shot_last: last frame of it.
        track: what was seen.
        times_us: time of every frame.
        kind: what it follows.
    """
    keys = tuple(
        KeyBox(frame=frame, time_us=times_us[frame], box=_outward(rect), confidence=min(1000, round(score * 1000)))
        for frame, (rect, score) in track.hits()
    )
    return FaceTrack(track=number, shot_first=shot_first, shot_last=shot_last, keys=keys, kind=kind)


def _outward(rect: Rect) -> Box:
    left, top, right, low = rect
    return Box(x1=int(left), y1=int(top), x2=-int(-right // 1), y2=-int(-low // 1))
