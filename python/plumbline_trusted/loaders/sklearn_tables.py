"""The tables and pictures that scikit-learn carries."""

from __future__ import annotations

from typing import Any

from plumbline_trusted.door import Json, Refusal, number, text
from plumbline_trusted.loaders.common import column_name, options_of
from plumbline_trusted.records import compact, sha256
from plumbline_trusted.table import TASKS, Table

UCI = "CC-BY-4.0"
PACKAGE = "BSD-3-Clause"  # scikit-learn's own, where the data states none
ANOMALY: dict[str, Any] = {"anomaly": "", "share": 0.1}


def digits(load: Any, source: Json) -> Table:
    bunch = load()
    inputs = [[int(value) for value in row] for row in bunch.data.tolist()]
    labels = [str(label) for label in bunch.target.tolist()]
    task = _task(source, "image-classification", ("class",))
    if task in TASKS and TASKS[task][0] == "features":
        columns = tuple(f"pixel_{y}_{x}" for y in range(8) for x in range(8))
        return _table(source, "digits", task, UCI, inputs, labels, columns)
    return Table(
        name=text(source, "name", "digits"),
        task=task,
        source=package_source(source),
        licence=text(source, "licence", UCI),
        inputs=inputs,
        labels=labels,
        shape=(8, 8),
        top=16,
    )


def breast_cancer(load: Any, source: Json) -> Table:
    bunch = load()
    columns = tuple(str(name).replace(" ", "_") for name in bunch.feature_names)
    return _classes(bunch, source, "breast_cancer", columns, UCI)


def iris(load: Any, source: Json) -> Table:
    bunch = load()
    return _classes(bunch, source, "iris", tuple(map(column_name, bunch.feature_names)), PACKAGE)


def wine(load: Any, source: Json) -> Table:
    bunch = load()
    return _classes(bunch, source, "wine", tuple(map(column_name, bunch.feature_names)), PACKAGE)


def diabetes(load: Any, source: Json) -> Table:
    """The unscaled values: the usual scaling would look at the test rows."""
    bunch = load(scaled=False)
    options_of(source, {})
    return Table(
        name=text(source, "name", "diabetes"),
        task=_task(source, "regression", ("number",)),
        source=package_source(source),
        licence=text(source, "licence", PACKAGE),
        inputs=[[float(value) for value in row] for row in bunch.data.tolist()],
        labels=[float(value) for value in bunch.target.tolist()],
        columns=tuple(map(column_name, bunch.feature_names)),
    )


def _classes(bunch: Any, source: Json, name: str, columns: tuple[str, ...], licence: str) -> Table:
    names = [str(label) for label in bunch.target_names]
    inputs = [[float(value) for value in row] for row in bunch.data.tolist()]
    labels = [names[int(label)] for label in bunch.target.tolist()]
    task = _task(source, "tabular-classification", ("class",))
    return _table(source, name, task, licence, inputs, labels, columns)


def _table(  # noqa: PLR0913, PLR0917 - the fields of a table
    source: Json,
    name: str,
    task: str,
    licence: str,
    inputs: list[Any],
    labels: list[str],
    columns: tuple[str, ...],
) -> Table:
    options = options_of(source, ANOMALY if task == "anomaly-detection" else {})
    table = Table(
        name=text(source, "name", name),
        task=task,
        source=package_source(source),
        licence=text(source, "licence", licence),
        inputs=inputs,
        labels=labels,
        columns=columns,
    )
    return anomalies(table, options) if task == "anomaly-detection" else table


def anomalies(table: Table, options: Json) -> Table:
    """One class becomes `anomaly`, thinned to its share by the hash of the inputs; the rest is
    `normal`."""
    rare = text(options, "anomaly", among=tuple(table.classes()))
    share = number(options, "share", 0.1, 0.001, 0.5)
    odd = [i for i, label in enumerate(table.labels) if label == rare]
    usual = len(table.labels) - len(odd)
    wanted = min(len(odd), round(usual * share / (1 - share)))
    odd = sorted(odd, key=lambda i: sha256(f"anomaly:{compact(table.inputs[i])}"))[:wanted]
    kept = set(odd)
    chosen = [i for i, label in enumerate(table.labels) if label != rare or i in kept]
    thinned = table.keep(chosen)
    named = ["anomaly" if label == rare else "normal" for label in thinned.labels]
    thinned.labels[:] = named
    return thinned


def package_source(source: Json) -> Json:
    """What dataset.json says of an installed package; options are named where there are any."""
    told: Json = {
        "provider": "package",
        "package": text(source, "package", "scikit-learn"),
        "loader": text(source, "loader"),
        "version_range": text(source, "version_range", ">=1.5,<2"),
    }
    return {**told, "options": source["options"]} if source.get("options") else told


def _task(source: Json, usual: str, targets: tuple[str, ...]) -> str:
    """The task asked for, if this data can serve it."""
    task = text(source, "task", usual)
    form, target = TASKS.get(task, ("features", targets[0]))
    if target not in targets or form not in ("features", "picture"):
        raise Refusal(
            "E_REQUEST",
            f"此数据不适用于任务 {task}",
            f"this data does not serve the task {task}",
            "source.task",
        )
    return task
