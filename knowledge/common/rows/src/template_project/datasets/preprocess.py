"""From a record to the numbers a model sees: check the columns, add noise, standardise."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..utils import ConfigError, InputError

Array = NDArray[np.float32]
LARGEST = float(np.finfo(np.float32).max)


def input_shape(data: Any) -> tuple[int, ...]:
    """Return the declared shape of one input: the number of columns."""
    return (len(data.columns),)


def synthetic_input(data: Any, n: int) -> Array:
    """Make up inputs as the model takes them, the same ones every time."""
    generator = np.random.default_rng(0)
    return generator.standard_normal((n, *input_shape(data))).astype(np.float32)


@dataclass(frozen=True)
class Preprocess:
    """The declared columns and their statistics over the training part.

    `shared` divides every column by one deviation: right where all columns have one unit, for a
    column that hardly ever varies would otherwise be blown up.
    """

    columns: tuple[str, ...]
    mean: tuple[float, ...]
    std: tuple[float, ...]
    shared: bool = False

    @classmethod
    def declared(cls, data: Any) -> Preprocess:
        """Take the columns from the data configuration; standardisation does nothing yet."""
        if data.scale not in ("column", "shared"):
            raise ConfigError(f"data.scale must be column or shared, got '{data.scale}'")
        columns = tuple(str(name) for name in data.columns)
        zeros, ones = (0.0,) * len(columns), (1.0,) * len(columns)
        return cls(columns, zeros, ones, data.scale == "shared")

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Preprocess:
        """Read preprocess.json."""
        columns, mean, std = (tuple(values[name]) for name in ("columns", "mean", "std"))
        return cls(columns, mean, std, bool(values["shared"]))

    def to_dict(self) -> dict[str, Any]:
        """Return what preprocess.json holds."""
        return asdict(self)

    def fitted(
        self, inputs: Iterable[Array], records: Sequence[Mapping[str, Any]] = ()
    ) -> Preprocess:
        """Measure mean and deviation of each column; what is constant is only centred."""
        rows = np.stack(list(inputs)).astype(np.float64)
        std = rows.std(axis=0)
        if self.shared:
            std = np.full_like(std, np.sqrt(np.mean(std**2)))
        std[std < 1e-12] = 1.0
        return replace(self, mean=tuple(rows.mean(axis=0).tolist()), std=tuple(std.tolist()))

    def read(self, record: Mapping[str, Any], root: Path) -> Array:
        """Read the features of a record; `root` is for families whose inputs are files."""
        features = record.get("features")
        if not isinstance(features, dict):
            raise InputError("expected an object of column values", field="features")
        return self.vector(features)

    def vector(self, features: Mapping[str, Any]) -> Array:
        """Order the values by the declared columns; every one must be a finite number."""
        for name in features:
            if name not in self.columns:
                raise InputError("unknown column", field=f"features.{name}")
        values = []
        for name in self.columns:
            value = features.get(name)
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                problem = "expected a number" if name in features else "column is missing"
                raise InputError(problem, field=f"features.{name}")
            if not math.isfinite(value) or abs(value) > LARGEST:
                raise InputError("expected a finite number", field=f"features.{name}")
            values.append(float(value))
        return np.array(values, dtype=np.float32)

    def apply(self, value: Array) -> Array:
        """Standardise one row."""
        mean = np.array(self.mean, dtype=np.float32)
        std = np.array(self.std, dtype=np.float32)
        standard: Array = (value - mean) / std
        return standard


def augment(value: Array, generator: np.random.Generator, data: Any) -> Array:
    """Add Gaussian noise relative to each value's size; zero turns it off."""
    noise = float(data.augment.noise)
    if noise == 0:
        return value
    return value * (1 + noise * generator.standard_normal(value.shape)).astype(np.float32)
