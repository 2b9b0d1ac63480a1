"""Full training with Ray Train: every worker runs scripts/train.py, as a process of torchrun would.

`python launch/ray_train.py WORKERS cpu|gpu ARGUMENTS…`; the arguments go to scripts/train.py.
The project folder must be at the same path on every node: a shared folder, or a copy on each.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def train(settings: dict[str, Any]) -> None:
    """Train in one worker; Ray has set the rank and joined the process group."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    from scripts.train import main

    if main(settings["arguments"]) != 0:
        raise SystemExit("scripts/train.py failed")


def main(argv: Sequence[str]) -> int:
    """Ask the cluster for the workers and wait for the end."""
    try:
        import ray
        from ray.train import RunConfig, ScalingConfig
        from ray.train.torch import TorchTrainer
    except ImportError as error:
        raise SystemExit(f"Ray is missing here ({error}): pip install 'ray[train]'") from error

    workers, kind, *arguments = argv
    ray.init(log_to_driver=True)
    TorchTrainer(
        train,
        train_loop_config={"arguments": arguments},
        scaling_config=ScalingConfig(num_workers=int(workers), use_gpu=kind == "gpu"),
        run_config=RunConfig(name="train", storage_path=str(ROOT / "outputs" / "ray")),
    ).fit()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
