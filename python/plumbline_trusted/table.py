"""Labelled rows in source order, whatever their shape, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from plumbline_trusted.door import Json

Value = int | float | str
Form = Literal["picture", "features", "text", "window", "pair"]
Target = Literal["class", "number", "series", "text"]

TASKS: dict[str, tuple[Form, Target]] = {
    "image-classification": ("picture", "class"),
    "tabular-classification": ("features", "class"),
    "regression": ("features", "number"),
    "text-classification": ("text", "class"),
    "anomaly-detection": ("features", "class"),
    "time-series-forecasting": ("window", "series"),
    "translation": ("text", "text"),
    "dialect-mt": ("text", "text"),
    "face-recognition": ("pair", "class"),
    "clustering": ("features", "class"),
}


@dataclass(frozen=True)
class Window:
    """Where a row of a series lies: history is [start, start + length), targets follow it."""

    series: str
    start: int
    length: int
    horizon: int

    @property
    def target(self) -> int:
        return self.start + self.length

    @property
    def stop(self) -> int:
        return self.target + self.horizon


@dataclass(frozen=True)
class Calendar:
    """The spacing of a series and the season that a naive forecast repeats."""

    step: str
    season: int
    points: dict[str, int]
    missing: int = 0


@dataclass(frozen=True)
class Table:
    """`inputs` holds one value a row in the form of its task: pixels 0..top (`shape` is height and
    width), the values of `columns`, a text, the record of a window, or the pixels of two pictures.

    `groups` names for each row the one or more groups it belongs to; `times` is an ISO date a row.
    """

    name: str
    task: str
    source: Json
    licence: str
    inputs: list[Any]
    labels: list[Any]
    columns: tuple[str, ...] = ()
    shape: tuple[int, int] | None = None
    top: int = 0
    groups: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    times: dict[str, list[str]] = field(default_factory=dict)
    windows: list[Window] = field(default_factory=list)
    calendar: Calendar | None = None

    @property
    def form(self) -> Form:
        """The shape of a row's input; a task that is not in the list is told by its fields."""
        known = TASKS.get(self.task)
        return known[0] if known else "picture" if self.shape else "features"

    @property
    def target(self) -> Target:
        known = TASKS.get(self.task)
        return known[1] if known else "class"

    def classes(self) -> list[str]:
        return sorted(set(self.labels)) if self.target == "class" else []

    def keep(self, chosen: list[int]) -> Table:
        """The same table with these rows alone, in this order."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        fields["inputs"] = [self.inputs[i] for i in chosen]
        fields["labels"] = [self.labels[i] for i in chosen]
        fields["groups"] = {n: [held[i] for i in chosen] for n, held in self.groups.items()}
        fields["times"] = {n: [held[i] for i in chosen] for n, held in self.times.items()}
        fields["windows"] = [self.windows[i] for i in chosen] if self.windows else []
        return Table(**fields)
