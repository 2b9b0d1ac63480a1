"""Run inside a project's environment: does the model learn at all? Prints one JSON object.

Reads the package name from argv. Every trainable parameter must receive a gradient from one batch,
and the loss must fall when the same batch is fitted a few times. A model that is fitted at once is
judged by its loss before and after.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from typing import Any

import torch

sys.path.insert(0, "src")

ROWS = 16
RATE = 3e-3
MOST_STEPS = 200
MOST_SECONDS = 45.0
# What is left of the loss when a batch was learnt; a fall is a fall for what is fitted at once.
LEARNT = 0.7


def main(package: str) -> None:
    config_module = importlib.import_module(f"{package}.utils.config")
    config = config_module.load_config("configs/config.yaml", [])

    torch.manual_seed(0)
    preprocess = importlib.import_module(f"{package}.datasets.preprocess")
    task = importlib.import_module(f"{package}.task").Task(
        config, preprocess.Preprocess.declared(config.data)
    )
    model = importlib.import_module(f"{package}.models").build_model(config.model, config.data)
    inputs = torch.from_numpy(preprocess.synthetic_input(config.data, ROWS))
    targets = task.synthetic_target(ROWS)
    learn = fitted if callable(getattr(model, "fit", None)) else descended
    print(json.dumps(learn(model, task, inputs, targets)))


def loss_of(model: Any, task: Any, inputs: Any, targets: Any) -> Any:
    """The loss as training has it: under teacher forcing the model sees the targets."""
    outputs = model(inputs, targets) if task.teacher_forcing else model(inputs)
    return task.loss(outputs, targets)


def fitted(model: Any, task: Any, inputs: Any, targets: Any) -> dict[str, Any]:
    """A model without epochs: all it keeps counts as parameters, none needs a gradient."""
    with torch.no_grad():
        before = float(loss_of(model, task, inputs, targets))
        model.fit(inputs, targets)
        after = float(loss_of(model, task, inputs, targets))
    return {
        "parameters": sum(value.numel() for value in model.state_dict().values()),
        "without_gradient": [],
        "first_loss": before,
        "last_loss": after,
        "fell": after < before,
    }


def descended(model: Any, task: Any, inputs: Any, targets: Any) -> dict[str, Any]:
    """Descends on one batch until it is learnt, or for so many steps or seconds."""
    optimiser = torch.optim.Adam(model.parameters(), lr=RATE)
    model.train()
    losses: list[float] = []
    without: list[str] = []
    started = time.monotonic()
    for step in range(MOST_STEPS):
        optimiser.zero_grad()
        loss = loss_of(model, task, inputs, targets)
        losses.append(float(loss.detach()))
        if learnt(losses) or time.monotonic() - started > MOST_SECONDS:
            break
        loss.backward()
        if step == 0:
            named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
            without = [n for n, p in named if p.grad is None or not p.grad.abs().sum() > 0]
        optimiser.step()
    return {
        "parameters": sum(p.numel() for p in model.parameters() if p.requires_grad),
        "without_gradient": without,
        "first_loss": losses[0],
        "last_loss": losses[-1],
        "fell": learnt(losses),
    }


def learnt(losses: list[float]) -> bool:
    """Fallen by a good part of what it was, also where a loss can be negative."""
    return losses[-1] < losses[0] - (1 - LEARNT) * abs(losses[0])


if __name__ == "__main__":
    main(sys.argv[1])
