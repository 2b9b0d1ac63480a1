"""The learning curve of a run, point by point, from its metrics.csv."""

from __future__ import annotations

import csv
import math

import numpy as np

from plumbline_trusted.columns import Floats
from plumbline_trusted.door import Json, Refusal, file, text
from plumbline_trusted.figures.charts import MOST_DOTS, PARTS, Label, figure, lines, say, spread

STEP = say("步", "step")


def learning(request: Json) -> Json:
    """{"metrics": FILE.csv, "metric"?: NAME} -> the figure of loss and metric over the steps."""
    path, metric = file(request, "metrics"), text(request, "metric", "metric")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        columns = reader.fieldnames or []
        rows = list(reader)
    if "loss" not in columns:
        listed = ", ".join(columns)
        raise Refusal(
            "E_COLUMN",
            f"没有 loss 列；现有：{listed}",
            f"no column loss; there are: {listed}",
            f"{path.name}:1",
        )
    losses = _lines(rows, "loss")
    panels = []
    if losses:
        heights = np.concatenate([y for _, _, y in losses])
        steep = bool((heights > 0).all() and heights.max() > 50 * heights.min())
        title = say("损失", "Loss")
        panels.append(lines(title, STEP, say("损失", "loss"), losses, log=steep, points=True))
    found = _lines(rows, "metric")
    if any(len(x) > 1 for _, x, _ in found):  # one point is no curve, and the report has its value
        panels.append(lines(say(metric, metric), STEP, metric, found, points=True))
    alt = say("学习曲线：损失与指标随步数的变化", "Learning curve: loss and metric over the steps")
    return {"figures": [figure("result-curve", alt, panels)] if panels else []}


def _lines(rows: list[dict[str, str]], column: str) -> list[tuple[Label, Floats, Floats]]:
    """One line a part; what is no finite number is no point."""
    found: list[tuple[Label, Floats, Floats]] = []
    for part in ("train", "val"):
        points = [
            (step, value)
            for row in rows
            if row.get("split", "train") == part
            and (step := _number(row.get("step"))) is not None
            and (value := _number(row.get(column))) is not None
        ]
        kept = [points[place] for place in spread(len(points), MOST_DOTS)]
        if kept:
            x, y = (np.array(side, dtype=np.float64) for side in zip(*kept, strict=True))
            found.append((PARTS[part], x, y))
    return found


def _number(cell: str | None) -> float | None:
    try:
        value = float(cell or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None
