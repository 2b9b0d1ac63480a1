"""Micro-batching: inputs that arrive close together go through the model in one batch."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

from .telemetry import Telemetry

Input = TypeVar("Input")
Answer = TypeVar("Answer")


class QueueFull(Exception):
    """More inputs are waiting than the service takes on."""


@dataclass
class _Waiting(Generic[Input, Answer]):
    value: Input
    answer: asyncio.Future[Answer]
    since: float


class Batcher(Generic[Input, Answer]):
    """Collects inputs until a batch is full or its first input has waited long enough."""

    def __init__(
        self,
        run: Callable[[Sequence[Input]], Sequence[Answer]],
        telemetry: Telemetry,
        max_batch: int,
        max_wait: float,
        max_queue: int,
    ) -> None:
        self.run, self.telemetry = run, telemetry
        self.max_batch, self.max_wait, self.max_queue = max_batch, max_wait, max_queue
        self._queue: asyncio.Queue[_Waiting[Input, Answer] | None] = asyncio.Queue()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="model")
        self._worker: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start the worker on the running event loop."""
        self._worker = asyncio.get_running_loop().create_task(self._work())

    async def stop(self) -> None:
        """Answer what is waiting, then stop."""
        if self._worker is not None:
            self._queue.put_nowait(None)
            await self._worker
        self._thread.shutdown()

    async def submit(self, values: Sequence[Input]) -> list[Answer]:
        """Return the answers in order; all or none of the values are taken on."""
        if self._queue.qsize() + len(values) > self.max_queue:
            raise QueueFull
        loop = asyncio.get_running_loop()
        waiting = [_Waiting(value, loop.create_future(), time.perf_counter()) for value in values]
        for item in waiting:
            self._queue.put_nowait(item)
        return list(await asyncio.gather(*(item.answer for item in waiting)))

    async def _work(self) -> None:
        while (first := await self._queue.get()) is not None:
            batch, last = await self._collect(first)
            for item in batch:
                self.telemetry.queue_wait.observe(time.perf_counter() - item.since)
            self.telemetry.batch_size.observe(len(batch))
            await self._answer(batch)
            if last:
                return

    async def _collect(
        self, first: _Waiting[Input, Answer]
    ) -> tuple[list[_Waiting[Input, Answer]], bool]:
        batch, deadline = [first], first.since + self.max_wait
        while len(batch) < self.max_batch:
            try:
                left = max(0.0, deadline - time.perf_counter())
                item = (
                    await asyncio.wait_for(self._queue.get(), left)
                    if self._queue.empty()
                    else self._queue.get_nowait()
                )
            except asyncio.TimeoutError:
                break
            if item is None:
                return batch, True
            batch.append(item)
        return batch, False

    async def _answer(self, batch: list[_Waiting[Input, Answer]]) -> None:
        loop = asyncio.get_running_loop()
        values = [item.value for item in batch]
        try:
            answers = await loop.run_in_executor(self._thread, self.run, values)
        except Exception as error:  # the callers get it; the worker must live on
            for item in batch:
                if not item.answer.done():
                    item.answer.set_exception(error)
            return
        for item, answer in zip(batch, answers, strict=True):
            if not item.answer.done():
                item.answer.set_result(answer)
