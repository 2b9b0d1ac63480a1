"""The request and answer of /predict for texts."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from template_project.datasets.preprocess import Preprocess

from . import Item, Request, Response

LONGEST = 20_000


class TextInput(Item):
    """One text."""

    text: str = Field(min_length=1, max_length=LONGEST)


class PredictionOut(BaseModel):
    """The class of one text and the probability of the positive class."""

    id: str
    prediction: str
    score: float | dict[str, float]


class PredictRequest(Request[TextInput]):
    """A list of texts."""


class PredictResponse(Response[PredictionOut]):
    """The classes of the texts, in their order."""


def to_input(item: TextInput, preprocess: Preprocess) -> Any:
    """Spell the text as in training; an `InputError` says when nothing is left of it."""
    return preprocess.points(item.text)
