"""The request and answer of /predict for the next points of a series."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, StrictFloat

from template_project.datasets.preprocess import Preprocess

from . import Item, Request, Response


class WindowInput(Item):
    """The last known points, oldest first; date of the first one and name of the series if
    known."""

    history: list[StrictFloat]
    start: str | None = None
    series: str | None = None


class PredictionOut(BaseModel):
    """The forecast of one window, nearest point first, in the unit of its history."""

    id: str
    prediction: list[float]


class PredictRequest(Request[WindowInput]):
    """A list of windows."""


class PredictResponse(Response[PredictionOut]):
    """The forecasts of the windows, in their order."""


def to_input(item: WindowInput, preprocess: Preprocess) -> Any:
    """Check length and numbers as for a record; an `InputError` names the field."""
    return preprocess.read(item.model_dump(exclude_none=True), Path())
