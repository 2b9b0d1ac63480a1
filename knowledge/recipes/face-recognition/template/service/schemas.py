"""The request and answer of /predict for pairs of pictures."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import numpy as np
from pydantic import BaseModel, Field

from template_project.datasets.preprocess import Preprocess
from template_project.utils import InputError

from . import Item, Request, Response


class PairInput(Item):
    """Two pictures: the bytes of PNG or JPEG files in base64. They are not kept."""

    image_a: str = Field(min_length=1)
    image_b: str = Field(min_length=1)


class PredictionOut(BaseModel):
    """Same or different at the learnt threshold, and the similarity from -1 to 1."""

    id: str
    prediction: str
    score: float


class PredictRequest(Request[PairInput]):
    """A list of pairs."""


class PredictResponse(Response[PredictionOut]):
    """The answers to the pairs, in their order."""


def to_input(item: PairInput, preprocess: Preprocess) -> Any:
    """Decode both pictures; an `InputError` names the field."""
    both = (("image_a", item.image_a), ("image_b", item.image_b))
    return np.concatenate([_decoded(preprocess, field, held) for field, held in both])


def _decoded(preprocess: Preprocess, field: str, held: str) -> Any:
    try:
        return preprocess.decode(base64.b64decode(held, validate=True))
    except (binascii.Error, ValueError) as error:
        raise InputError(str(error), field=field) from error
