"""Is the code finished: stubs, placeholder words, swallowed errors, docstrings."""

from __future__ import annotations

import ast
import io
import re
import tokenize

from plumbline_trusted.door import Json
from plumbline_trusted.static.project import (
    Function,
    Project,
    Source,
    body_of,
    dotted,
    functions,
    line_of,
)

WORDS = re.compile(
    r"\b(TODO|FIXME|XXX|HACK|TBD|WIP)\b"
    r"|\b(?i:placeholder|not (?:yet )?implemented|implement me|your code here|lorem ipsum"
    r"|fill (?:this )?in|left as an exercise|rest of the code|omitted for brevity)\b"
    r"|待实现|未实现|占位|待补充|待完善|此处省略|以后再"
)
OPEN = {"abstractmethod", "overload", "abstractproperty"}


def stubs(project: Project) -> list[Json]:
    found: list[Json] = []
    for source in project.sources:
        for name, node, owner in functions(source):
            kind = _stub_kind(node)
            if kind and not _may_be_open(node, owner):
                place = {"path": source.path, "line": node.lineno}
                found.append({**place, "name": name, "kind": kind})
    return found


def placeholders(project: Project) -> list[Json]:
    """Placeholder words in comments and strings of Python, and anywhere in README and configs."""
    found: list[Json] = []
    for source in project.sources:
        for line, text in _said(source):
            found += _words(source.path, line, text)
    for path in project.paths:
        if path == "README.md" or path.startswith("configs/"):
            for line, text in enumerate(project.text(path).splitlines(), start=1):
                found += _words(path, line, text)
    return found


def swallowed(project: Project) -> list[Json]:
    """`except:` without a class, and broad handlers that do nothing at all."""
    found: list[Json] = []
    for source in project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.ExceptHandler):
                continue
            broad = node.type is not None and dotted(node.type) in ("Exception", "BaseException")
            silent = all(isinstance(s, (ast.Pass, ast.Continue)) or _is_dots(s) for s in node.body)
            if node.type is None or (broad and silent):
                kind = "silent" if node.type is not None else "bare"
                found.append({"path": source.path, "line": node.lineno, "kind": kind})
    return found


def docstrings(project: Project) -> Json:
    """Modules, public classes and public functions outside tests."""
    total, missing = 0, []
    for source in project.sources:
        if source.role == "test" or source.tree is None:
            continue
        things: list[tuple[str, ast.Module | ast.ClassDef | Function]] = []
        if source.tree.body:
            things.append(("module", source.tree))
        things += [(n.name, n) for n in source.nodes if isinstance(n, ast.ClassDef)]
        things += [(name, node) for name, node, _ in functions(source)]
        for name, node in things:
            if any(part.startswith("_") for part in name.split(".")):
                continue
            total += 1
            if not ast.get_docstring(node):
                missing.append({"path": source.path, "line": line_of(node) or 1, "name": name})
    share = (total - len(missing)) / total if total else 1.0
    return {"total": total, "documented": total - len(missing), "share": share, "missing": missing}


def _stub_kind(node: Function) -> str:
    body = body_of(node)
    if not body:
        return "docstring only"
    if len(body) > 1:
        return ""
    only = body[0]
    if isinstance(only, ast.Pass):
        return "pass"
    if _is_dots(only):
        return "..."
    if isinstance(only, ast.Raise) and only.exc is not None:
        raised = only.exc.func if isinstance(only.exc, ast.Call) else only.exc
        return "NotImplementedError" if dotted(raised) == "NotImplementedError" else ""
    return ""


def _may_be_open(node: Function, owner: ast.ClassDef | None) -> bool:
    marks = {dotted(mark).rpartition(".")[2] for mark in node.decorator_list}
    bases = {
        dotted(base.value if isinstance(base, ast.Subscript) else base).rpartition(".")[2]
        for base in (owner.bases if owner else [])
    }
    return bool(marks & OPEN) or "Protocol" in bases


def _is_dots(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and node.value.value is ...
    )


def _said(source: Source) -> list[tuple[int, str]]:
    said: list[tuple[int, str]] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
            if token.type in (tokenize.COMMENT, tokenize.STRING):
                lines = token.string.splitlines()
                said += [(token.start[0] + step, line) for step, line in enumerate(lines)]
    except (tokenize.TokenError, SyntaxError):
        return list(enumerate(source.text.splitlines(), start=1))
    return said


def _words(path: str, line: int, text: str) -> list[Json]:
    return [
        {"path": path, "line": line, "word": match.group(0), "text": text.strip()[:160]}
        for match in WORDS.finditer(text)
    ]
