"""The training command: dry run, learning, files, exact resume, errors."""

from __future__ import annotations

import csv
import json
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from template_project import trainer as trainer_module
from template_project.datasets.preprocess import Preprocess
from template_project.task import Task
from template_project.trainer import Trainer
from template_project.utils import CommandError, ConfigError
from template_project.utils.config import load_config
from template_project.utils.metrics import LOWER_IS_BETTER

import family
import scripts.train as train_script
from family import AT_ONCE, GAIN, MODELS, OPTIONAL, OTHER_OUTPUT

torch = pytest.importorskip("torch")

from safetensors.torch import load_file  # noqa: E402

from template_project.utils.runtime import Runtime  # noqa: E402

Script = Callable[..., int]
CPU = Runtime(torch.device("cpu"))
torch.set_num_threads(1)
ROOT = Path(__file__).resolve().parents[1]
BY_STEPS = [name for name in MODELS if name not in AT_ONCE][:1]


def configure(data_dir: Path, logs: Path, *overrides: str) -> Any:
    quiet = ("logging.run=test", "logging.pictures=false")
    settings = [f"data={data_dir}", f"logging.log_dir={logs}", *quiet, *overrides]
    return load_config(ROOT / "configs/config.yaml", settings, {})


def last_line(text: str) -> dict[str, Any]:
    return dict(json.loads(text.strip().splitlines()[-1]))


@pytest.mark.parametrize("name", MODELS)
def test_a_dry_run_reports_the_model_and_writes_nothing(
    run_script: Script,
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    target = tmp_path / "checkpoint"

    assert run_script("train", "--dry-run", "--model", name, "--checkpoint", target) == 0

    report = last_line(capsys.readouterr().out)
    assert (report["dry_run"], report["model"], report["params"]) == (True, name, MODELS[name])
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_refuses_an_output_of_another_shape(run_script: Script) -> None:
    with pytest.raises(ConfigError, match="output has shape"):
        run_script("train", "--dry-run", OTHER_OUTPUT)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("--no-such-flag",), SystemExit),
        (("trainer.max_epoch=2",), ConfigError),
        (("--epochs", "0"), ConfigError),
        (("--epochs", "two"), ConfigError),
        (("--model", "cube"), ConfigError),
        (("trainer.accumulate=0",), ConfigError),
    ],
)
def test_a_wrong_command_line_leaves_with_code_two(
    run_script: Script, arguments: tuple[str, ...], error: type[BaseException]
) -> None:
    with pytest.raises(error) as caught:
        run_script("train", "--dry-run", *arguments)

    assert getattr(caught.value, "exit_code", getattr(caught.value, "code", None)) == 2


