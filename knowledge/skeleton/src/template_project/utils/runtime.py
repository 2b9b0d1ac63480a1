"""The machine a run uses: device, threads, seeds and the processes of a distributed run."""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import torch
import torch.distributed as dist

from . import ConfigError, available_cores

PATIENCE = timedelta(hours=2)  # the others wait while the main process validates and writes


@dataclass(frozen=True)
class Runtime:
    """Where this process computes and its place among the processes of the run."""

    device: torch.device
    rank: int = 0
    world_size: int = 1

    @property
    def is_main(self) -> bool:
        """Tell whether this process writes files and prints."""
        return self.rank == 0


def resolve_device(name: str) -> torch.device:
    """Turn `auto | cpu | cuda` into a device; a device that is absent is an error."""
    if name not in ("auto", "cpu", "cuda"):
        raise ConfigError(f"device must be auto, cpu or cuda, got '{name}'")
    if name == "cuda" and not torch.cuda.is_available():
        raise ConfigError("device is cuda, but this machine or this torch build has no CUDA")
    if name == "cpu" or not torch.cuda.is_available():
        return torch.device("cpu")
    return torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))


def start(device: str, threads: int | None = None) -> Runtime:
    """Resolve the device, set the threads and join the process group of torchrun if any."""
    world_size = int(os.environ.get("WORLD_SIZE", "1"))
    resolved = resolve_device(device)
    torch.set_num_threads(threads or max(1, available_cores() // world_size))
    if resolved.type == "cuda":
        torch.cuda.set_device(resolved)
        torch.set_float32_matmul_precision("high")
    if world_size > 1 and not dist.is_initialized():
        dist.init_process_group("nccl" if resolved.type == "cuda" else "gloo", timeout=PATIENCE)
    return Runtime(resolved, int(os.environ.get("RANK", "0")), world_size)


def stop() -> None:
    """Leave the process group."""
    if dist.is_available() and dist.is_initialized():
        dist.destroy_process_group()


def mean_of_processes(value: torch.Tensor) -> float:
    """Return the mean of a number over the processes of the run."""
    if dist.is_available() and dist.is_initialized():
        dist.all_reduce(value)
        value = value / dist.get_world_size()
    return float(value)


def bytes_of_main(content: bytes, runtime: Runtime) -> bytes:
    """Give every process what the main one read: the other hosts need not hold the file."""
    if runtime.world_size == 1:
        return content
    shared = [content]
    dist.broadcast_object_list(shared, src=0, device=runtime.device)
    return shared[0]


def seed_everything(seed: int) -> None:
    """Seed every generator and ask for deterministic kernels."""
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.set_deterministic_debug_mode("warn")


def rng_state(device: torch.device) -> dict[str, Any]:
    """Return the torch generators' state, as tensors that a weights-only load accepts."""
    state: dict[str, Any] = {"cpu": torch.get_rng_state()}
    if device.type == "cuda":
        state["cuda"] = torch.cuda.get_rng_state(device)
    return state


def restore_rng_state(state: dict[str, Any], device: torch.device) -> None:
    """Put the torch generators back where `rng_state` found them."""
    torch.set_rng_state(state["cpu"].cpu())
    if device.type == "cuda" and "cuda" in state:
        torch.cuda.set_rng_state(state["cuda"].cpu(), device)
