"""Prometheus metrics and the outermost layer of each request: counting, timing, size limit."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from template_project.datasets.records import Prediction

LATENCY_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
ROUTES = frozenset(
    {"/predict", "/health", "/ready", "/version", "/metrics", "/docs", "/openapi.json"}
)
MAX_LABELS = 100


class Telemetry:
    """Every metric of one service, in a registry of its own."""

    def __init__(self, limits: Sequence[float] = ()) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        buckets = tuple(sorted({*LATENCY_BUCKETS, *limits}))
        labels = ("method", "route")
        self.requests = self._counter("http_requests", "Answered requests.", (*labels, "status"))
        self.durations = Histogram(
            "http_request_duration_seconds",
            "Time from the first byte of a request to the last of its answer.",
            labels,
            buckets=buckets,
            registry=self.registry,
        )
        self.in_flight = Gauge(
            "http_requests_in_flight", "Requests being answered.", registry=self.registry
        )
        self.inference = Histogram(
            "ml_inference_duration_seconds",
            "Time of one batch in each stage.",
            ("model", "stage"),
            buckets=buckets,
            registry=self.registry,
        )
        self.batch_size = self._histogram("ml_batch_size", "Inputs per batch.", 1, 2, 4, 8, 16, 32)
        self.queue_wait = Histogram(
            "ml_queue_wait_seconds",
            "Time an input waits for its batch.",
            buckets=buckets,
            registry=self.registry,
        )
        self.predictions = self._counter(
            "ml_predictions",
            "Answers, by their label where they have one.",
            ("model", "version", "label"),
        )
        tenths = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
        self.confidence = self._histogram(
            "ml_prediction_confidence", "Probability of the predicted class.", *tenths
        )
        self.model_info = Gauge(
            "ml_model_info",
            "The model that is loaded; always 1.",
            ("version", "spec_sha", "data_sha", "git_sha"),
            registry=self.registry,
        )

    def count_prediction(
        self, model: tuple[str, str], answer: Prediction, known: Sequence[str]
    ) -> None:
        """Count one answer of a model's name and version.

        Labels beyond the first hundred share one series; answers that are no labels have none.
        """
        label = str(answer.prediction) if known else ""
        shown = label if not known or label in known[:MAX_LABELS] else "other"
        self.predictions.labels(*model, shown).inc()
        if answer.confidence is not None:
            self.confidence.observe(answer.confidence)

    def _counter(self, name: str, text: str, labels: Sequence[str]) -> Counter:
        return Counter(name, text, labels, registry=self.registry)

    def _histogram(self, name: str, text: str, *buckets: float) -> Histogram:
        return Histogram(name, text, buckets=buckets, registry=self.registry)


class RequestLayer:
    """ASGI layer that measures each request and refuses bodies above the limit with 413."""

    def __init__(self, app: ASGIApp, telemetry: Telemetry, max_body: int) -> None:
        self.app, self.telemetry, self.max_body = app, telemetry, max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on and measure its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        route = scope["path"] if scope["path"] in ROUTES else "other"
        status, started, size = 500, time.perf_counter(), 0

        async def counted_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        async def read_body() -> list[Message] | None:
            """Read the whole body, or nothing once it is larger than the limit."""
            nonlocal size
            messages = []
            while True:
                message = await receive()
                messages.append(message)
                size += len(message.get("body", b""))
                if size > self.max_body:
                    return None
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return messages

        self.telemetry.in_flight.inc()
        try:
            declared = dict(scope["headers"]).get(b"content-length", b"0")
            too_large = declared.isdigit() and int(declared) > self.max_body
            messages = None if too_large else await read_body()
            if messages is None:
                await _refuse(counted_send, f"the body exceeds {self.max_body} bytes")
            else:
                pending = iter(messages)

                async def replay() -> Message:
                    return next(pending, None) or await receive()

                await self.app(scope, replay, counted_send)
        finally:
            self.telemetry.in_flight.dec()
            seconds = time.perf_counter() - started
            self.telemetry.durations.labels(scope["method"], route).observe(seconds)
            self.telemetry.requests.labels(scope["method"], route, str(status)).inc()


async def _refuse(send: Send, detail: str) -> None:
    body = json.dumps({"detail": detail}).encode()
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
