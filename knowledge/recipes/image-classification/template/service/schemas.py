"""The request and answer of /predict for pictures."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from pydantic import BaseModel, Field

from template_project.datasets.preprocess import Preprocess
from template_project.utils import InputError

from . import Item, Request, Response


class ImageInput(Item):
    """One picture: the bytes of a PNG or JPEG file in base64."""

    image: str = Field(min_length=1)


class PredictionOut(BaseModel):
    """The class of one picture and the probability of each class."""

    id: str
    prediction: str
    score: float | dict[str, float]


class PredictRequest(Request[ImageInput]):
    """A list of pictures."""


class PredictResponse(Response[PredictionOut]):
    """The classes of the pictures, in their order."""


def to_input(item: ImageInput, preprocess: Preprocess) -> Any:
    """Decode one picture; an `InputError` names the field."""
    try:
        return preprocess.decode(base64.b64decode(item.image, validate=True))
    except (binascii.Error, ValueError) as error:
        raise InputError(str(error), field="image") from error
