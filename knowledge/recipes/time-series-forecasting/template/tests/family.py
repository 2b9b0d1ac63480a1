"""What the shared tests need to know about forecasts: models, answers, requests, wrong inputs."""

from __future__ import annotations

import json
import math
import types
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]


def group(name: str) -> Any:
    """A file under configs/ as it stands."""
    return yaml.safe_load((ROOT / "configs" / f"{name}.yaml").read_text(encoding="utf-8"))


def of_patches(net: Any, history: int, horizon: int) -> int:
    """Parameters of the transformer: patches, places, blocks, the last norm, the head."""
    width, patch = net["width"], net["patch"]
    count = (history + net["stride"] - patch) // net["stride"] + 1
    block = 4 * width + 8 * width * width + 7 * width
    inside = net["blocks"] * block + 2 * width
    return (patch + 1 + count) * width + inside + (count * width + 1) * horizon


DATA = group("data/mini")
OWN = DATA["source"]["provider"] == "local"  # a person's own series, of which nothing is known
HISTORY, HORIZON = DATA["history"], DATA["horizon"]
MODELS = {
    "dlinear": 2 * (HISTORY + 1) * HORIZON,
    "nlinear": (HISTORY + 1) * HORIZON,
    "patchtst": of_patches(group("model/patchtst"), HISTORY, HORIZON),
}
OPTIONAL = {"chronos-bolt": "chronos"}  # model -> package it needs
AT_ONCE: set[str] = set()  # models that are fitted at once, without epochs
OTHER_OUTPUT = f"model.horizon={HORIZON + 1}"  # an override that makes the output's shape wrong
WRONG_LABEL = [1.0] * (HORIZON + 1)
GAIN = 0.0 if OWN else 0.2  # by which ten epochs on the sample beat the baseline, at the least


def is_answer(answer: dict[str, Any], config: Any) -> bool:
    """Tell whether a record of infer.py has the family's shape."""
    values = answer["prediction"]
    whole = len(values) == config.data.horizon and all(math.isfinite(value) for value in values)
    return whole and set(answer) == {"id", "prediction"}


def validation(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sample's rows as a validation part; of a person's own series those that training saw,
    under other ids: whether they can be forecast at all, the sealed test part alone says."""
    if not OWN:
        return records
    lines = (ROOT / "data/sample/sample.jsonl").read_text(encoding="utf-8").splitlines()
    seen = [json.loads(line) for line in lines[: 2 * len(records)]]
    return [{**record, "id": f"again-{record['id']}"} for record in seen]


def as_request(record: dict[str, Any], root: Path) -> dict[str, Any]:
    """The service's form of a record."""
    return {name: record[name] for name in ("id", "history", "start", "series")}


def broken_records() -> list[tuple[str, str]]:
    """Lines that infer.py refuses, each with the field it must name."""
    known = json.dumps([1.0] * HISTORY)
    return [
        ("not json", "JSON"),
        ("[1]", "object"),
        (f'{{"history": {known}}}', "id"),
        ('{"id": "x"}', "history"),
        ('{"id": "x", "history": [1.0]}', "history"),
        (f'{{"id": "x", "history": {known.replace("1.0", "NaN", 1)}}}', "history"),
        (f'{{"id": "x", "history": {known}, "start": "soon"}}', "start"),
        (f'{{"id": "x", "history": {known}, "series": 5}}', "series"),
    ]


def wrong_requests() -> list[str]:
    """Bodies that the service refuses with 422."""
    known = [1.0] * HISTORY
    return [
        json.dumps({"inputs": [{"id": "x"}]}),
        json.dumps({"inputs": [{"id": "x", "history": [1.0]}]}),
        json.dumps({"inputs": [{"id": "x", "history": [*known[1:], "1"]}]}),
        json.dumps({"inputs": [{"id": "x", "history": [*known[1:], float("nan")]}]}),
        json.dumps({"inputs": [{"id": "x", "history": known, "start": "下周"}]}),
        json.dumps({"inputs": [{"id": "x", "history": known, "extra": 1}]}),
    ]


def stand_in(package: str) -> Any:
    """What is used of an optional package, with a small network in place of the pretrained one."""
    import torch

    class Network(torch.nn.Module):
        """Gives nine quantiles of the next eight points, each its own linear map."""

        def __init__(self) -> None:
            super().__init__()
            self.chronos_config = types.SimpleNamespace(
                quantiles=[step / 10 for step in range(1, 10)], prediction_length=8
            )
            self.map = torch.nn.Linear(16, 9 * 8)

        def forward(self, context: torch.Tensor) -> Any:
            """Return the quantiles as the package does: (batch, quantiles, points)."""
            found = self.map(context[:, -16:]).reshape(-1, 9, 8)
            return types.SimpleNamespace(quantile_preds=found)

    class Pipeline:
        """Gives the network whatever is asked for."""

        asked: str = ""

        @classmethod
        def from_pretrained(cls, name: str) -> Any:
            """Return a pipeline that holds the network."""
            cls.asked = name
            return types.SimpleNamespace(model=Network())

    return types.SimpleNamespace(ChronosBoltPipeline=Pipeline, __name__=package)
