"""The command-line flags of each script, its own and those of project modules it imports."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath

from plumbline_trusted.door import Json
from plumbline_trusted.static.project import Project, Source, constant, dotted, line_of


def flags(project: Project) -> dict[str, list[Json]]:
    """Path of each file that has or inherits flags -> its flags."""
    modules = _modules(project)
    own = {source.path: _own(source) for source in project.sources}
    found: dict[str, list[Json]] = {}
    for source in project.sources:
        reach = _reach(source, modules)
        listed = [flag for path in sorted(reach) for flag in own.get(path, [])]
        if listed and (own[source.path] or _has_main(source)):
            found[source.path] = listed
    return found


def _own(source: Source) -> list[Json]:
    listed: list[Json] = []
    for node in source.nodes:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        names = [value for arg in node.args if isinstance(value := constant(arg), str)]
        if node.func.attr != "add_argument" or not names:
            continue
        said = {word.arg: word.value for word in node.keywords if word.arg}
        if dotted(said.get("action", node)).endswith("BooleanOptionalAction"):
            names += [f"--no-{name[2:]}" for name in names if name.startswith("--")]
        choices = said.get("choices")
        values = choices.elts if isinstance(choices, (ast.List, ast.Tuple, ast.Set)) else []
        listed.append(
            {
                "names": names,
                "positional": not names[0].startswith("-"),
                "required": constant(said.get("required")) is True,
                "help": bool(constant(said.get("help"))),
                "choices": [str(constant(value)) for value in values],
                "path": source.path,
                "line": line_of(node),
            }
        )
    return sorted(listed, key=lambda flag: int(flag["line"]))


def _reach(source: Source, modules: dict[str, Source]) -> set[str]:
    """The file itself and the project files that it imports, directly or not."""
    seen, queue = {source.path}, [source]
    while queue:
        for name in _imported(queue.pop()):
            other = modules.get(name)
            if other is not None and other.path not in seen:
                seen.add(other.path)
                queue.append(other)
    return seen


def _imported(source: Source) -> set[str]:
    names: set[str] = set()
    for node in source.nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                folder = PurePosixPath(source.path).parts[: -node.level]
                base = ".".join([*(p for p in folder if p != "src"), *([base] if base else [])])
            names |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    return names


def _modules(project: Project) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for source in project.sources:
        parts = list(PurePosixPath(source.path).with_suffix("").parts)
        parts = parts[1:] if parts[0] == "src" else parts
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        found[".".join(parts)] = source
        if parts and source.role == "script":
            found.setdefault(parts[-1], source)
    return found


def _has_main(source: Source) -> bool:
    return any(
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Compare)
        and dotted(node.test.left) == "__name__"
        for node in source.nodes
    )
