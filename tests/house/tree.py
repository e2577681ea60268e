"""Our own source as trees: which modules there are, what they import, how many lines are code."""

from __future__ import annotations

import ast
import io
import subprocess
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
SRC = REPO / "src"

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_SILENT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


@dataclass(frozen=True)
class Module:
    """One file of the package: dotted name, path, text and syntax tree."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    def __str__(self) -> str:
        return self.name


def modules() -> list[Module]:
    """Every module under src/witnessbox."""
    found = []
    for path in sorted((SRC / "witnessbox").rglob("*.py")):
        dotted = ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__")
        text = path.read_text(encoding="utf-8")
        found.append(Module(dotted, path, text, ast.parse(text)))
    return found


def imports(module: Module) -> Iterator[tuple[str, int]]:
    """Absolute names of what a module imports, with the line; names under `if TYPE_CHECKING` too."""
    package = module.name if module.path.name == "__init__.py" else module.name.rpartition(".")[0]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            yield ".".join([*parents, *([node.module] if node.module else [])]), node.lineno


def definitions(tree: ast.AST) -> Iterator[Definition]:
    """Every function and class, nested ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, Definition))


def public(tree: ast.Module) -> Iterator[Definition]:
    """Functions and classes at the top of a module that others may use."""
    return (node for node in tree.body if isinstance(node, Definition) and not node.name.startswith("_"))


def code_lines(module: Module) -> set[int]:
    """Numbers of the lines that hold code: no docstring, comment, blank line or table of data."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        if token.type not in _SILENT:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines.difference_update(_span(node))
    for statement in module.tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value and _is_data(statement.value):
            lines.difference_update(range(statement.lineno + 1, _end(statement) + 1))
    return lines


def _is_data(node: ast.expr) -> bool:
    """Whether an expression is a table: literals, names and records made of them, no logic."""
    if isinstance(node, ast.Constant | ast.Name | ast.Attribute):
        return True
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return all(map(_is_data, node.elts))
    if isinstance(node, ast.Dict):
        return all(key is not None and _is_data(key) for key in node.keys) and all(map(_is_data, node.values))
    if isinstance(node, ast.UnaryOp):
        return _is_data(node.operand)
    if isinstance(node, ast.BinOp):
        return _is_data(node.left) and _is_data(node.right)
    if isinstance(node, ast.Call):
        return _is_data(node.func) and all(map(_is_data, [*node.args, *(word.value for word in node.keywords)]))
    return False


def _end(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def _span(node: ast.stmt) -> range:
    return range(node.lineno, _end(node) + 1)


def size(definition: Definition, code: set[int]) -> int:
    """How many code lines a definition has, its decorators and nested definitions included."""
    return len(code.intersection(_span(definition)))


def tracked() -> list[Path]:
    """Files that git has or would take; outside a git checkout none."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPO,
        capture_output=True,
        check=False,
    )
    names = [name for name in listed.stdout.decode().split("\0") if name]
    return [REPO / name for name in names if (REPO / name).is_file()]
