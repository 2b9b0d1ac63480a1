"""The HTTP service: the same answers as offline, limits, errors, metrics."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from template_project.datasets.records import Prediction

from family import as_request, wrong_requests
from service.app import Settings, create_app
from service.batching import Batcher, QueueFull
from service.telemetry import Telemetry

TestClient = pytest.importorskip("fastapi.testclient").TestClient


@pytest.fixture(scope="module")
def client(checkpoint: Path) -> Iterator[Any]:
    settings = Settings(checkpoint_dir=str(checkpoint), max_inputs=32, max_body_bytes=200_000)
    with TestClient(create_app(settings), raise_server_exceptions=False) as running:
        yield running


@pytest.fixture
def golden(sample: list[dict[str, Any]], data_dir: Path) -> dict[str, Any]:
    return {"inputs": [as_request(record, data_dir) for record in sample[:3]]}


def flat(value: Any, name: str = "") -> dict[str, Any]:
    """Numbers and texts of an answer by their place, so that numbers compare within a tolerance."""
    if isinstance(value, (dict, list)):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        parts = [flat(part, f"{name}/{key}") for key, part in pairs]
        return {key: part for found in parts for key, part in found.items()}
    return {name: value}


def counted(client: Any, name: str) -> float:
    lines = re.findall(rf"^{name}(?:{{.*}})? (\S+)$", client.get("/metrics").text, re.MULTILINE)
    return sum(float(value) for value in lines)


@pytest.mark.parametrize("path", ["/health", "/ready", "/docs", "/version", "/metrics"])
def test_every_page_of_the_service_answers(client: Any, path: str) -> None:
    assert client.get(path).status_code == 200


def test_the_service_answers_as_the_offline_model(
    client: Any,
    golden: dict[str, Any],
    checkpoint: Path,
    data_dir: Path,
    sample: list[dict[str, Any]],
) -> None:
    from template_project.predictor import Predictor

    predictor = Predictor(checkpoint)
    ids = [record["id"] for record in sample[:3]]
    expected = predictor.predict(ids, predictor.read_all(sample[:3], data_dir))

    answers = client.post("/predict", json=golden).json()["predictions"]

    for answer, offline in zip(answers, expected, strict=True):
        found, wanted = (flat(part) for part in ({**answer, "id": offline.id}, offline.to_dict()))
        assert answer["id"] == offline.id
        assert found == pytest.approx(wanted, abs=1e-4)


def test_the_counters_move_by_exactly_what_was_predicted(
    client: Any, golden: dict[str, Any]
) -> None:
    before = counted(client, "ml_predictions_total")

    for _ in range(2):
        client.post("/predict", json=golden)

    assert counted(client, "ml_predictions_total") - before == 6
    assert counted(client, "ml_model_info") == 1


@pytest.mark.parametrize(
    "body", [*wrong_requests(), "{}", '{"inputs": []}', "[", '{"inputs": NaN}']
)
def test_a_malformed_request_is_refused_with_422(client: Any, body: str) -> None:
    answer = client.post("/predict", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_a_body_above_the_limit_is_refused_with_413(client: Any) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(30):
            yield b" " * 10_000

    assert client.post("/predict", content=b" " * 300_000).status_code == 413
    assert client.post("/predict", content=chunks()).status_code == 413


def test_more_inputs_than_allowed_are_refused(client: Any, golden: dict[str, Any]) -> None:
    many = {"inputs": golden["inputs"] * 11}

    assert client.post("/predict", json=many).status_code == 413


def test_a_token_is_asked_for_where_one_is_set(checkpoint: Path, golden: dict[str, Any]) -> None:
    settings = Settings(checkpoint_dir=str(checkpoint), api_token="secret")
    with TestClient(create_app(settings)) as guarded:
        bearer = {"Authorization": "Bearer secret"}

        assert guarded.post("/predict", json=golden).status_code == 401
        assert guarded.post("/predict", json=golden, headers=bearer).status_code == 200
        assert guarded.get("/health").status_code == 200


def test_a_full_queue_answers_429_with_retry_after(
    checkpoint: Path, golden: dict[str, Any]
) -> None:
    settings = Settings(checkpoint_dir=str(checkpoint), max_queue=2)
    with TestClient(create_app(settings)) as small:
        answer = small.post("/predict", json=golden)

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) >= 1


def test_settings_come_from_the_environment() -> None:
    settings = Settings.from_environment({"MAX_BATCH": "4", "MAX_WAIT_MS": "1.5"})

    assert (settings.max_batch, settings.max_wait_ms) == (4, 1.5)
    with pytest.raises(ValueError, match="many"):
        Settings.from_environment({"MAX_BATCH": "many"})


def double(values: Sequence[int]) -> list[int]:
    if 13 in values:
        raise RuntimeError("unlucky")
    return [2 * value for value in values]


def test_inputs_that_arrive_together_share_a_batch_and_stopping_answers_them() -> None:
    async def scenario() -> tuple[list[int], list[int]]:
        sizes: list[int] = []

        def run(values: Sequence[int]) -> list[int]:
            sizes.append(len(values))
            return double(values)

        batcher: Batcher[int, int] = Batcher(run, Telemetry(), 4, 0.05, 100)
        batcher.start()
        waiting = [asyncio.create_task(batcher.submit([value])) for value in range(6)]
        await asyncio.sleep(0)
        await batcher.stop()
        return [answer for task in waiting for answer in await task], sizes

    answers, sizes = asyncio.run(scenario())

    assert answers == [0, 2, 4, 6, 8, 10]
    assert sizes == [4, 2]


def test_a_failing_batch_does_not_stop_the_next_one() -> None:
    async def scenario() -> list[int]:
        batcher: Batcher[int, int] = Batcher(double, Telemetry(), 4, 0.0, 3)
        batcher.start()
        with pytest.raises(RuntimeError, match="unlucky"):
            await batcher.submit([13])
        with pytest.raises(QueueFull):
            await batcher.submit([1, 2, 3, 4])
        answers = await batcher.submit([1])
        await batcher.stop()
        return answers

    assert asyncio.run(scenario()) == [2]


def test_the_limit_of_the_spec_is_a_bound_of_the_latency_histogram() -> None:
    telemetry = Telemetry([0.2])
    telemetry.durations.labels("POST", "/predict").observe(0.1)

    name = "http_request_duration_seconds_bucket"
    labels = {"method": "POST", "route": "/predict", "le": "0.2"}
    assert telemetry.registry.get_sample_value(name, labels) == 1


def test_an_answer_that_is_no_label_is_counted_without_one() -> None:
    telemetry = Telemetry()
    model = ("m", "v")
    for answer, known in (
        (Prediction("1", 2.5), ()),
        (Prediction("2", "a", confidence=0.9), ("a", "b")),
        (Prediction("3", "z"), ("a", "b")),
    ):
        telemetry.count_prediction(model, answer, known)

    value = telemetry.registry.get_sample_value
    for label in ("", "a", "other"):
        labels = {"model": "m", "version": "v", "label": label}
        assert value("ml_predictions_total", labels) == 1
    assert value("ml_prediction_confidence_count") == 1


def test_the_schema_of_the_service_is_valid_json(client: Any) -> None:
    schema = client.get("/openapi.json").json()

    assert "/predict" in schema["paths"]
    assert json.dumps(schema)
