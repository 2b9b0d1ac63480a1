"""Config keys against code: keys that nobody reads, and keys read that no config holds."""

from __future__ import annotations

import ast
import re
from pathlib import PurePosixPath

import yaml

from plumbline_trusted.door import Json
from plumbline_trusted.static.project import Project, Source, constant, dotted, line_of

CONFIG_NAMES = {"cfg", "conf", "config"}
METHODS = {"copy", "get", "items", "keys", "pop", "setdefault", "update", "values"}
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
REFERENCE = re.compile(r"\$\{([A-Za-z_][\w.]*)\}")
LIMIT_KEYS = 5000


def configs(project: Project) -> Json:
    keys, faults = _config_keys(project)
    words = _words(project)
    words |= {word for ref in _references(project) for word in ref.split(".")}
    for key in keys:
        key["used"] = key["leaf"] in words
    known = {key["full"] for key in keys}
    missing = [] if not keys else [read for read in _reads(project) if not _has(known, read["key"])]
    return {
        "keys": [{k: key[k] for k in ("path", "key", "line", "used")} for key in keys],
        "unused": [{k: key[k] for k in ("path", "key", "line")} for key in keys if not key["used"]],
        "missing": missing,
        "broken": faults,
    }


def known_keys(project: Project) -> set[str]:
    return {key["full"] for key in _config_keys(project)[0]}


def _config_keys(project: Project) -> tuple[list[Json], list[Json]]:
    """Every key path; one in configs/model/ is also known under `model.`."""
    keys: list[Json] = []
    faults: list[Json] = []
    for path in project.paths:
        parts = PurePosixPath(path).parts
        if parts[0] != "configs" or not path.endswith((".yaml", ".yml")):
            continue
        try:
            root = yaml.compose(project.text(path), Loader=yaml.SafeLoader)
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            faults.append({"path": path, "message": str(error).splitlines()[0]})
            continue
        for key, line, repeated in _walk(root):
            top, leaf = key.partition(".")[0], key.rpartition(".")[2]
            group = parts[1] if len(parts) > 2 and top != parts[1] else ""
            full = f"{group}.{key}" if group else key
            keys.append({"path": path, "key": key, "line": line, "leaf": leaf, "full": full})
            if repeated:
                faults.append({"path": path, "message": f"line {line}: {key} is given twice"})
    return keys, faults


def _walk(root: yaml.Node | None) -> list[tuple[str, int, bool]]:
    found: list[tuple[str, int, bool]] = []
    stack: list[tuple[str, yaml.Node | None]] = [("", root)]
    while stack and len(found) < LIMIT_KEYS:
        prefix, node = stack.pop()
        if not isinstance(node, yaml.MappingNode):
            continue
        seen: set[str] = set()
        for name, value in node.value:
            key = f"{prefix}{name.value}"
            found.append((key, name.start_mark.line + 1, key in seen))
            seen.add(key)
            stack.append((f"{key}.", value))
    return sorted(found, key=lambda entry: entry[1])


def _words(project: Project) -> set[str]:
    """Every identifier and every word inside a string of the code."""
    found: set[str] = set()
    for source in project.sources:
        for node in source.nodes:
            if isinstance(node, ast.Attribute):
                found.add(node.attr)
            elif isinstance(node, (ast.arg, ast.keyword)) and node.arg:
                found.add(node.arg)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.add(node.target.id)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.update(WORD.findall(node.value) if len(node.value) < 200 else ())
    return found


def _references(project: Project) -> set[str]:
    return {
        ref
        for path in project.paths
        if path.startswith("configs/")
        for ref in REFERENCE.findall(project.text(path))
    }


def _reads(project: Project) -> list[Json]:
    """Chains such as cfg.model.name in code outside tests, the longest of each place."""
    declared = _own_fields(project)
    found: list[Json] = []
    for source in project.sources:
        if source.role == "test":
            continue
        called = {id(n.func) for n in source.nodes if isinstance(n, ast.Call)}
        inner = {id(n.value) for n in source.nodes if isinstance(n, (ast.Attribute, ast.Subscript))}
        for node in source.nodes:
            if id(node) in inner or not isinstance(node, (ast.Attribute, ast.Subscript)):
                continue
            if not isinstance(node.ctx, ast.Load):
                continue
            key = _chain(node, id(node) in called)
            if key and key.rpartition(".")[2] not in declared and not _is_module(source, node):
                found.append({"path": source.path, "line": line_of(node), "key": key})
        found += _selected(source)
    return found


def _chain(node: ast.AST, is_call: bool) -> str:
    parts: list[str] = []
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        part = node.attr if isinstance(node, ast.Attribute) else constant(node.slice)
        if not isinstance(part, str):
            parts = []
        else:
            parts.append(part)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in CONFIG_NAMES:
        return ""
    parts.reverse()
    for place, part in enumerate(parts):
        if part in METHODS or part.startswith("_"):
            return ".".join(parts[:place])
    return ".".join(parts[:-1] if is_call else parts)


def _selected(source: Source) -> list[Json]:
    """OmegaConf.select(cfg, "a.b") without a default must find its key too."""
    found: list[Json] = []
    for node in source.nodes:
        if not isinstance(node, ast.Call) or not dotted(node.func).endswith("OmegaConf.select"):
            continue
        key = constant(node.args[1]) if len(node.args) == 2 else None
        if isinstance(key, str) and not any(word.arg == "default" for word in node.keywords):
            found.append({"path": source.path, "line": line_of(node), "key": key})
    return found


def _own_fields(project: Project) -> set[str]:
    """Fields of classes that the project defines: reading those is not reading a config file."""
    found: set[str] = set()
    for source in project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.ClassDef):
                continue
            for part in node.body:
                if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                    found.add(part.target.id)
                elif isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    found.add(part.name)
    return found


def _is_module(source: Source, node: ast.AST) -> bool:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return isinstance(node, ast.Name) and node.id in source.names


def _has(known: set[str], key: str) -> bool:
    """A read may start inside the tree (cfg may be a section) and may stop at a section."""
    return any(f".{key}." in f".{full}." for full in known)
