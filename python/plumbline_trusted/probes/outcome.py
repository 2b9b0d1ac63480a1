"""What a run left behind: predictions that vary, a loss that falls."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from plumbline_trusted.door import Json, Refusal, file, text
from plumbline_trusted.records import compact, read_lines

LOSSES = ("train_loss", "train/loss", "loss")


def constant(request: Json) -> Json:
    """{"predictions": FILE, "labels"?: FILE, "by"?: "prediction" | "score"} -> how far the
    predictions (or the scores, where those are the answer) vary, in bits."""
    by = text(request, "by", "prediction", among=("prediction", "score"))
    counts = _counted(file(request, "predictions"), by)
    n = sum(counts.values())
    answer: Json = {
        "n": n,
        "unique": len(counts),
        "top_share": max(counts.values()) / n,
        "entropy": _entropy(counts.values()),
        "constant": len(counts) == 1,
    }
    if "labels" in request:
        labels = _counted(file(request, "labels"), "label")
        answer["label_unique"] = len(labels)
        answer["label_entropy"] = _entropy(labels.values())
    return answer


def curve(request: Json) -> Json:
    """{"metrics": FILE.csv, "column"?, "split"?: "train"} -> finite, first and last quarter.

    A table with a `split` column gives its loss from the rows of that split.
    """
    path, split = file(request, "metrics"), text(request, "split", "train")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        columns = [name for name in reader.fieldnames or [] if name]
        rows = list(reader)
    column = _column(request, columns, path)
    values: list[float] = []
    bad: list[str] = []
    for count, row in enumerate(rows, start=2):
        for name in columns:
            cell = (row.get(name) or "").strip()
            value = _parsed(cell)
            if cell and value is not None and not math.isfinite(value):
                bad.append(f"{path.name}:{count}:{name}")
            elif name == column and value is not None and row.get("split", split) == split:
                values.append(value)
    quarter = max(1, len(values) // 4)
    first, last = _mean(values[:quarter]), _mean(values[-quarter:])
    return {
        "rows": len(rows),
        "columns": columns,
        "column": column,
        "points": len(values),
        "finite": not bad and bool(values),
        "nonfinite": bad[:20],
        "first": values[0] if values else 0.0,
        "last": values[-1] if values else 0.0,
        "first_quarter_mean": first,
        "last_quarter_mean": last,
        "falling": len(values) > 1 and last < first,
    }


def _column(request: Json, columns: list[str], path: Path) -> str:
    asked = text(request, "column", "")
    found = [name for name in ([asked] if asked else LOSSES) if name in columns]
    if not found:
        raise Refusal(
            "E_COLUMN",
            f"没有训练损失列；现有：{', '.join(columns)}",
            f"no column of training loss; there are: {', '.join(columns)}",
            f"{path.name}:1",
        )
    return found[0]


def _parsed(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None


def _mean(values: list[float]) -> float:
    return math.fsum(values) / len(values) if values else 0.0


def _entropy(counts: Iterable[int]) -> float:
    known = list(counts)
    n = sum(known)
    return abs(sum(-count / n * math.log2(count / n) for count in known))


def _counted(path: Path, field: str) -> Counter[str]:
    rows = read_lines(path)
    if not rows or any(field not in row for row in rows):
        raise Refusal(
            "E_ROW",
            f"文件没有行，或有一行缺少 {field}",
            f"the file has no rows, or a row has no {field}",
            path.name,
        )
    return Counter(compact(row[field]) for row in rows)
