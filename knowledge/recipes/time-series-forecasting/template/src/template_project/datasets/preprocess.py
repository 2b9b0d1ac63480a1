"""From a record to the numbers a model sees: check the history, add noise, take its own units."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..utils import ConfigError, InputError

Array = NDArray[np.float32]
Raw = NDArray[np.float64]
STEPS = ("hour", "day", "weekday", "week", "month", "quarter", "year")


def input_shape(data: Any) -> tuple[int, ...]:
    """Return the declared shape of one input: the points of a history."""
    return (int(data.history),)


def synthetic_input(data: Any, n: int) -> Array:
    """Make up inputs as the model takes them, the same ones every time."""
    generator = np.random.default_rng(0)
    walks = generator.standard_normal((n, *input_shape(data))).cumsum(axis=1)
    return np.stack([in_own_units(walk) for walk in walks])


def own_units(history: Raw) -> tuple[float, float]:
    """Return middle and deviation of one history: the units its forecast is made in."""
    spread = float(history.std())
    return float(history.mean()), spread if spread > 1e-9 * abs(float(history.mean())) else 1.0


def in_own_units(history: Raw) -> Array:
    """Centre a history and divide it by its deviation, so that series of any size are alike."""
    middle, spread = own_units(history)
    return ((history - middle) / spread).astype(np.float32)


@dataclass(frozen=True)
class Preprocess:
    """The declared windows, and how far each series moves within one season of training."""

    history: int
    horizon: int
    season: int
    step: str
    scales: dict[str, float] = field(default_factory=dict)

    @classmethod
    def declared(cls, data: Any) -> Preprocess:
        """Take the windows from the data configuration; no series is known yet."""
        if data.step not in STEPS:
            raise ConfigError(f"unknown data.step '{data.step}': expected {', '.join(STEPS)}")
        if min(data.history, data.horizon, data.season) < 1:
            raise ConfigError("data.history, data.horizon and data.season must be at least 1")
        return cls(int(data.history), int(data.horizon), int(data.season), str(data.step))

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Preprocess:
        """Read preprocess.json."""
        return cls(**values)

    def to_dict(self) -> dict[str, Any]:
        """Return what preprocess.json holds."""
        return asdict(self)

    def fitted(
        self, inputs: Iterable[Raw], records: Sequence[Mapping[str, Any]] = ()
    ) -> Preprocess:
        """Join the windows of each series and measure its mean change over one season.

        This is what MASE divides by; the inputs themselves need nothing fitted.
        """
        lines: dict[str, dict[int, float]] = {}
        for history, record in zip(inputs, records, strict=True):
            start = self.place(record)
            points = [*history.tolist(), *record.get("label", [])]
            line = lines.setdefault(str(record.get("series")), {})
            line.update((start + offset, value) for offset, value in enumerate(points))
        return replace(self, scales={name: self._scale(line) for name, line in lines.items()})

    def read(self, record: Mapping[str, Any], root: Path) -> Raw:
        """Read the history of a record; `root` is for families whose inputs are files."""
        if "start" in record:
            self.place(record)
        if not isinstance(record.get("series", ""), str):
            raise InputError("expected a text", field="series")
        return self.numbers(record.get("history"), self.history, "history")

    def numbers(self, values: Any, count: int, name: str) -> Raw:
        """Check a list of finite numbers of the declared length."""
        if not isinstance(values, list) or len(values) != count:
            raise InputError(f"expected a list of {count} numbers", field=name)
        for value in values:
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise InputError(f"expected numbers, got {value!r}", field=name)
            if not math.isfinite(value):
                raise InputError("expected finite numbers", field=name)
        return np.array(values, dtype=np.float64)

    def apply(self, value: Raw) -> Array:
        """Bring one history into its own units."""
        return in_own_units(value)

    def place(self, record: Mapping[str, Any]) -> int:
        """Return the running number of the first point's date; neighbours differ by one."""
        try:
            moment = datetime.fromisoformat(record.get("start", ""))
        except (TypeError, ValueError) as error:
            raise InputError("expected an ISO date", field="start") from error
        days = moment.toordinal()
        return {
            "hour": days * 24 + moment.hour,
            "day": days,
            "weekday": (days - 1) // 7 * 5 + min((days - 1) % 7, 4),
            "week": days // 7,
            "month": moment.year * 12 + moment.month,
            "quarter": moment.year * 4 + (moment.month - 1) // 3,
            "year": moment.year,
        }[self.step]

    def _scale(self, line: Mapping[int, float]) -> float:
        before = ((value, line.get(at - self.season)) for at, value in line.items())
        changes = [abs(value - earlier) for value, earlier in before if earlier is not None]
        return float(np.mean(changes)) if changes else 0.0


def augment(value: Raw, generator: np.random.Generator, data: Any) -> Raw:
    """Add Gaussian noise in units of the history's own deviation; zero turns it off."""
    noise = float(data.augment.noise)
    if noise == 0:
        return value
    return value + noise * own_units(value)[1] * generator.standard_normal(value.shape)
