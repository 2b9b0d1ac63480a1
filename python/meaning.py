"""What Python, TOML and notebook files mean: a hash that comments and layout do not change.

Docstrings mean nothing, nor does a notebook's prose, metadata or count of executions; its outputs
do, because a gate reads them. Request: {"files": [PATH, ...]}. Answer: {"files": {PATH: {"sha256",
"syntax"}}}; a file that does not parse is hashed by its bytes, with "syntax": false. Standard
library only, any Python >= 3.10.
"""

from __future__ import annotations

import ast
import hashlib
import importlib
import json
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
        found[path] = meaning(Path(path).read_bytes(), Path(path).suffix)
    return {"files": found}


def meaning(source: bytes, suffix: str = ".py") -> Json:
    """The hash of what one file says, or of its bytes where it cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            said = READERS[suffix](source)
        return {"sha256": _sha256(said.encode("utf-8", "surrogatepass")), "syntax": True}
    except (ImportError, KeyError, TypeError, SyntaxError, ValueError, RecursionError, MemoryError):
        return {"sha256": _sha256(source), "syntax": False}


def _python(source: bytes | str) -> str:
    out: list[str] = []
    spell(ast.parse(source), out)
    return "".join(out)


def _toml(source: bytes) -> str:
    # Python 3.10 has no reader for it: TOML then means its bytes.
    reader = importlib.import_module("tomllib")
    return _plain(reader.loads(source.decode("utf-8")))


def _notebook(source: bytes) -> str:
    """Code cells by their syntax, with what they put out."""
    cells = json.loads(source.decode("utf-8"))["cells"]
    return _plain([_cell(cell) for cell in cells if cell["cell_type"] != "markdown"])


def _cell(cell: Json) -> Json:
    text = _joined(cell["source"])
    try:
        said = _python(text) if cell["cell_type"] == "code" else text
    except SyntaxError:  # magics
        said = text.strip()
    unsaid = ("execution_count", "metadata")
    outputs = [
        {key: value for key, value in output.items() if key not in unsaid}
        for output in cell.get("outputs", [])
    ]
    return {"type": cell["cell_type"], "said": said, "outputs": _lines_joined(outputs)}


def _lines_joined(value: Any) -> Any:
    """Multi-line strings may stand as lists of lines."""
    if isinstance(value, dict):
        return {key: _lines_joined(part) for key, part in value.items()}
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return "".join(value)
    return [_lines_joined(part) for part in value] if isinstance(value, list) else value


def _joined(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def _plain(value: Any) -> str:
    """Canonical JSON; dates and times as text with their kind."""
    return json.dumps(
        value, sort_keys=True, default=lambda other: [type(other).__name__, str(other)]
    )


READERS: dict[str, Callable[[bytes], str]] = {
    ".py": _python,
    ".toml": _toml,
    ".ipynb": _notebook,
}


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
