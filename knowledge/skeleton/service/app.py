"""The FastAPI application; `python -m service.app` serves it."""

from __future__ import annotations

import argparse
import os
import secrets
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_type_hints

from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from template_project.predictor import Predictor
from template_project.utils import InputError
from template_project.utils.config import project_path

from .batching import Batcher, QueueFull
from .schemas import PredictRequest, PredictResponse, to_input
from .telemetry import RequestLayer, Telemetry


@dataclass(frozen=True)
class Settings:
    """What the environment may set; the variable's name is the field's in capitals."""

    checkpoint_dir: str = "checkpoints"
    model_backend: str = "auto"
    device: str = "auto"
    max_batch: int = 16
    max_wait_ms: float = 2.0
    max_queue: int = 256
    max_inputs: int = 64
    max_body_bytes: int = 8_388_608
    api_token: str = ""
    spec_sha: str = "unknown"
    data_sha: str = "unknown"
    git_sha: str = "unknown"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the settings; a value that is no number fails at start, not at the first request."""
        values = os.environ if environ is None else environ
        kinds, found = get_type_hints(cls), dict[str, Any]()
        for field in fields(cls):
            if (text := values.get(field.name.upper())) is not None:
                found[field.name] = kinds[field.name](text)
        return cls(**found)


class Service:
    """The loaded model and its queue."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.started, self.stopping = settings, time.time(), False
        folder = project_path(settings.checkpoint_dir)
        self.predictor = Predictor(folder, settings.model_backend, settings.device)
        self.name = str(self.predictor.config.model.name)
        sla = self.predictor.config.get("sla") or {}
        limits = [float(value) / 1000 for key, value in sla.items() if str(key).endswith("_ms")]
        self.telemetry = Telemetry(limits)
        shas = (settings.spec_sha, settings.data_sha, settings.git_sha)
        self.telemetry.model_info.labels(self.predictor.version, *shas).set(1)
        self.batcher: Batcher[Any, Any] = Batcher(
            self._run,
            self.telemetry,
            settings.max_batch,
            settings.max_wait_ms / 1000,
            settings.max_queue,
        )

    def _run(self, values: Sequence[Any]) -> Sequence[Any]:
        with self.telemetry.inference.labels(self.name, "forward").time():
            return self.predictor.predict([""] * len(values), values)

    async def predict(self, request: PredictRequest) -> PredictResponse:
        """Answer one request; inputs of several requests may share a batch."""
        with self.telemetry.inference.labels(self.name, "preprocess").time():
            inputs = [self._read(place, item) for place, item in enumerate(request.inputs)]
        answers = await self.batcher.submit(inputs)
        with self.telemetry.inference.labels(self.name, "postprocess").time():
            found = []
            for item, answer in zip(request.inputs, answers, strict=True):
                self.telemetry.count_prediction(
                    (self.name, self.predictor.version), answer, self.predictor.task.labels
                )
                found.append({**answer.to_dict(), "id": item.id})
            body = {"predictions": found, "model_version": self.predictor.version}
            return PredictResponse.model_validate(body)

    def _read(self, place: int, item: Any) -> Any:
        try:
            return to_input(item, self.predictor.preprocess)
        except InputError as error:
            where = ["body", "inputs", place, *(error.field or "").split(".")]
            detail = [{"loc": where, "msg": error.message, "type": "value_error"}]
            raise HTTPException(422, detail) from error


def create_app(settings: Settings | None = None) -> FastAPI:
    """Make the application; the model is loaded when it starts."""
    chosen = settings or Settings.from_environment()
    service = Service(chosen)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        service.batcher.start()
        yield
        service.stopping = True
        await service.batcher.stop()

    app = FastAPI(title=str(service.predictor.config.project), lifespan=lifespan)
    app.add_middleware(RequestLayer, telemetry=service.telemetry, max_body=chosen.max_body_bytes)
    _add_routes(app, service, chosen)
    return app


def _add_routes(app: FastAPI, service: Service, settings: Settings) -> None:
    async def check_token(authorization: str = Header(default="")) -> None:
        expected = f"Bearer {settings.api_token}"
        if settings.api_token and not secrets.compare_digest(
            authorization.encode(), expected.encode()
        ):
            raise HTTPException(401, "wrong or missing bearer token")

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        # the input itself is left out: it may be large, private or no valid JSON (NaN)
        kept = [{key: part[key] for key in ("loc", "msg", "type")} for part in error.errors()]
        return JSONResponse({"detail": kept}, status_code=422)

    @app.get("/health")
    async def health() -> dict[str, Any]:
        return {
            "status": "ok",
            "model_version": service.predictor.version,
            "device": service.predictor.device,
            "uptime": round(time.time() - service.started, 3),
        }

    @app.get("/ready")
    async def ready(response: Response) -> dict[str, bool]:
        if service.stopping:
            response.status_code = 503
        return {"ready": not service.stopping}

    @app.get("/version")
    async def version() -> dict[str, str]:
        return {
            "project": str(service.predictor.config.project),
            "model": service.name,
            "model_version": service.predictor.version,
            "backend": service.predictor.backend,
            "spec_sha": settings.spec_sha,
            "data_sha": settings.data_sha,
            "git_sha": settings.git_sha,
        }

    @app.post("/predict", dependencies=[Depends(check_token)])
    async def predict(request: PredictRequest) -> PredictResponse:
        if len(request.inputs) > settings.max_inputs:
            raise HTTPException(413, f"at most {settings.max_inputs} inputs per request")
        if service.stopping:
            raise HTTPException(503, "the service is stopping", {"Retry-After": "5"})
        try:
            return await service.predict(request)
        except QueueFull as error:
            raise HTTPException(429, "the queue is full", {"Retry-After": "1"}) from error

    @app.get("/metrics")
    async def metrics(_: Request) -> Response:
        text = generate_latest(service.telemetry.registry)
        return Response(text, media_type=CONTENT_TYPE_LATEST)


def main(argv: Sequence[str] | None = None) -> None:
    """Serve until SIGTERM; open requests get ten seconds to finish."""
    import uvicorn

    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--checkpoint", help="folder written by train.py")
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    arguments = parser.parse_args(argv)
    if arguments.checkpoint:
        os.environ["CHECKPOINT_DIR"] = str(Path(arguments.checkpoint).resolve())
    uvicorn.run(
        "service.app:create_app",
        factory=True,
        host=arguments.host,
        port=arguments.port,
        timeout_graceful_shutdown=10,
    )


if __name__ == "__main__":
    main()
