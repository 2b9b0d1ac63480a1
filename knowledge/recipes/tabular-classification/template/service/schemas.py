"""The request and answer of /predict for rows of a table."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, StrictFloat

from template_project.datasets.preprocess import Preprocess


class RowInput(BaseModel):
    """One row: a finite number for every declared column."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(min_length=1, max_length=200)
    features: dict[str, StrictFloat]


class PredictRequest(BaseModel):
    """A list of rows."""

    model_config = ConfigDict(extra="forbid")

    inputs: list[RowInput] = Field(min_length=1)


class PredictionOut(BaseModel):
    """The class of one row and the probability of the positive class."""

    id: str
    prediction: str
    score: float | dict[str, float]


class PredictResponse(BaseModel):
    """Answers in the order of the inputs."""

    predictions: list[PredictionOut]
    model_version: str


def to_input(item: RowInput, preprocess: Preprocess) -> Any:
    """Order the values by the declared columns; an `InputError` names the column."""
    return preprocess.vector(item.features)
