"""The HTTP service around a checkpoint, and what the bodies of every family share."""

import sys
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

SOURCE = str(Path(__file__).resolve().parents[1] / "src")
if SOURCE not in sys.path:
    sys.path.insert(0, SOURCE)


class Item(BaseModel):
    """One input: an id beside the fields of the family; no others."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(min_length=1, max_length=200)


Input = TypeVar("Input", bound=Item)
Answer = TypeVar("Answer", bound=BaseModel)


class Request(BaseModel, Generic[Input]):
    """A list of inputs."""

    model_config = ConfigDict(extra="forbid")

    inputs: list[Input] = Field(min_length=1)


class Response(BaseModel, Generic[Answer]):
    """Answers in the order of the inputs."""

    predictions: list[Answer]
    model_version: str
