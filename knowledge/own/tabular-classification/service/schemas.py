"""The request and answer of /predict for rows of a table of numbers and categories."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, StrictFloat, StrictStr

from template_project.datasets.preprocess import Preprocess

from . import Item, Request, Response


class RowInput(Item):
    """One row: a finite number or a text for every declared column, null where it is not known."""

    features: dict[str, StrictFloat | StrictStr | None]


class PredictionOut(BaseModel):
    """The class of one row; of two classes the probability of the positive one, else of each."""

    id: str
    prediction: str
    score: float | dict[str, float]


class PredictRequest(Request[RowInput]):
    """A list of rows."""


class PredictResponse(Response[PredictionOut]):
    """The answers for the rows, in their order."""


def to_input(item: RowInput, preprocess: Preprocess) -> Any:
    """Order the values by the declared columns; an `InputError` names the column."""
    return preprocess.vector(item.features)
