"""`witnessbox ledger contradictions`: what sources disagree on, what they refine, and what came of forecasts."""

from __future__ import annotations

import argparse

from witnessbox.cli.ledger_words import add_case, add_known_on, position_of
from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.ledger.comparing import Fit, Forecast, Told, forecasts, told_events
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.shown import exact_text
from witnessbox.vault.case import Case

_GRAVE = (Fit.CONTRADICTS, Fit.DENIES)


def add_actions(actions: Verbs) -> None:
    """Describe the call."""
    action = add_verb(
        actions,
        "contradictions",
        "what sources disagree on",
        "Holds claims about the same event against each other: what contradicts, what is denied, what only differs,\n"
        "and with --all what refines or agrees. Sources count by their origins. Forecasts stand with what came of\n"
        "them. Nothing is decided: all claims stay.",
        "witnessbox ledger contradictions saratov.case\nwitnessbox ledger contradictions saratov.case --all --json",
    )
    add_case(action)
    action.add_argument("--all", action="store_true", help="events on which nobody disagrees, too")
    add_known_on(action)
    action.set_defaults(act=run)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Show them."""
    catalogue = Case(arguments.case).catalogue
    until = position_of(catalogue, arguments.known_on)
    found = [told for told in told_events(catalogue, until) if arguments.all or told.fit in (*_GRAVE, Fit.DIFFERS)]
    ahead = list(forecasts(catalogue, until))
    for told in found:
        _show(told, output, everything=arguments.all)
    if not found:
        output.text("No two claims about one event disagree. Claims speak about one event when they name it by one id.")
    for forecast in ahead:
        output.text(f"{forecast.claim.claim.id}: {forecast.claim.claim.hedge}; {_outcome(forecast)}")
    output.answer({"events": [_json(told) for told in found], "forecasts": [_forecast_json(each) for each in ahead]})
    return 0


def _show(told: Told, output: Output, *, everything: bool) -> None:
    title = f" {exact_text(told.title)}" if told.title else ""
    voices = f", quoting {', '.join(told.voices)}" if told.voices else ""
    output.text(f"{told.event}{title}: {len(told.claims)} claims, {_number(told.origins)}{voices}")
    for pair in told.pairs:
        if everything or pair.fit in (*_GRAVE, Fit.DIFFERS):
            same = " (one origin)" if pair.one_origin else ""
            output.text(f"    {pair.other} {pair.fit} {pair.one}{same}")
            for field in pair.fields:
                finer = f"; {field.finer} says more" if field.finer else ""
                one, other = exact_text(field.one[:80]), exact_text(field.other[:80])
                output.text(f"        {field.field}: {one or '(nothing)'} | {other or '(nothing)'}{finer}")


def _number(origins: tuple[str, ...]) -> str:
    return f"{len(origins)} origins" if len(origins) != 1 else "1 origin"


def _outcome(forecast: Forecast) -> str:
    if not forecast.outcomes:
        return "nothing here says what came of it"
    return ", ".join(f"{row.claim.id} {kind} it" for kind, row in forecast.outcomes)


def _json(told: Told) -> dict[str, Json]:
    return {
        "event": told.event,
        "title": told.title,
        "fit": told.fit.value,
        "claims": [row.claim.id for row in told.claims],
        "origins": list(told.origins),
        "voices": list(told.voices),
        "pairs": to_json(told.pairs),
    }


def _forecast_json(forecast: Forecast) -> dict[str, Json]:
    return {
        "claim": forecast.claim.claim.id,
        "hedge": forecast.claim.claim.hedge.value,
        "outcomes": [{"kind": kind.value, "claim": row.claim.id} for kind, row in forecast.outcomes],
    }
