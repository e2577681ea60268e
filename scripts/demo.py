"""The whole job on a sample trove, through the command line, as a person would do it: `make demo`.

Everything lands in ./demo and nowhere else. An older ./demo is removed first, if this script made it.
"""

from __future__ import annotations

import json
import os
import secrets
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from sample_trove import SAMPLES, build

DEMO = Path("demo")
MARK = DEMO / ".made-by-make-demo"
TROVE = DEMO / "trove"
CASE = DEMO / "demo.case"
RELEASE = DEMO / "release"
SECRET = DEMO / "passphrase.txt"
OUTSIDE = DEMO / "kept-outside"
PERSON_MUST_ACT = 4


def say(text: str = "") -> None:
    """A line for the person who watches."""
    print(text, flush=True)


def witnessbox(*arguments: str | Path, signs: bool = False, given: str = "") -> None:
    """One call as a person types it; its output and progress bars go to the terminal.

    Raises:
        SystemExit: the call failed; its own message is on the terminal already.
    """
    words = _words(arguments, signs=signs)
    say(f"\n$ {shlex.join(words)}")
    run = subprocess.run([*_program(), *words[1:]], input=given or None, text=True, check=False)
    if run.returncode:
        sys.exit(f"demo: that call ended with exit code {run.returncode}; {DEMO}/ is left as it is for you to look at")


def answer(*arguments: str | Path, signs: bool = False, good: tuple[int, ...] = (0,)) -> dict[str, Any]:
    """One call with --json, for a script that goes on with the result.

    Args:
        good: exit codes to go on after.

    Raises:
        SystemExit: the call failed.
    """
    words = [*_words(arguments, signs=signs), "--json"]
    say(f"\n$ {shlex.join(words)}")
    run = subprocess.run([*_program(), *words[1:]], stdout=subprocess.PIPE, text=True, check=False)
    if run.returncode not in good:
        sys.exit(f"demo: that call ended with exit code {run.returncode} and this answer:\n{run.stdout}")
    document: dict[str, Any] = json.loads(run.stdout)
    return document


def _words(arguments: tuple[str | Path, ...], *, signs: bool) -> list[str]:
    return ["witnessbox", *map(str, arguments), *(["--passphrase-file", str(SECRET)] if signs else [])]


def _program() -> list[str]:
    return [str(Path(sys.executable).parent / "witnessbox")]


def start_afresh() -> None:
    """Make ./demo, in place of an older one that this script made.

    Raises:
        SystemExit: ./demo is somebody's own folder.
    """
    if DEMO.exists() or DEMO.is_symlink():
        if not MARK.is_file() or DEMO.is_symlink():
            sys.exit(f"demo: {DEMO.resolve()} was not made by this script; move it away, then run this again")
        for folder, _, _ in os.walk(DEMO):
            Path(folder).chmod(0o700)  # a case keeps its folders read-only
        shutil.rmtree(DEMO)
    DEMO.mkdir()
    MARK.touch()
    SECRET.touch(mode=0o600)
    SECRET.write_text(secrets.token_urlsafe(24) + "\n", encoding="ascii")


def station(title: str, why: str) -> None:
    """A heading, and what the step is for."""
    say(f"\n── {title} {'─' * max(0, 76 - len(title))}\n{why}")


def take_in() -> None:
    """From a folder to a sealed case."""
    station(
        "A trove", "Real videos and pictures from packages, with copies, odd names, a broken file, a link, nothing."
    )
    build(TROVE, SAMPLES)
    say(f"made {TROVE}/")

    station("1 · init", "A case is one folder. Its first person gets a key, locked by a passphrase.")
    witnessbox("init", CASE, "--name", "demo", signs=True)

    station(
        "2 · intake", "Copy, hash and seal. Nothing in the source changes; the seal can be read out in twelve words."
    )
    witnessbox("intake", CASE, TROVE, "--probe", signs=True)
    witnessbox("items", CASE)

    # Whoever holds this copy notices a log that was cut, taken back or written anew; inside the case it proves nothing.
    OUTSIDE.mkdir()
    shutil.copyfile(CASE / "log" / "checkpoint", OUTSIDE / "checkpoint")
    key = answer("people", CASE, "list")["people"][0]["public_key_file"]
    shutil.copyfile(key, OUTSIDE / "demo.pem")


