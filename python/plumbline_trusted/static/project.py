"""The files of a project, parsed once, and the small questions about syntax that all facts ask."""

from __future__ import annotations

import ast
import json
import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

LIMIT_BYTES = 1 << 20
NEVER = {"__pycache__", "node_modules", "site-packages", "venv", "env"}
NOT_CODE = {"checkpoints", "data", "debug-cpu", "debug-gpu", "logs", "outputs", "specs"}
Role = Literal["test", "script", "package", "notebook", "other"]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file; `tree` is None where it does not parse."""

    path: str
    text: str
    tree: ast.Module | None
    role: Role
    error: str = ""
    error_line: int = 0

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree)) if self.tree else ()

    @cached_property
    def names(self) -> dict[str, str]:
        """What each imported name stands for: `np` -> `numpy`, `load` -> `torch.load`."""
        found: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    top = alias.name.partition(".")[0]
                    found[alias.asname or top] = alias.name if alias.asname else top
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        return found

    def full_name(self, node: ast.AST) -> str:
        """The dotted name of an expression with imports resolved, or an empty string."""
        head, dot, rest = dotted(node).partition(".")
        return self.names.get(head, head) + dot + rest


@dataclass(frozen=True)
class Project:
    """A project tree: all file paths, the Python among them, and the code of its notebooks."""

    root: Path
    package: str
    paths: tuple[str, ...]
    sources: tuple[Source, ...]
    notebooks: tuple[Source, ...]

    def text(self, path: str) -> str:
        return (self.root / path).read_bytes()[:LIMIT_BYTES].decode("utf-8", "replace")

    def exists(self, path: str) -> bool:
        return (self.root / path).exists()


def read_project(root: Path, package: str, only: list[str] | None) -> Project:
    paths = tuple(sorted(_walk(root)))
    chosen = [p for p in paths if p.endswith(".py") and (only is None or p in only)]
    sources = tuple(_source(root, path, package) for path in chosen)
    notebooks = tuple(_notebook(root, path) for path in paths if path.endswith(".ipynb"))
    return Project(root, package, paths, sources, notebooks)


def dotted(node: ast.AST) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def constant(node: ast.AST | None) -> object:
    """The value of a literal; None for anything else."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = constant(node.operand)
        return -value if isinstance(value, (int, float)) else None
    return node.value if isinstance(node, ast.Constant) else None


def body_of(node: Function | ast.ClassDef | ast.Module) -> list[ast.stmt]:
    """The statements without the docstring."""
    return node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body


def line_of(node: ast.AST) -> int:
    return int(getattr(node, "lineno", 0))


def functions(source: Source) -> Iterator[tuple[str, Function, ast.ClassDef | None]]:
    """Every function with its dotted name and the class it stands in."""
    stack: list[tuple[str, ast.AST, ast.ClassDef | None]] = [("", source.tree or ast.Pass(), None)]
    while stack:
        prefix, parent, owner = stack.pop()
        for node in ast.iter_child_nodes(parent):
            if isinstance(node, Function):
                yield prefix + node.name, node, owner
                stack.append((f"{prefix}{node.name}.", node, None))
            elif isinstance(node, ast.ClassDef):
                stack.append((f"{prefix}{node.name}.", node, node))
            else:
                stack.append((prefix, node, owner))


def _walk(root: Path) -> Iterator[str]:
    for where, folders, names in os.walk(root):
        here = Path(where)
        top = here == root
        folders[:] = [f for f in folders if not _skipped(here / f, top)]
        for name in names:
            path = here / name
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(root).as_posix()


def _skipped(path: Path, top: bool) -> bool:
    hidden = path.name.startswith(".") and path.name != ".github"
    other = path.name in NEVER or (top and path.name in NOT_CODE)
    return hidden or other or path.is_symlink() or (path / "pyvenv.cfg").exists()


def _source(root: Path, path: str, package: str) -> Source:
    role = _role(path, package)
    raw = (root / path).read_bytes()
    if len(raw) > LIMIT_BYTES:
        return Source(path, "", None, role, "the file is larger than 1 MiB")
    text = raw.decode("utf-8", "replace")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Source(path, text, ast.parse(raw), role)
    except SyntaxError as error:
        return Source(path, text, None, role, error.msg or "syntax error", error.lineno or 0)
    except (ValueError, RecursionError, MemoryError) as error:
        return Source(path, text, None, role, str(error) or "cannot be parsed")


def _notebook(root: Path, path: str) -> Source:
    """The code cells of a notebook as one text, without its magic commands."""
    try:
        cells = json.loads((root / path).read_bytes())["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        lines = [line for text in code for line in text.splitlines()]
        text = "\n".join(line for line in lines if not line.lstrip().startswith(("%", "!", "?")))
        return Source(path, text, ast.parse(text), "notebook")
    except (ValueError, LookupError, TypeError, SyntaxError) as error:
        return Source(path, "", None, "notebook", str(error))


def _role(path: str, package: str) -> Role:
    name = path.rpartition("/")[2]
    if path.startswith("tests/") or name.startswith("test_") or name == "conftest.py":
        return "test"
    if path.startswith("scripts/"):
        return "script"
    return "package" if path.startswith(f"src/{package}/") else "other"