def test_a_model_of_an_optional_package_is_usable_or_names_the_package(
    run_script: Script, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def create_model(_: str, num_classes: int, **options: Any) -> Any:
        return torch.nn.Sequential(torch.nn.Flatten(), torch.nn.LazyLinear(num_classes))

    names = {path.stem for path in (ROOT / "configs" / "model").glob("*.yaml")}
    assert names == {*MODELS, *OPTIONAL}
    for name, package in OPTIONAL.items():
        monkeypatch.setitem(sys.modules, package, None)
        with pytest.raises(ConfigError, match=f"needs the package '{package}'"):
            run_script("train", "--dry-run", "--model", name)

        own = getattr(family, "stand_in", None)  # a family whose package is called otherwise
        stand_in = own(package) if own else types.SimpleNamespace(create_model=create_model)
        monkeypatch.setitem(sys.modules, package, stand_in)
        assert run_script("train", "--dry-run", "--model", name) == 0
        assert last_line(capsys.readouterr().out)["model"] == name


def test_a_smoke_run_writes_nothing(
    run_script: Script, data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "checkpoint"

    run_script("train", "--fast_dev_run", "--data", data_dir, "--checkpoint", target)

    assert last_line(capsys.readouterr().out)["fast_dev_run"] is True
    assert not target.exists()


def test_one_epoch_writes_the_run_and_the_checkpoint(
    run_script: Script, data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run_script(
        *("train", "--data", data_dir, "--epochs", "1", "--checkpoint", tmp_path / "checkpoint"),
        *("--batch_size", "4", f"logging.log_dir={tmp_path}", "logging.run=one"),
    )

    printed = capsys.readouterr().out
    with (tmp_path / "one" / "metrics.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert code == 0
    assert "epoch 1/1 val loss " in printed
    assert [row["split"] for row in rows][-2:] == ["train", "val"]
    assert {path.name for path in (tmp_path / "one").iterdir()} == {
        *("metrics.csv", "metrics.json", "config.resolved.yaml", "env.json"),
        *("learning_curve.png", "answers.png"),
    }
    assert {path.name for path in (tmp_path / "checkpoint").iterdir()} == {
        *("model.safetensors", "config.json", "preprocess.json", "metrics.json"),
        *("MODEL_CARD.md", "trainer_state.pt"),
    }


@pytest.mark.parametrize("name", BY_STEPS)
def test_the_loss_falls_when_one_batch_is_repeated(
    data_dir: Path, tmp_path: Path, name: str
) -> None:
    config = configure(data_dir, tmp_path, f"model={name}", "trainer.scheduler=constant")
    config.model.learning_rate = max(0.003, config.model.learning_rate)
    trainer = Trainer(config, CPU, tmp_path / "checkpoint")
    assert trainer.descent is not None
    trainer.model.train()
    inputs, targets = next(iter(trainer.loader))

    losses = [trainer.descent.step([(inputs, targets)]) for _ in range(40)]

    assert losses[-1] < losses[0] / 2


def test_training_beats_the_baseline(data_dir: Path, tmp_path: Path) -> None:
    config = configure(data_dir, tmp_path, "trainer.max_epochs=10")

    summary = Trainer(config, CPU, tmp_path / "checkpoint").fit()

    gain = summary["value"] - summary["baseline_value"]
    assert (-gain if config.metric in LOWER_IS_BETTER else gain) > GAIN


def test_the_same_seed_trains_the_same_weights(data_dir: Path, tmp_path: Path) -> None:
    config = configure(data_dir, tmp_path, "trainer.max_epochs=1")

    for name in ("a", "b"):
        Trainer(config, CPU, tmp_path / name).fit()

    assert (tmp_path / "a/model.safetensors").read_bytes() == (
        tmp_path / "b/model.safetensors"
    ).read_bytes()


class Killed(BaseException):
    """Stands for a signal that ends the process."""


@pytest.mark.parametrize("scheduler", ["onecycle", "cosine"])
@pytest.mark.parametrize("name", BY_STEPS)
def test_a_killed_run_goes_on_to_the_same_weights(
    data_dir: Path, tmp_path: Path, scheduler: str, name: str
) -> None:
    overrides = (f"model={name}", "trainer.max_epochs=3", f"trainer.scheduler={scheduler}")
    config = configure(data_dir, tmp_path, *overrides)

    def kill(epoch: int) -> None:
        raise Killed

    Trainer(config, CPU, tmp_path / "whole").fit()
    with pytest.raises(Killed):
        Trainer(config, CPU, tmp_path / "killed", on_epoch_end=kill).fit()
    Trainer(config, CPU, tmp_path / "killed").fit(resume=True)

    states = [
        torch.load(tmp_path / name / "trainer_state.pt", weights_only=True)
        for name in ("whole", "killed")
    ]
    whole, resumed = (
        load_file(tmp_path / name / "model.safetensors") for name in ("whole", "killed")
    )
    assert states[0]["epoch"] == states[1]["epoch"] == 3
    assert all(torch.equal(value, resumed[label]) for label, value in whole.items())
    for label, value in states[0]["model"].items():
        assert torch.equal(value, states[1]["model"][label])


def test_a_resume_with_another_configuration_is_refused(data_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "checkpoint"
    first = configure(data_dir, tmp_path, "trainer.max_epochs=1")
    Trainer(first, CPU, folder).fit()

    other = configure(data_dir, tmp_path, "trainer.max_epochs=1", "data.batch_size=5")
    with pytest.raises(ConfigError, match=r"'data\.batch_size' was \d+ .* now 5"):
        Trainer(other, CPU, folder).fit(resume=True)
    with pytest.raises(CommandError, match="nothing to resume"):
        Trainer(first, CPU, tmp_path / "empty").fit(resume=True)


def test_a_finished_run_is_not_written_again(data_dir: Path, tmp_path: Path) -> None:
    config = configure(data_dir, tmp_path, "trainer.max_epochs=1")
    first = Trainer(config, CPU, tmp_path / "checkpoint").fit()
    folders = (tmp_path / "test", tmp_path / "checkpoint")
    before = {path: path.read_bytes() for folder in folders for path in folder.iterdir()}

    again = Trainer(config, CPU, tmp_path / "checkpoint").fit(resume=True)

    assert again == first
    after = {path: path.read_bytes() for folder in folders for path in folder.iterdir()}
    assert after == before


class AtOnce(torch.nn.Module):
    """Keeps how many rows it was fitted to, and answers with one parameter for each output."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.register_buffer("rows", torch.zeros(1))
        self.outputs = torch.nn.Parameter(torch.zeros(shape))

    def fit(self, inputs: torch.Tensor, targets: torch.Tensor) -> None:
        """Count the rows."""
        self.rows += len(inputs)
        self.outputs += 0.001

    def forward(self, inputs: torch.Tensor, *_: torch.Tensor) -> torch.Tensor:
        """Give the same answer to every row."""
        return self.outputs.expand(len(inputs), *self.outputs.shape)


def test_a_model_without_epochs_is_fitted_once_to_all_rows(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configure(data_dir, tmp_path, "trainer.max_epochs=7")
    task = Task(config, Preprocess.declared(config.data))
    monkeypatch.setattr(trainer_module, "build_model", lambda *_: AtOnce(task.output_shape()))

    summary = Trainer(config, CPU, tmp_path / "checkpoint").fit()

    weights = load_file(tmp_path / "checkpoint" / "model.safetensors")
    with (tmp_path / "test" / "metrics.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert (summary["epochs"], weights["rows"].item()) == (1, summary["train_rows"])
    assert [(row["split"], row["step"]) for row in rows] == [
        *(("train", "0"), ("train", "1"), ("val", "1"))
    ]


@pytest.mark.parametrize("name", BY_STEPS)
def test_small_batches_in_one_step_learn_as_a_large_one(
    data_dir: Path, tmp_path: Path, name: str
) -> None:
    model = (f"model={name}", "trainer.max_epochs=2")
    whole = configure(data_dir, tmp_path, *model, "data.batch_size=8")
    parts = configure(data_dir, tmp_path, *model, "data.batch_size=2", "trainer.accumulate=4")
    for config in (whole, parts):
        if "dropout" in config.model:  # each small batch draws its own
            config.model.dropout = 0.0

    large = Trainer(whole, CPU, tmp_path / "large").fit()
    small = Trainer(parts, CPU, tmp_path / "small").fit()

    assert small["steps"] == large["steps"]
    # the mean over the characters of a batch weighs its rows by their length
    assert small["loss"] == pytest.approx(large["loss"], rel=0.05)


def test_a_model_without_epochs_is_refused_in_several_processes(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configure(data_dir, tmp_path)
    task = Task(config, Preprocess.declared(config.data))
    monkeypatch.setattr(trainer_module, "build_model", lambda *_: AtOnce(task.output_shape()))

    with pytest.raises(ConfigError, match="fitted at once, in one process"):
        Trainer(config, Runtime(CPU.device, rank=1, world_size=2), tmp_path / "checkpoint")


@pytest.mark.parametrize("name", BY_STEPS)
def test_a_resume_with_other_processes_is_refused(
    data_dir: Path, tmp_path: Path, name: str
) -> None:
    config = configure(data_dir, tmp_path, f"model={name}", "trainer.max_epochs=1")
    trainer = Trainer(config, CPU, tmp_path / "checkpoint")
    trainer.fit()

    trainer.runtime = Runtime(CPU.device, rank=0, world_size=2)
    state = torch.load(tmp_path / "checkpoint" / "trainer_state.pt", weights_only=True)
    with pytest.raises(ConfigError, match="'processes' was 1 in the interrupted run, now 2"):
        trainer._restore(state)


def test_curves_without_their_package_leave_with_a_word(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    config = configure(data_dir, tmp_path, "trainer.max_epochs=1", "logging.tensorboard=true")

    with pytest.raises(ConfigError, match="pip install tensorboard"):
        Trainer(config, CPU, tmp_path / "checkpoint").fit()


@pytest.mark.parametrize("name", BY_STEPS)
def test_a_loss_that_is_not_finite_stops_the_run(data_dir: Path, tmp_path: Path, name: str) -> None:
    config = configure(data_dir, tmp_path, f"model={name}")
    trainer = Trainer(config, CPU, tmp_path / "checkpoint")
    with torch.no_grad():
        next(trainer.model.parameters()).fill_(float("nan"))

    with pytest.raises(CommandError, match="loss became nan at epoch 1 step 1"):
        trainer.fit()


def test_the_script_prints_errors_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["train.py", "--dry-run", "modle.name=x"])

    with pytest.raises(SystemExit) as caught:
        train_script.run_command(train_script.main)

    assert caught.value.code == 2
    assert capsys.readouterr().err.startswith("error: unknown key 'modle.name'")
