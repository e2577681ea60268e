"""`witnessbox subject`: people who are seen in contents, hidden or left visible everywhere at once."""

from __future__ import annotations

import argparse
from pathlib import Path

from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.cli.secrets import unlock
from witnessbox.cli.track_words import track_anywhere
from witnessbox.cli.verb_plan import tell
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.subjects import Visibility
from witnessbox.redaction.planning import propose_plans
from witnessbox.redaction.wishes import Wishes
from witnessbox.review.subjects import find_subject, judge
from witnessbox.vault.case import Case
from witnessbox.vault.subjects import SubjectRow, subjects


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "subject",
        "people who are seen, hidden or shown everywhere",
        "Keeps under your key which tracks of any contents are one person, and whether that person is hidden or\n"
        "left visible. Every content with such a track gets a new plan; a plan that shows more has to be signed for\n"
        "anew. A program never finds out who somebody is: you judge it. Names stay in the case, in no entry of the\n"
        "log and in no release. Without a name: everyone who was judged.",
        "witnessbox subject saratov.case\n"
        "witnessbox subject saratov.case warden --track 3b1f0c9a/4 --track 77aa01fe/0\n"
        'witnessbox subject saratov.case warden --show --why "an official on duty"\n'
        'witnessbox subject saratov.case warden --hide --why "asked for it"',
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    verb.add_argument("name", nargs="?", metavar="NAME", help="name or pseudonym (s1, s2, …) of the person")
    verb.add_argument("--track", action="append", default=[], metavar="SHA256/N", help="where the person is seen")
    verb.add_argument("--not-track", action="append", default=[], metavar="SHA256/N", help="that is somebody else")
    decision = verb.add_mutually_exclusive_group()
    decision.add_argument("--show", action="store_true", help="leave the person visible")
    decision.add_argument("--hide", action="store_true", help="hide the person, whatever presets do")
    verb.add_argument("--why", default="", help="why; kept in the case")
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """List, or judge and plan anew."""
    case = Case(arguments.case)
    if not arguments.name:
        return _list(case, output)
    before = find_subject(subjects(case.catalogue), arguments.name)
    added = [track_anywhere(case, word) for word in arguments.track]
    removed = [track_anywhere(case, word) for word in arguments.not_track]
    visibility = Visibility.SHOWN if arguments.show else Visibility.HIDDEN if arguments.hide else None
    person = unlock(case, arguments)
    row = judge(case, person, arguments.name, tracks=added, without=removed, visibility=visibility, why=arguments.why)
    tracks = {*row.judged.tracks, *removed, *(before.judged.tracks if before else ())}
    planned = {plan.content for _, plan in case.catalogue.plans()}
    contents = sorted({track.content for track in tracks} & planned)
    output.text(_line(row))
    if not contents:
        output.text("None of these contents has a plan yet; the next `witnessbox plan` takes it into account.")
        output.answer({"plans": [], "unplanned": [], "without_sheet": [], "voided": []})
        return 0
    with output.progress("drawing plan sheets") as progress:
        result = propose_plans(case, contents, Wishes(), on_progress=progress)
    return tell(case, result, output)


def _list(case: Case, output: Output) -> int:
    rows = subjects(case.catalogue)
    names = {person.key: person.name for person in case.catalogue.persons()}
    for row in rows:
        output.text(f"{_line(row)}, by {names[row.key]}: {row.judged.why or 'no reason given'}")
        for track in row.judged.tracks:
            output.text(f"    {track.content[:16]}/{track.analyzer}/{track.track}")
    if not rows:
        output.text("Nobody who is seen was judged yet.")
    output.answer({"subjects": [_json(row) for row in rows]})
    return 0


def _line(row: SubjectRow) -> str:
    judged = row.judged
    return f"{judged.subject:5} {judged.name:20} {judged.visibility.value}, {len(judged.tracks)} tracks"


def _json(row: SubjectRow) -> Json:
    return {"judged": to_json(row.judged), "entry": row.entry, "key": row.key}
