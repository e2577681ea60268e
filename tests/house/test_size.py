"""A room one cannot see across is a corridor."""

from __future__ import annotations

import ast

import pytest
from tree import Module, code_lines, definitions, modules, public, size

FILE = 500
FUNCTION = 60
LONGER = {"witnessbox.release.verify": 700}
"""What may be longer: the verifier lies alone in every release, so there is nothing to split it into."""


@pytest.mark.parametrize("module", modules(), ids=str)
def test_files_and_functions_are_short(module: Module) -> None:
    code = code_lines(module)
    assert len(code) < LONGER.get(module.name, FILE), (
        f"{module.path}: {len(code)} lines of code; split it along what it talks about"
    )
    long = [
        f"{node.name} (line {node.lineno}): {size(node, code)} lines of code"
        for node in definitions(module.tree)
        if not isinstance(node, ast.ClassDef) and size(node, code) >= FUNCTION
    ]
    assert not long, f"{module.path}: {', '.join(long)}"


@pytest.mark.parametrize("module", modules(), ids=str)
def test_everything_public_says_what_it_is(module: Module) -> None:
    assert ast.get_docstring(module.tree), f"{module.path}: no docstring says what this file is for"
    silent = [f"{node.name} (line {node.lineno})" for node in public(module.tree) if not ast.get_docstring(node)]
    assert not silent, f"{module.path}: no docstring on {', '.join(silent)}"


@pytest.mark.parametrize("module", modules(), ids=str)
def test_records_are_frozen(module: Module) -> None:
    """A record that another module may hold on to does not change under it."""
    loose = []
    for node in public(module.tree):
        if not isinstance(node, ast.ClassDef):
            continue
        for decorator in node.decorator_list:
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            if not (isinstance(called, ast.Name) and called.id == "dataclass"):
                continue
            words = {word.arg for word in decorator.keywords} if isinstance(decorator, ast.Call) else set()
            if not {"frozen", "slots"} <= words:
                loose.append(f"{node.name} (line {node.lineno})")
    if module.name.startswith("witnessbox.model"):
        assert not loose, f"{module.path}: not frozen and slotted: {', '.join(loose)}"
