"""The request and answer of /predict for texts."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from template_project.datasets.preprocess import Preprocess

from . import Item, Request, Response


class TextInput(Item):
    """One text in the language that is translated from."""

    text: str = Field(min_length=1, max_length=20_000)


class PredictionOut(BaseModel):
    """The text in the language that is translated into."""

    id: str
    prediction: str


class PredictRequest(Request[TextInput]):
    """A list of texts."""


class PredictResponse(Response[PredictionOut]):
    """The translations of the texts, in their order."""


def to_input(item: TextInput, preprocess: Preprocess) -> Any:
    """Bring the text into its one spelling; an `InputError` names the field."""
    return preprocess.points(item.text)
