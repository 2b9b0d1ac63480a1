"""What an evaluation was given: joined rows, the training part, the test inputs, the metrics."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from plumbline_trusted.columns import Floats
from plumbline_trusted.door import Json, Refusal, decode, file, integer, is_number, mapping, text
from plumbline_trusted.records import read_lines


@dataclass(frozen=True, eq=False)
class Context:
    """`rows` are predictions in the order of `labels`; the rest is read when it is asked for."""

    request: Json
    asked: dict[str, Json]
    rows: list[Json]
    labels: list[Any]

    @cached_property
    def train_rows(self) -> list[Json]:
        """Rows of the training part: with inputs where `train` names them."""
        name = "train" if "train" in self.request else "train_labels"
        path = file(self.request, name)
        rows = read_lines(path)
        if not rows:
            raise Refusal("E_LABELS", "没有训练标签", "no training labels", str(path))
        return rows

    @cached_property
    def train_labels(self) -> list[Any]:
        """The training labels; none at all where the training part stands without them."""
        held = [row for row in self.train_rows if "label" in row]
        if len(held) not in (0, len(self.train_rows)):
            raise Refusal("E_LABELS", "部分训练行没有标签", "some training rows have no label")
        return [row["label"] for row in held]

    @cached_property
    def classes(self) -> tuple[str, ...]:
        return tuple(sorted({str(label) for label in [*self.labels, *self.train_labels]}))

    @cached_property
    def positive(self) -> str:
        """The positive class of two: the one that the metrics name, else `anomaly`, else the last
        in order."""
        named = {text(item, "positive") for item in self.asked.values() if "positive" in item}
        if len(named) > 1 or not named <= set(self.classes):
            listed = ", ".join(self.classes)
            raise Refusal(
                "E_REQUEST",
                f"positive 必须是同一个已有类别：{listed}",
                f"positive must be one and the same of {listed}",
                "metrics.positive",
            )
        usual = "anomaly" if "anomaly" in self.classes else self.classes[-1]
        return named.pop() if named else usual

    @cached_property
    def inputs(self) -> list[Json]:
        """The test inputs in the order of the labels."""
        path = file(self.request, "inputs")
        known = {row.get("id"): row for row in read_lines(path)}
        missing = [str(row["id"]) for row in self.rows if row["id"] not in known]
        if missing:
            raise Refusal(
                "E_ID_MISSING",
                f"inputs 中没有这些 id：{', '.join(missing[:10])}",
                f"the inputs lack the ids {', '.join(missing[:10])}",
                path.name,
            )
        return [known[row["id"]] for row in self.rows]

    def folder(self, name: str) -> Path:
        """The folder that paths in the rows of `inputs` or `train` start from."""
        return file(self.request, name).parent

    def values(self, name: str, rows: list[Json]) -> list[Any]:
        """One field of every row; a row without it is refused by id."""
        for row in rows:
            if name not in row:
                raise Refusal(
                    "E_ROW", f"缺少字段 {name}", f"there is no field {name}", str(row.get("id"))
                )
        return [row[name] for row in rows]

    def points(self, rows: list[Json] | None = None) -> Floats:
        """The features that are numbers in every row, n x features."""
        held = self.values("features", self.inputs if rows is None else rows)
        names = [n for n in held[0] if all(is_number(row.get(n)) for row in held)]
        if not names:
            raise Refusal("E_ROW", "没有数值特征", "there are no features that are numbers")
        return np.array([[row[n] for n in names] for row in held], dtype=np.float64)

    @cached_property
    def described(self) -> Json:
        """dataset.json beside the training part, or nothing."""
        path = file(self.request, "train" if "train" in self.request else "train_labels")
        beside = path.with_name("dataset.json")
        value = decode(beside.read_bytes(), beside.name) if beside.is_file() else {}
        return value if isinstance(value, dict) else {}

    def season(self) -> int:
        """As asked, else as dataset.json tells it."""
        return integer(self._told("season"), "season", low=1)

    def step(self) -> str:
        return text(self._told("step"), "step")

    def _told(self, name: str) -> Json:
        return self.request if name in self.request else mapping(self.described, "series", {})
