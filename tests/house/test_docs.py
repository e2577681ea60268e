"""What the program does and what the pages say are the same."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
from types import ModuleType
from urllib.parse import unquote

import pytest
from tree import REPO

import witnessbox
from witnessbox.cli.main import STOPPED
from witnessbox.model.errors import WitnessboxError
from witnessbox.release.verify import Failure
from witnessbox.vault.damage import EXIT_CODES as CASE_CODES

GUIDE = REPO / "docs" / "guide"
EXIT_CODES = GUIDE / "exit-codes.md"


def _verbs() -> dict[str, ModuleType]:
    main = importlib.import_module("witnessbox.cli.main")
    verbs: dict[str, ModuleType] = {name: main.verb_module(name) for name in main.VERBS}
    return verbs


try:
    VERBS = _verbs()
except ImportError:  # told by the first test, so that the others still run
    VERBS = {}


def test_there_are_verbs() -> None:
    assert _verbs(), "witnessbox.cli.main.VERBS maps each verb to its module, and is empty"


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_one_module_of_one_shape(verb: str) -> None:
    assert callable(getattr(VERBS[verb], "add_parser", None)), f"{VERBS[verb].__name__} lacks add_parser"
    assert callable(getattr(VERBS[verb], "run", None)), f"{VERBS[verb].__name__} lacks run"


@pytest.mark.parametrize("verb", VERBS)
def test_help_shows_an_example(verb: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "witnessbox.cli.main", verb, "--help"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert re.search(r"\bexamples?\b", run.stdout, re.IGNORECASE), f"`witnessbox {verb} --help` shows no example"
    assert f"witnessbox {verb}" in run.stdout.split("xample", 1)[1], f"the example of `{verb}` does not call it"


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_in_the_guide(verb: str) -> None:
    pages = sorted(GUIDE.glob("*.md"))
    assert pages, f"{GUIDE} has no pages"
    call = f"witnessbox {verb}"
    assert any(call in page.read_text(encoding="utf-8") for page in pages), f"no page in docs/guide shows `{call} …`"


def _errors() -> list[type[WitnessboxError]]:
    for found in pkgutil.walk_packages(witnessbox.__path__, "witnessbox."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    every: list[type[WitnessboxError]] = []
    waiting = [WitnessboxError]
    while waiting:
        kind = waiting.pop()
        every.append(kind)
        waiting += kind.__subclasses__()
    return every


def test_the_page_of_exit_codes_is_complete() -> None:
    assert EXIT_CODES.is_file(), f"{EXIT_CODES} is missing; it lists each exit code in a table: | code | meaning |"
    text = EXIT_CODES.read_text(encoding="utf-8")
    listed = [int(code) for code in re.findall(r"^\|\s*[*`]*(\d+)\b", text, re.MULTILINE)]
    used = {kind.exit_code: kind.__name__ for kind in _errors()}
    used |= {code: damage.name for damage, code in CASE_CODES.items()}
    used |= {failure.value[1]: failure.name for failure in Failure} | {STOPPED: "STOPPED"}
    missing = {code: name for code, name in used.items() if code not in listed}
    assert not missing, f"{EXIT_CODES.name} lacks {missing}"
    assert 0 in listed, f"{EXIT_CODES.name} does not say what 0 means"
    assert len(listed) == len(set(listed)), f"{EXIT_CODES.name} lists a code twice"
    unknown = sorted(set(listed) - used.keys() - {0})
    assert not unknown, f"{EXIT_CODES.name} lists {unknown}, which nothing in the program ends with"


def test_links_between_pages_lead_somewhere() -> None:
    dead = []
    pages = [*REPO.glob("*.md"), *(REPO / "docs").rglob("*.md"), *(REPO / "benchmarks").glob("*.md")]
    for page in pages:
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            path = unquote(target.split("#")[0])
            if path and not re.match(r"[a-z]+:", path) and not (page.parent / path).exists():
                dead.append(f"{page.relative_to(REPO)} → {target}")
    assert not dead, "\n".join(dead)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "NOTICE", "docs/start.md"])
def test_a_page_that_newcomers_look_for_is_there(page: str) -> None:
    assert (REPO / page).is_file() or (REPO / page.removesuffix(".md")).is_dir(), f"{page} is missing"


def test_the_changelog_knows_this_version() -> None:
    text = (REPO / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(witnessbox.__version__)}\b", text, re.MULTILINE), (
        f"CHANGELOG.md has no section '## {witnessbox.__version__}'"
    )


def test_the_version_is_the_same_everywhere() -> None:
    text = (REPO / "pyproject.toml").read_text(encoding="utf-8")
    assert f'\nversion = "{witnessbox.__version__}"\n' in text
