"""The request and answer of /predict for the clusters of rows."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, StrictFloat

from template_project.datasets.preprocess import Preprocess

from . import Item, Request, Response


class RowInput(Item):
    """One row: a finite number for every declared column."""

    features: dict[str, StrictFloat]


class PredictionOut(BaseModel):
    """The cluster of a row, and the share of each cluster: they sum to one."""

    id: str
    prediction: str
    score: dict[str, float]


class PredictRequest(Request[RowInput]):
    """A list of rows."""


class PredictResponse(Response[PredictionOut]):
    """The answers for the rows, in their order."""


def to_input(item: RowInput, preprocess: Preprocess) -> Any:
    """Order the values by the declared columns; an `InputError` names the column."""
    return preprocess.vector(item.features)
