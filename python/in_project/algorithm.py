"""Run inside a project's environment: does the model learn at all? Prints one JSON object.

Reads the package name from argv. Every trainable parameter must receive a gradient from one batch,
and the loss must fall when the same batch is fitted a few times.
"""

from __future__ import annotations

import importlib
import json
import sys

sys.path.insert(0, "src")


def main(package: str) -> None:
    config_module = importlib.import_module(f"{package}.utils.config")
    config = config_module.load_config("configs/config.yaml", [])

    import torch

    shape = importlib.import_module(f"{package}.datasets.preprocess").input_shape(config.data)
    models = importlib.import_module(f"{package}.models")
    torch.manual_seed(0)
    model = models.build_model(config.model, config.data)
    classes = len(config.data.classes)
    inputs = torch.randn(16, *shape)
    labels = torch.arange(16) % classes
    optimiser = torch.optim.Adam(model.parameters(), lr=3e-3)
    model.train()
    losses = []
    without_gradient: list[str] = []
    for step in range(30):
        optimiser.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(inputs), labels)
        loss.backward()
        if step == 0:
            named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
            without_gradient = [n for n, p in named if p.grad is None or not p.grad.abs().sum() > 0]
        optimiser.step()
        losses.append(float(loss.detach()))
    answer = {
        "parameters": sum(p.numel() for p in model.parameters() if p.requires_grad),
        "without_gradient": without_gradient,
        "first_loss": losses[0],
        "last_loss": losses[-1],
        "fell": losses[-1] < 0.7 * losses[0],
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1])
