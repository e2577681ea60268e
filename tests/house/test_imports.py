"""Which room may know which; a picture of the arrows is in docs/explain."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tree import REPO, imports, modules

EVERY = modules()


def _names(name: str) -> list[str]:
    module = next((module for module in EVERY if module.name == name), None)
    if module is None:
        pytest.skip(f"{name} is not there yet")
    return [imported for imported, _ in imports(module)]


def test_the_arrows_run_one_way() -> None:
    linter = "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])"
    run = subprocess.run([sys.executable, "-c", linter], cwd=REPO, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]


def test_the_model_uses_the_standard_library_only() -> None:
    foreign = [
        f"{module.path}:{line} imports {name}"
        for module in EVERY
        if module.name.startswith("witnessbox.model")
        for name, line in imports(module)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("witnessbox.model")
    ]
    assert not foreign, "\n".join(foreign)


def test_the_model_opens_nothing() -> None:
    opened = [
        f"{module.path}:{node.lineno}"
        for module in EVERY
        if module.name.startswith("witnessbox.model")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"open", "print", "input"}
    ]
    assert not opened, opened


def test_the_verifier_stands_alone() -> None:
    for name in _names("witnessbox.release.verify"):
        first = name.split(".")[0]
        assert first in sys.stdlib_module_names or first == "cryptography", (
            f"release/verify.py lies alone in every release, where {name} does not exist"
        )


def test_the_verifier_is_one_file_that_runs_by_itself(tmp_path: Path) -> None:
    _names("witnessbox.release.verify")
    alone = shutil.copy(REPO / "src/witnessbox/release/verify.py", tmp_path)
    run = subprocess.run([sys.executable, "-I", alone, "--help"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]


def test_analysers_open_no_path_and_no_network() -> None:
    closed = {"io", "pathlib", "shutil", "socket", "sqlite3", "subprocess", "tempfile", "urllib", "http"}
    found = [
        f"{module.path}:{line} imports {name}"
        for module in EVERY
        if module.name.startswith("witnessbox.analysis.analyzers.")
        for name, line in imports(module)
        if name.split(".")[0] in closed or name.startswith("witnessbox.vault")
    ]
    found += [
        f"{module.path}:{node.lineno} opens a path"
        for module in EVERY
        if module.name.startswith("witnessbox.analysis.analyzers.")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"os.open", "os.listdir", "os.walk", "os.scandir"}
    ]
    assert not found, "\n".join(found)


def test_errors_of_any_kind_are_caught_only_where_hostile_files_are_met() -> None:
    broad = []
    for module in EVERY:
        # main() of the command line is the last resort: it says that the program, not the material, is at fault.
        if module.name.startswith("witnessbox.media") or module.name == "witnessbox.cli.main":
            continue
        broad += [
            f"{module.path}:{node.lineno}"
            for node in ast.walk(module.tree)
            if isinstance(node, ast.ExceptHandler) and _is_broad(node.type) and not _raises_again(node)
        ]
    assert not broad, f"name what can go wrong instead: {broad}"


def _is_broad(kind: ast.expr | None) -> bool:
    if kind is None:
        return True
    members = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(isinstance(member, ast.Name) and member.id in {"Exception", "BaseException"} for member in members)


def _raises_again(handler: ast.ExceptHandler) -> bool:
    """Tidying up before the same error goes on is not swallowing it."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None
