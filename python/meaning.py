"""What Python files mean: a hash that comments, layout and docstrings do not change.

Request: {"files": [PATH, ...]}. Answer: {"files": {PATH: {"sha256", "syntax"}}}; a file that does
not parse is hashed by its bytes, with "syntax": false. Standard library only, any Python >= 3.10.
"""

from __future__ import annotations

import ast
import hashlib
import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from plumbline_trusted.door import Json, listing, serve, wrong

# Fields that only some Python versions have, or that say how a thing was written.
UNSAID = frozenset({"ctx", "kind", "type_comment", "type_ignores"})
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_fields: dict[type, tuple[str, ...]] = {}


def answer(request: Json) -> Json:
    found: Json = {}
    for path in listing(request, "files"):
        if not isinstance(path, str):
            raise wrong("files", "路径数组", "an array of paths")
        found[path] = meaning(Path(path).read_bytes())
    return {"files": found}


def meaning(source: bytes) -> Json:
    """The hash of one file's syntax tree, or of its bytes where there is no tree."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
        out: list[str] = []
        spell(tree, out)
        return {"sha256": _sha256("".join(out).encode("utf-8", "surrogatepass")), "syntax": True}
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {"sha256": _sha256(source), "syntax": False}


def spell(node: object, out: list[str]) -> None:
    """Writes a tree without docstrings, positions, empty lists and absent parts."""
    kind = node.__class__
    if isinstance(node, ast.AST):
        names = _fields.get(kind)
        if names is None:
            names = _fields[kind] = tuple(name for name in node._fields if name not in UNSAID)
        out.append(kind.__name__ + "(")
        values = node.__dict__
        for name in names:
            value = values.get(name)
            if name == "body" and isinstance(node, DOCUMENTED):
                value = _without_docstring(values["body"])
            if value == [] or (value is None and kind is not ast.Constant):
                continue
            out.append(name + "=")
            if value.__class__ is list:
                out.append("[")
                for part in value:
                    spell(part, out)
                    out.append(",")
                out.append("]")
            else:
                spell(value, out)
            out.append(",")
        out.append(")")
    else:
        out.append(f"{kind.__name__}:{node!r}")


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0] if body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        return body[1:] if isinstance(first.value.value, str) else body
    return body


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    sys.exit(serve(answer))
