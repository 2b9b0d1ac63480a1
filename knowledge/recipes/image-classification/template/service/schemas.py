"""The request and answer of /predict for pictures."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from template_project.datasets.preprocess import Preprocess
from template_project.utils import InputError


class ImageInput(BaseModel):
    """One picture: the bytes of a PNG or JPEG file in base64."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(min_length=1, max_length=200)
    image: str = Field(min_length=1)


class PredictRequest(BaseModel):
    """A list of pictures."""

    model_config = ConfigDict(extra="forbid")

    inputs: list[ImageInput] = Field(min_length=1)


class PredictionOut(BaseModel):
    """The class of one picture and the probability of each class."""

    id: str
    prediction: str
    score: float | dict[str, float]


class PredictResponse(BaseModel):
    """Answers in the order of the inputs."""

    predictions: list[PredictionOut]
    model_version: str


def to_input(item: ImageInput, preprocess: Preprocess) -> Any:
    """Decode one picture; an `InputError` names the field."""
    try:
        return preprocess.decode(base64.b64decode(item.image, validate=True))
    except (binascii.Error, ValueError) as error:
        raise InputError(str(error), field="image") from error
