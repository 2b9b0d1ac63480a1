"""Devices and seeds, checkpoints, the record of a run."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from template_project.utils import CommandError, ConfigError
from template_project.utils.config import from_dict

torch = pytest.importorskip("torch")

from template_project.utils import checkpoint as saved  # noqa: E402
from template_project.utils import runlog, runtime  # noqa: E402

CONFIG = from_dict(
    {
        "project": "p",
        "lang": "en",
        "model": {"name": "m"},
        "data": {"name": "d", "licence": "CC0"},
    }
)


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
def test_asking_for_an_absent_gpu_is_an_error() -> None:
    assert runtime.resolve_device("auto").type == "cpu"
    with pytest.raises(ConfigError, match="no CUDA"):
        runtime.resolve_device("cuda")


def test_the_generators_go_on_from_a_saved_state() -> None:
    device = torch.device("cpu")
    runtime.seed_everything(3)
    state = runtime.rng_state(device)
    first = torch.rand(4)

    runtime.restore_rng_state(state, device)

    assert torch.equal(torch.rand(4), first)


def test_a_checkpoint_gives_back_the_same_weights(tmp_path: Path) -> None:
    model, other = torch.nn.Linear(3, 2), torch.nn.Linear(3, 2)
    saved.save_model(tmp_path, model, CONFIG, {"a": 1}, {"value": 1.0}, "# card\n")

    saved.load_weights(tmp_path, other)

    assert torch.equal(model.weight, other.weight)
    assert saved.load_saved_config(tmp_path) == CONFIG
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_checkpoint_of_another_shape_is_refused(tmp_path: Path) -> None:
    saved.save_model(tmp_path, torch.nn.Linear(3, 2), CONFIG, {}, {}, "")

    with pytest.raises(CommandError, match="does not fit"):
        saved.load_weights(tmp_path, torch.nn.Linear(4, 2))


def test_a_missing_or_damaged_checkpoint_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="not a checkpoint"):
        saved.load_saved_config(tmp_path)
    (tmp_path / saved.TRAINER_STATE).write_bytes(b"damaged")
    with pytest.raises(CommandError, match="damaged"):
        saved.load_trainer_state(tmp_path, runtime.Runtime(torch.device("cpu")))


def test_a_resumed_run_keeps_the_rows_of_finished_epochs(tmp_path: Path) -> None:
    place = runtime.Runtime(torch.device("cpu"))
    log = runlog.RunLog(tmp_path)
    log.begin(CONFIG, place)
    for epoch in (1, 2):
        log.row(epoch=epoch, step=epoch, split="train", loss=0.5)

    log.begin(CONFIG, place, resumed_epoch=1)

    with (tmp_path / "metrics.csv").open(encoding="utf-8") as stream:
        assert [row["epoch"] for row in csv.DictReader(stream)] == ["1"]


def test_the_model_card_speaks_the_language_of_the_project() -> None:
    figures = {"metric": "accuracy", "value": 0.5, "epoch": 1, "params": 9, "seed": 1}
    chinese = from_dict({**CONFIG, "lang": "zh"})

    assert "验证集结果" in runlog.model_card(chinese, figures)
    assert "- `value`: 0.5" in runlog.model_card(CONFIG, figures)


class Mean(torch.nn.Module):
    """Answers the mean of the targets it was fitted to."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(1))

    def fit(self, inputs: torch.Tensor, targets: torch.Tensor) -> None:
        """Keep the mean."""
        self.mean.copy_(targets.mean())


def test_a_model_without_epochs_counts_what_it_keeps() -> None:
    linear = torch.nn.Linear(3, 2)
    linear.weight.requires_grad_(False)

    assert isinstance(Mean(), saved.FitsAtOnce)
    assert not isinstance(linear, saved.FitsAtOnce)
    assert (saved.count_parameters(Mean()), saved.count_parameters(linear)) == (1, 2)
