"""Leaks that the text of the code shows: fitting before the split, reaching for the answers."""

from __future__ import annotations

import ast
import re

from plumbline_trusted.door import Json
from plumbline_trusted.static.project import Function, Project, Source, constant, dotted, line_of

FITS = {"fit", "fit_transform", "fit_resample", "partial_fit"}
SPLITS = {"train_test_split", "random_split", "ShuffleSplit", "StratifiedShuffleSplit"}
JOINS = {"concat", "concatenate", "vstack", "hstack", "cat", "append", "chain"}
TEST = re.compile(r"(?:^|_)(?:test|heldout|holdout)(?:_|$)|(?:^|_)x_?te(?:st)?(?:_|$)")
ANSWERS = re.compile(r"\.plumbline(?:/|$)|(?:^|/)test_labels\b|(?:^|/)private/sealed")


def fit_before_split(project: Project) -> list[Json]:
    """Fitting above a split of the same scope, on the test part, or on parts joined again."""
    found: list[Json] = []
    for source in project.sources:
        if source.role == "test":
            continue
        for scope in source.nodes:
            if isinstance(scope, (ast.Module, *_FUNCTIONS)):
                found += _in_scope(source, scope)
    return sorted(found, key=lambda fact: (fact["path"], fact["line"]))


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def reaches_labels(project: Project) -> list[Json]:
    """Texts of code that name where sealed labels or the ledger lie."""
    found: list[Json] = []
    for source in project.sources:
        if source.role == "test" or source.path == "verify_ledger.py":
            continue
        said = {id(statement.value) for statement in _documentation(source)}
        for node in source.nodes:
            text = constant(node)
            if isinstance(text, str) and id(node) not in said and ANSWERS.search(text):
                found.append({"path": source.path, "line": line_of(node), "name": text[:80]})
    return sorted(found, key=lambda fact: (fact["path"], fact["line"]))


def _documentation(source: Source) -> list[ast.Expr]:
    return [node for node in source.nodes if isinstance(node, ast.Expr)]


def _in_scope(source: Source, scope: ast.Module | Function) -> list[Json]:
    nodes = [node for statement in scope.body for node in _within(statement)]
    calls = sorted((n for n in nodes if isinstance(n, ast.Call)), key=line_of)
    splits = [line_of(call) for call in calls if _last(call) in SPLITS]
    split_at = max(splits, default=0)
    joined = _joined(nodes)
    found: list[Json] = []
    for call in calls:
        if _last(call) not in FITS or not isinstance(call.func, ast.Attribute) or not call.args:
            continue
        names = {dotted(part) for part in ast.walk(call.args[0]) if isinstance(part, ast.Name)}
        why = ""
        if any(TEST.search(name.casefold()) for name in names):
            why = "on the test part"
        elif names & joined:
            why = "on parts joined again"
        elif line_of(call) < split_at and _is_transformer(call):
            why = "before the split"
        if why:
            found.append({"path": source.path, "line": line_of(call), "kind": why})
    return found


def _is_transformer(call: ast.Call) -> bool:
    """A model that is fitted above another split may be one of many; what transforms is not."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    word = dotted(owner).casefold() if owner is not None else ""
    built = dotted(owner.func).casefold() if isinstance(owner, ast.Call) else ""
    pattern = r"scal|encod|impu|vectori|tfidf|pca|select|normal|transform|prepro|smote|sampler"
    return _last(call) != "fit" or re.search(pattern, f"{word} {built}") is not None


def _joined(nodes: list[ast.AST]) -> set[str]:
    """Names given to a joining of the test part with another."""
    found: set[str] = set()
    for node in nodes:
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        names = [dotted(part) for part in ast.walk(node.value) if isinstance(part, ast.Name)]
        test = any(TEST.search(name.casefold()) for name in names)
        if _last(node.value) in JOINS and test:
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def _last(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return dotted(call.func).rpartition(".")[2]


def _within(statement: ast.AST) -> list[ast.AST]:
    """The nodes of a statement without those of functions defined in it."""
    if isinstance(statement, _FUNCTIONS):
        return []
    found: list[ast.AST] = [statement]
    for child in ast.iter_child_nodes(statement):
        found += _within(child)
    return found
