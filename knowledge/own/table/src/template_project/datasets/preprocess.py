"""From a record to the numbers a model sees: numbers in standard units, a flag where one is absent,
and a place for each category that training saw; gaps and unseen categories have places too."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..utils import InputError

Array = NDArray[Any]
LARGEST = float(np.finfo(np.float32).max)
NUMBER = "number"


def input_shape(data: Any) -> tuple[int, ...]:
    """Return the shape of one input as the model takes it: the places of all columns."""
    return (sum(int(width) for width in data.widths),)


def synthetic_input(data: Any, n: int) -> Array:
    """Make up inputs as the model takes them, the same ones every time."""
    generator = np.random.default_rng(0)
    return generator.standard_normal((n, *input_shape(data))).astype(np.float32)


@dataclass(frozen=True)
class Preprocess:
    """The declared columns and what was measured on the training part, the target's among it.

    `mean` and `std` are of numbers; `levels` are the categories that have a place, the most
    frequent first. A category's first place is for gaps and for what training never saw.
    """

    columns: tuple[str, ...]
    mean: tuple[float, ...]
    std: tuple[float, ...]
    target: tuple[float, float] = (0.0, 1.0)  # mean and deviation of labels that are numbers
    kinds: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    levels: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def declared(cls, data: Any) -> Preprocess:
        """Take the columns from the data configuration; nothing is measured yet."""
        columns = tuple(str(name) for name in data.columns)
        count = len(columns)
        return cls(
            columns,
            (0.0,) * count,
            (1.0,) * count,
            kinds=tuple(str(kind) for kind in data.kinds),
            widths=tuple(int(width) for width in data.widths),
            levels=((),) * count,
        )

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Preprocess:
        """Read preprocess.json."""
        fields = ("columns", "mean", "std", "kinds", "widths")
        known = {name: tuple(values[name]) for name in fields}
        middle, spread = values["target"]
        levels = tuple(tuple(names) for names in values["levels"])
        return cls(**known, target=(middle, spread), levels=levels)

    def to_dict(self) -> dict[str, Any]:
        """Return what preprocess.json holds."""
        return asdict(self)

    def fitted(
        self, inputs: Iterable[Array], records: Sequence[Mapping[str, Any]] = ()
    ) -> Preprocess:
        """Measure each column on the rows that have it; what is constant is only centred."""
        rows = list(inputs)
        mean, std, levels = [], [], []
        for place, kind in enumerate(self.kinds):
            held = [row[place] for row in rows if row[place] is not None]
            values = np.array(held if kind == NUMBER else [], dtype=np.float64)
            spread = float(values.std()) if len(values) else 0.0
            mean.append(float(values.mean()) if len(values) else 0.0)
            std.append(spread if spread > 1e-12 else 1.0)
            counts = Counter(() if kind == NUMBER else held)
            ranked = [name for name, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]
            levels.append(tuple(ranked[: self.widths[place] - 1]) if kind != NUMBER else ())
        fitted = replace(self, mean=tuple(mean), std=tuple(std), levels=tuple(levels))
        return replace(fitted, target=_target(records))

    def read(self, record: Mapping[str, Any], root: Path) -> Array:
        """Read the features of a record; `root` is for families whose inputs are files."""
        features = record.get("features")
        if not isinstance(features, dict):
            raise InputError("expected an object of column values", field="features")
        return self.vector(features)

    def vector(self, features: Mapping[str, Any]) -> Array:
        """Order the values by the declared columns: a finite number, a text, or null for a gap."""
        for name in features:
            if name not in self.columns:
                raise InputError("unknown column", field=f"features.{name}")
        row = np.empty(len(self.columns), dtype=object)
        for place, (name, kind) in enumerate(zip(self.columns, self.kinds, strict=True)):
            if name not in features:
                raise InputError("column is missing", field=f"features.{name}")
            row[place] = _checked(features[name], kind, name)
        return row

    def apply(self, value: Array) -> Array:
        """Turn one row into the numbers that the model takes."""
        parts: list[float] = []
        for place, (cell, kind) in enumerate(zip(value, self.kinds, strict=True)):
            if kind == NUMBER:
                absent = cell is None
                parts.append(0.0 if absent else (cell - self.mean[place]) / self.std[place])
                parts.extend([float(absent)] * (self.widths[place] - 1))
                continue
            one = [0.0] * self.widths[place]
            known = self.levels[place]
            one[known.index(cell) + 1 if cell in known else 0] = 1.0
            parts.extend(one)
        return np.array(parts, dtype=np.float32)


def _checked(cell: Any, kind: str, name: str) -> float | str | None:
    if cell is None:
        return None
    if kind != NUMBER:
        if not isinstance(cell, str):
            raise InputError("expected a text or null", field=f"features.{name}")
        return " ".join(cell.split())
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        raise InputError("expected a number or null", field=f"features.{name}")
    if not math.isfinite(cell) or abs(cell) > LARGEST:
        raise InputError("expected a finite number", field=f"features.{name}")
    return float(cell)


def _target(records: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    labels = [record.get("label") for record in records]
    numbers = [float(label) for label in labels if isinstance(label, (int, float))]
    if not numbers or len(numbers) < len(labels):
        return (0.0, 1.0)
    return (float(np.mean(numbers)), float(np.std(numbers)) or 1.0)


def augment(value: Array, generator: np.random.Generator, data: Any) -> Array:
    """Tables of numbers and categories are not augmented."""
    return value
