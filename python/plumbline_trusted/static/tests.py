"""The project's tests: what each asserts, what is skipped, which clauses they stand for."""

from __future__ import annotations

import ast

from plumbline_trusted.door import Json
from plumbline_trusted.static.project import Function, Project, Source, constant, dotted, functions

EXPECTS = {"pytest.raises", "pytest.warns", "pytest.fail", "pytest.deprecated_call"}
SKIPS = {"skip", "skipif", "xfail"}


def tests(project: Project) -> Json:
    sources = [source for source in project.sources if source.role == "test"]
    helpers = _helpers(sources)
    listed: list[Json] = []
    for source in sources:
        for name, node, _ in functions(source):
            if node.name.startswith("test"):
                listed.append(_test(source, name, node, helpers))
    places = [{key: test[key] for key in ("path", "line", "name")} for test in listed]
    clauses: dict[str, list[str]] = {}
    for test in listed:
        for clause in test["clauses"]:
            clauses.setdefault(clause, []).append(f"{test['path']}::{test['name']}")
    return {
        "files": [source.path for source in sources],
        "functions": listed,
        "count": len(listed),
        "asserts": sum(test["asserts"] for test in listed),
        "without_assert": [
            place for place, test in zip(places, listed, strict=True) if not test["asserts"]
        ],
        "skipped": [
            {**place, "kind": test["skipped"]}
            for place, test in zip(places, listed, strict=True)
            if test["skipped"]
        ],
        "clauses": dict(sorted(clauses.items())),
    }


def _test(source: Source, name: str, node: Function, helpers: dict[str, int]) -> Json:
    return {
        "path": source.path,
        "line": node.lineno,
        "name": name.replace(".", "::"),
        "asserts": _asserts(source, node) + _helped(node, helpers),
        "trivial": sum(_is_trivial(part) for part in ast.walk(node)),
        "skipped": _skipped(source, node),
        "clauses": _clauses(source, node),
    }


def _asserts(source: Source, node: ast.AST) -> int:
    """Assertions that can fail: statements, pytest.raises, numpy's, torch's and unittest's."""
    count = 0
    for part in ast.walk(node):
        if isinstance(part, ast.Assert):
            count += not _is_trivial(part)
        elif isinstance(part, ast.Call):
            name = source.full_name(part.func) or getattr(part.func, "attr", "")
            count += name in EXPECTS or name.rpartition(".")[2].startswith("assert")
    return count


def _is_trivial(node: ast.AST) -> bool:
    """`assert True`, `assert x == x`: they cannot fail."""
    if not isinstance(node, ast.Assert):
        return False
    if isinstance(node.test, (ast.Constant, ast.JoinedStr)):
        return bool(constant(node.test)) or isinstance(node.test, ast.JoinedStr)
    if isinstance(node.test, ast.Tuple):
        return bool(node.test.elts)
    same = isinstance(node.test, ast.Compare) and len(node.test.comparators) == 1
    if (
        same
        and isinstance(node.test, ast.Compare)
        and isinstance(node.test.ops[0], (ast.Eq, ast.Is))
    ):
        return ast.dump(node.test.left) == ast.dump(node.test.comparators[0])
    return False


def _helpers(sources: list[Source]) -> dict[str, int]:
    """Functions of the tests that assert on behalf of others."""
    found: dict[str, int] = {}
    for source in sources:
        for _, node, _owner in functions(source):
            if not node.name.startswith("test"):
                found[node.name] = max(found.get(node.name, 0), _asserts(source, node))
    return found


def _helped(node: Function, helpers: dict[str, int]) -> int:
    calls = [part for part in ast.walk(node) if isinstance(part, ast.Call)]
    names = [dotted(call.func).rpartition(".")[2] for call in calls]
    return sum(helpers.get(name, 0) for name in names if not name.startswith("assert"))


def _skipped(source: Source, node: Function) -> str:
    """`always` for a mark or a call without a condition; else what may skip it."""
    for mark in [*node.decorator_list, *_module_marks(source)]:
        name = source.full_name(mark.func if isinstance(mark, ast.Call) else mark)
        kind = name.rpartition(".")[2]
        if kind in SKIPS:
            return "always" if _holds_always(kind, mark) else kind
    first = {id(step.value) for step in node.body if isinstance(step, ast.Expr)}
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            name = source.full_name(part.func)
            if name in ("pytest.skip", "pytest.xfail") and id(part) in first:
                return "always"
            if name in ("pytest.skip", "pytest.xfail", "pytest.importorskip"):
                return name.partition(".")[2]
    return ""


def _holds_always(kind: str, mark: ast.expr) -> bool:
    """`skip`, `xfail` without a condition, and a condition that is a literal."""
    given = list(mark.args) if isinstance(mark, ast.Call) else []
    named = mark.keywords if isinstance(mark, ast.Call) else []
    given += [word.value for word in named if word.arg == "condition"]
    return kind == "skip" or not given or bool(constant(given[0]))


def _module_marks(source: Source) -> list[ast.expr]:
    """What `pytestmark` puts on every test of the file."""
    marks: list[ast.expr] = []
    for statement in source.tree.body if source.tree else []:
        if isinstance(statement, ast.Assign) and dotted(statement.targets[0]) == "pytestmark":
            given = statement.value
            marks += given.elts if isinstance(given, (ast.List, ast.Tuple)) else [given]
    return marks


def _clauses(source: Source, node: Function) -> list[str]:
    """Ids in @pytest.mark.clause("SLA-001", ...), on the test or in the module's pytestmark."""
    marks = [*node.decorator_list, *_module_marks(source)]
    return [
        str(value)
        for mark in marks
        if isinstance(mark, ast.Call) and dotted(mark.func).endswith("mark.clause")
        for arg in mark.args
        if (value := constant(arg)) is not None
    ]