def hide() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """From a sealed case to renditions; gives the approved plans, and the renditions that passed the second look."""
    station("3 · analyse", "Find out what is in it: times and places, shots, faces over time.")
    witnessbox("analyse", CASE, signs=True)

    station("4 · plan and approve", "The machine proposes what to hide. A person decides, plan by plan, under a key.")
    plans: list[dict[str, Any]] = answer("plan", CASE, "--preset", "faces")["plans"]
    if not plans:
        sys.exit("demo: nothing was planned, though the sample videos show faces; that is a mistake in the program")
    for plan in plans:
        say(f"  plan {plan['id'][:16]}  for content {plan['content'][:16]}  {plan['state']}")
    witnessbox("approve", CASE, "-", signs=True, given="".join(f"{plan['id']}\n" for plan in plans))

    station("5 · redact", "Paint the masks, drop sound and metadata, then let another detector look for a bare face.")
    made: list[dict[str, Any]] = answer("redact", CASE, signs=True, good=(0, PERSON_MUST_ACT))["renditions"]
    for rendition in made:
        say(f"  rendition {rendition['id'][:16]}  of content {rendition['content'][:16]}  {rendition['state']}")
    ready = [rendition for rendition in made if rendition["state"] == "ready"]
    if len(ready) < len(made):
        say("The second look stopped some: a person looks at each of them. They stay out of the release.")
    if not ready:
        sys.exit("demo: no rendition passed the second look, so there is nothing to release")
    return plans, ready


def publish(renditions: list[dict[str, Any]]) -> None:
    """From renditions to a release, and both checked."""
    station("6 · release", "A bag that carries its own proofs, a page to read and the program that checks it.")
    witnessbox("release", CASE, RELEASE, "-", signs=True, given="".join(f"{each['id']}\n" for each in renditions))

    station(
        "7 · verify", "The case against the checkpoint kept since intake; the release as a stranger who has the key."
    )
    witnessbox("verify", CASE, "--checkpoint", OUTSIDE / "checkpoint")
    witnessbox("verify", RELEASE, "--key", OUTSIDE / "demo.pem")


def farewell(plans: list[dict[str, Any]], renditions: list[dict[str, Any]], seconds: float) -> None:
    """Say what there is now, where, and what to do next."""
    verifier = next(iter(sorted(RELEASE.rglob("verify.py"))), RELEASE)
    page = next(iter(sorted(RELEASE.rglob("*.html"))), RELEASE)
    say(f"""
{"═" * 80}
Done in {seconds:.0f} s. This is what there is now:

  {TROVE}/
      the sample trove, unchanged
  {CASE}/
      the case: every file of the trove sealed by its digest, a signed log of all that was done, {len(plans)} approved
      redaction plans and {len(renditions)} renditions with faces hidden
  {RELEASE}/
      what can be handed on: the renditions, proofs that their originals are under the seal, and how to check.
      One person approved it, so it says ONE APPROVER on every page.
  {OUTSIDE}/
      a checkpoint of the log and the signer's public key; in earnest these lie with somebody else
  {SECRET}
      the passphrase of this demo's only person; a real one is never kept in a file beside the case

What to do next:

  look at the release     open {page} in a browser
  look at the originals   .venv/bin/witnessbox items {CASE}
  see who did what        .venv/bin/witnessbox log {CASE}
  check it as a stranger  .venv/bin/python {verifier} {RELEASE}
                          (any Python with `cryptography` will do; without the key it says: signer unknown)
  break it                change one byte of a rendition, then verify again: it is named
  do it for real          docs/start/first-case.md

A machine hid the faces it found. Bodies, clothes, voices and places tell who someone is, too: before anything real is
published, people look at every second of it.""")


def main() -> None:
    """Run it."""
    os.chdir(Path(__file__).resolve().parent.parent)
    started = time.monotonic()
    start_afresh()
    take_in()
    plans, renditions = hide()
    publish(renditions)
    farewell(plans, renditions, time.monotonic() - started)


if __name__ == "__main__":
    main()
