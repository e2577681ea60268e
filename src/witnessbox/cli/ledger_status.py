"""`witnessbox ledger status`: what may be so on a day; `figures`: how many, each number with what it rests on."""

from __future__ import annotations

import argparse

from witnessbox.cli.ledger_words import Names, add_case, add_known_on, day_words, many, position_of, today
from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.ledger.asof import Post, day_number, posts, statuses
from witnessbox.ledger.estimates import Estimate, estimates
from witnessbox.ledger.figures import Counted, Figure, figures, funnel
from witnessbox.model.canonical import Json
from witnessbox.model.edtf import parse_edtf
from witnessbox.model.edtf_bounds import possible_days
from witnessbox.model.ledger import ClaimStatus
from witnessbox.model.lifecycle import HistoryKind
from witnessbox.model.shown import exact_text
from witnessbox.vault import ledger
from witnessbox.vault.case import Case
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.ledger import HistoryRow


def add_actions(actions: Verbs) -> None:
    """Describe the calls."""
    status = add_verb(
        actions,
        "status",
        "what may be so on a day",
        "Who may hold which post, where each proceeding may stand, who may be held, wanted, or have asylum, at the\n"
        "end of a day. Each answer is the set of all that the sources' dates allow; a single one is certain as far as\n"
        "sources go. Only claims that people stand behind count. --known-on leaves out what came to be known later.",
        "witnessbox ledger status saratov.case --as-of 2021-11-25\n"
        "witnessbox ledger status saratov.case --as-of 2021-11-01 --about savelyev --known-on 2021-12-31",
    )
    add_case(status)
    status.add_argument("--as-of", required=True, metavar="DATE", help="the day, for example 2021-11-25")
    status.add_argument("--about", metavar="KEY", help="this person, organisation or proceeding alone")
    status.add_argument("--limit", type=int, default=1000, metavar="N", help="how many histories at most; 1000")
    status.add_argument("--after", default="", metavar="ID", help="go on after this history; the answer gives its id")
    status.add_argument("--proposed", action="store_true", help="count claims that nobody confirmed yet, too")
    add_known_on(status)
    status.set_defaults(act=run)
    counted = add_verb(
        actions,
        "figures",
        "how many, each number with what it rests on",
        "Counts people and acts, never files. Numbers of several events are not added up: nobody says that they are\n"
        "different people. A share is given where a confirmed claim says out of how many. How many there were in all\n"
        "is estimated only where a person stated that lists are independent and all else that it takes; otherwise\n"
        "what is missing is named.",
        "witnessbox ledger figures saratov.case\nwitnessbox ledger figures saratov.case --as-of 2021-11-25",
    )
    add_case(counted)
    counted.add_argument("--as-of", default=today(), metavar="DATE", help="day on which proceedings stand; today")
    add_known_on(counted)
    counted.set_defaults(act=run_figures)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Show it."""
    catalogue = Case(arguments.case).catalogue
    day = day_number(arguments.as_of, "--as-of")
    until = position_of(catalogue, arguments.known_on)
    rows = statuses(
        catalogue,
        day,
        about=arguments.about,
        until=until,
        proposed=arguments.proposed,
        limit=max(arguments.limit, 1),
        after=arguments.after,
    )
    more = rows[-1].history.id if len(rows) >= arguments.limit else None
    names = Names(catalogue, until)
    waiting = ledger.number_of_claims(catalogue, ClaimStatus.PROPOSED)
    for post in posts(rows):
        output.text(_post_line(post, names))
    for row in rows:
        if row.history.kind is not HistoryKind.POST:
            output.text(_line(row, names, day))
    if not rows:
        output.text("Nothing that people stand behind tells of that day.")
        if (begun := _begun_later(catalogue, arguments.known_on)) is not None:
            output.text(f"The first claim was entered on {begun}: nothing was known here on {arguments.known_on}.")
    if more is not None:
        output.text(f"There may be more: go on with --after '{more}', or ask --about one person or organisation.")
    if waiting and not arguments.proposed:
        output.text(f"{waiting} proposed claims are not counted; confirm them, or look with --proposed.")
    output.answer(
        {
            "as_of": arguments.as_of,
            "known_on": arguments.known_on,
            "posts": [_post_json(post) for post in posts(rows)],
            "histories": [_row_json(row, day) for row in rows],
            "next": more,
            "not_counted": 0 if arguments.proposed else waiting,
        }
    )
    return 0


def _begun_later(catalogue: Catalogue, known_on: str | None) -> str | None:
    """The day on which the first claim was entered, where that is later than the day of `--known-on`."""
    first = ledger.first_known(catalogue)
    later = first is not None and known_on is not None and first > day_number(known_on, "--known-on")
    return day_words(first) if first is not None and later else None


def _post_line(post: Post, names: Names) -> str:
    who = " or ".join(names.entity(each.subject) for each in post.holders)
    rest = "" if post.settled else f"{' or ' if who else ''}somebody of whom nothing here tells"
    body = names.entity(post.body) if post.body else "(unknown)"
    return f"post        {names.entity(post.matter) or '(which is not said)'}, {body}: {who}{rest}"


def _line(row: HistoryRow, names: Names, day: int) -> str:
    history = row.history
    about = [names.entity(each) for each in (history.body, history.matter) if each]
    what = f" ({', '.join(about)})" if about else ""
    later = f"; no source after {row.known}" if _beyond(row, day) else ""
    return f"{history.kind:11} {names.entity(history.subject)}{what}: {' or '.join(row.stages)}{later}"


def _beyond(row: HistoryRow, day: int) -> bool:
    """Whether the day is later than the newest source that tells of it."""
    if not row.known:
        return True
    last = possible_days(parse_edtf(row.known)).last
    return last is not None and last < day


def _post_json(post: Post) -> dict[str, Json]:
    return {
        "organization": post.body,
        "post": post.matter,
        "settled": post.settled,
        "holders": [
            {"entity": each.subject, "certain": each.certain, "known": each.known, "claims": each.claims}
            for each in post.holders
        ],
        "gone": list(post.gone),
    }


def _row_json(row: HistoryRow, day: int) -> dict[str, Json]:
    return {
        "kind": row.history.kind.value,
        "subject": row.history.subject,
        "organization": row.history.body,
        "matter": row.history.matter,
        "possible": [stage.value for stage in row.stages],
        "known": row.known,
        "beyond_sources": _beyond(row, day),
        "claims": row.claims,
    }


def run_figures(arguments: argparse.Namespace, output: Output) -> int:
    """Count."""
    catalogue = Case(arguments.case).catalogue
    day = day_number(arguments.as_of, "--as-of")
    until = position_of(catalogue, arguments.known_on)
    found = figures(catalogue, until)
    steps = funnel(statuses(catalogue, day, until=until))
    for figure in found:
        period = f"{day_words(figure.first) or '…'} to {day_words(figure.last) or '…'}"
        output.text(
            f"{figure.question}: at least {figure.minimum}, {many(figure.acts, 'event')}, "
            f"{many(figure.origins, 'origin')}, {period}"
        )
        for part in figure.parts:
            said = ", ".join(part.said) or "no number"
            share = "" if part.share is None else f"; {part.share.words()} by {part.share.claim}"
            output.text(f"    {part.event}: {said}; {many(part.origins, 'origin')}{share}")
        output.text(f"    of how many: {figure.denominator_note}; in all: {figure.estimate}")
    guesses = estimates(catalogue, until)
    names = Names(catalogue, until)
    for guess in guesses:
        _tell(guess, names, output)
    for step in steps:
        output.text(f"{step.stage}: {step.certain} of {many(step.of, 'proceeding')}, {step.possible} possibly")
    if not found:
        output.text("No claim that people stand behind gives a number; confirm some first.")
    output.answer(
        {
            "figures": [_figure_json(figure) for figure in found],
            "estimates": [_estimate_json(guess, names) for guess in guesses],
            "proceedings": [
                {"stage": step.stage.value, "certain": step.certain, "possible": step.possible, "of": step.of}
                for step in steps
            ],
        }
    )
    return 0


def _figure_json(figure: Figure) -> dict[str, Json]:
    return {
        "question": figure.question.value,
        "minimum": figure.minimum,
        "events": figure.acts,
        "origins": figure.origins,
        "from": day_words(figure.first),
        "to": day_words(figure.last),
        "denominator": None if figure.share is None else figure.share.whole,
        "denominator_note": figure.denominator_note,
        "estimate": figure.estimate,
        "parts": [_part_json(part) for part in figure.parts],
    }


def _part_json(part: Counted) -> dict[str, Json]:
    share = part.share
    return {
        "event": part.event,
        "said": list(part.said),
        "at_least": part.least,
        "origins": part.origins,
        "from": day_words(part.first),
        "to": day_words(part.last),
        "share": None
        if share is None
        else {
            "part": share.part,
            "whole": share.whole,
            "percent": share.percent,
            "claim": share.claim,
            "origins": share.origins,
        },
    }


def _tell(guess: Estimate, names: Names, output: Output) -> None:
    period = f"{day_words(guess.first) or '…'} to {day_words(guess.last) or '…'}"
    where = f", {exact_text(names.entity(guess.stated.place))}" if guess.stated.place else ""
    output.text(f"{guess.stated.id}: {guess.question}{where}, in all, {many(guess.origins, 'origin')}, {period}")
    for pair in guess.pairs:
        seen = (
            f"{pair.on_first} on {exact_text(pair.first)}, {pair.on_second} on {exact_text(pair.second)}, "
            f"{pair.on_both} on both"
        )
        found = pair.estimate
        told = "" if found is None else f": {found.number}, 95 % interval {found.low} to {found.high} (Chapman)"
        output.text(f"    {seen}{told}")
    if guess.missing:
        output.text(f"    cannot be estimated: {'; '.join(guess.missing)}")
    if guess.left_out:
        output.text(f"    {guess.left_out} more are named, but not surely within the period")
    output.text(f"    stated by {names.person(guess.key)}: {exact_text(guess.stated.why)}")


def _estimate_json(guess: Estimate, names: Names) -> dict[str, Json]:
    return {
        "id": guess.stated.id,
        "question": guess.question.value,
        "place": guess.stated.place or None,
        "from": day_words(guess.first),
        "to": day_words(guess.last),
        "origins": guess.origins,
        "lists": [
            {
                "first": pair.first,
                "second": pair.second,
                "on_first": pair.on_first,
                "on_second": pair.on_second,
                "on_both": pair.on_both,
                "estimate": None if pair.estimate is None else pair.estimate.number,
                "low": None if pair.estimate is None else pair.estimate.low,
                "high": None if pair.estimate is None else pair.estimate.high,
            }
            for pair in guess.pairs
        ],
        "missing": [each.value for each in guess.missing],
        "left_out": guess.left_out,
        "stated_by": names.person(guess.key),
        "why": guess.stated.why,
    }
