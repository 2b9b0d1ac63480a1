"""Results that are written down rather than measured, and exits before the work."""

from __future__ import annotations

import ast
import re
from collections import Counter

from plumbline_trusted.door import Json
from plumbline_trusted.static.project import Function, Project, Source, constant, dotted, line_of

METRIC = re.compile(
    r"(?:^|_)(?:accuracy|acc|top1|f1|auc|roc|pr|precision|recall|loss|rmse|mae|mse|r2|bleu|chrf"
    r"|wer|cer|map|map50|iou|dice|score|perplexity)(?:$|_)"
)
NOT_RESULT = re.compile(
    r"threshold|thresh|target|limit|tol|eps|init|floor|margin|weight|scale|smooth|best|expected"
    r"|baseline_|minimum|maximum|(?:^|_)(?:min|max|mode|average|alpha|beta|gamma|delta|every)(?:_|$)"
)
PRINTED = re.compile(
    r"(?i)\b(?:accuracy|acc|macro[_ ]f1|f1|auc|precision|recall|准确率)"
    r"\W{1,4}(0?\.\d+|1\.0+|\d\d(?:\.\d+)?%)"
)
Scope = ast.Module | Function


def hard_coded(project: Project) -> list[Json]:
    """A number given to a metric's name, once and for all, outside tests."""
    found: list[Json] = []
    for source in project.sources:
        if source.role != "test":
            found += _names(source) + _entries(source) + _sentences(source)
    return sorted(found, key=lambda fact: (fact["path"], fact["line"]))


def early_exits(project: Project) -> list[Json]:
    """Successful exits in scripts and the package; `conditional` says that a test guards them."""
    found: list[Json] = []
    for source in project.sources:
        if source.role == "test" or source.tree is None:
            continue
        for scope in _scopes(source):
            for block, nested in _blocks(scope.body):
                for place, statement in enumerate(block):
                    what = _exit(source, statement)
                    if what:
                        fact = {"path": source.path, "line": line_of(statement), "what": what}
                        followed = place + 1 < len(block)
                        found.append({**fact, "conditional": nested, "code_after": followed})
    return sorted(found, key=lambda fact: (fact["path"], fact["line"]))


def _names(source: Source) -> list[Json]:
    found: list[Json] = []
    for scope in _scopes(source):
        inside = [node for statement in scope.body for node in _within(statement)]
        stores = Counter(
            node.id for node in inside if isinstance(node, ast.Name) and _is_store(node)
        )
        loads = {node.id for node in inside if isinstance(node, ast.Name) and not _is_store(node)}
        for node in inside:
            targets, value = _assigned(node)
            for target in targets:
                name = target.id if isinstance(target, ast.Name) else ""
                once = stores[name] == 1 and name in loads
                if name and once and is_result(name) and _is_figure(value):
                    found.append(_fact(source, node, name, value))
                key = constant(target.slice) if isinstance(target, ast.Subscript) else None
                if isinstance(key, str) and is_result(key) and _is_figure(value):
                    found.append(_fact(source, node, key, value))
    return found


def _entries(source: Source) -> list[Json]:
    """{"accuracy": 0.99} and report(accuracy=0.99)."""
    found: list[Json] = []
    for node in source.nodes:
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                name = constant(key)
                if isinstance(name, str) and is_result(name) and _is_figure(value):
                    found.append(_fact(source, value, name, value))
        elif isinstance(node, ast.Call):
            for word in node.keywords:
                if word.arg and is_result(word.arg) and _is_figure(word.value):
                    found.append(_fact(source, word.value, word.arg, word.value))
    return found


def _sentences(source: Source) -> list[Json]:
    """print("accuracy: 0.99")."""
    found: list[Json] = []
    for node in source.nodes:
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in (
            *("print", "info", "write", "warning", "echo"),
        ):
            for part in ast.walk(node):
                said = constant(part)
                match = PRINTED.search(said) if isinstance(said, str) else None
                if match:
                    place = {"path": source.path, "line": line_of(part)}
                    found.append({**place, "name": match.group(0), "value": match.group(1)})
    return found


def is_result(name: str) -> bool:
    low = name.lower().replace("/", "_").replace("-", "_")
    return METRIC.search(low) is not None and NOT_RESULT.search(low) is None


def _is_figure(node: ast.AST | None) -> bool:
    """A float that is not 0 or 1: those are the usual starting values."""
    value = constant(node)
    return isinstance(value, float) and value not in (0.0, 1.0, -1.0)


def _assigned(node: ast.AST) -> tuple[list[ast.expr], ast.expr | None]:
    if isinstance(node, ast.Assign):
        return node.targets, node.value
    if isinstance(node, ast.AnnAssign):
        return [node.target], node.value
    return [], None


def _scopes(source: Source) -> list[Scope]:
    return [node for node in source.nodes if isinstance(node, Scope)]


def _within(statement: ast.AST) -> list[ast.AST]:
    """The nodes of a statement without those of functions defined in it."""
    if isinstance(statement, Function):
        return []
    found: list[ast.AST] = [statement]
    for child in ast.iter_child_nodes(statement):
        found += _within(child)
    return found


def _blocks(body: list[ast.stmt], nested: bool = False) -> list[tuple[list[ast.stmt], bool]]:
    """Statement lists of one scope; `if __name__ == "__main__"` does not count as a condition."""
    found = [(body, nested)]
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        main = isinstance(statement, ast.If) and "__name__" in ast.dump(statement.test)
        plain = isinstance(statement, (ast.With, ast.AsyncWith)) or main
        handlers = getattr(statement, "handlers", [])
        for name in ("body", "orelse", "finalbody"):
            if part := getattr(statement, name, None):
                found += _blocks(part, nested or not plain)
        for handler in handlers:
            found += _blocks(handler.body, True)
    return found


def _exit(source: Source, statement: ast.stmt) -> str:
    node: ast.AST | None = None
    if isinstance(statement, ast.Expr):
        node = statement.value
    elif isinstance(statement, ast.Raise):
        node = statement.exc
    if isinstance(statement, ast.Raise) and isinstance(node, ast.Name):
        return "SystemExit" if node.id == "SystemExit" else ""
    if not isinstance(node, ast.Call):
        return ""
    name = source.full_name(node.func)
    if name == "os._exit":
        return name
    if name in ("sys.exit", "exit", "quit", "SystemExit"):
        first = node.args[0] if node.args else None
        quiet = first is None or (isinstance(first, ast.Constant) and first.value in (0, None))
        return name if quiet else ""
    return ""


def _is_store(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _fact(source: Source, node: ast.AST, name: str, value: ast.AST | None) -> Json:
    figure = str(constant(value))
    return {"path": source.path, "line": line_of(node), "name": name, "value": figure}
