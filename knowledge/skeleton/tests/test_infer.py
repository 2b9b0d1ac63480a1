"""Prediction, evaluation and export of a trained checkpoint, as a person would call them."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from template_project.predictor import Predictor
from template_project.utils import CommandError, InputError
from template_project.utils.checkpoint import load_saved_config
from template_project.utils.config import load_config
from template_project.utils.metrics import LOWER_IS_BETTER

from family import broken_records, is_answer

Script = Callable[..., int]
DEFAULT_LIMIT_MS = 1000.0


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_every_input_gets_one_answer_under_its_own_id(
    run_script: Script, checkpoint: Path, data_dir: Path, tmp_path: Path
) -> None:
    inputs = data_dir / "test_inputs.jsonl"
    output = tmp_path / "predictions.jsonl"

    code = run_script("infer", "--checkpoint", checkpoint, "--input", inputs, "--output", output)

    answers = read(output)
    assert code == 0
    assert [answer["id"] for answer in answers] == [record["id"] for record in read(inputs)]
    assert all(is_answer(answer, load_saved_config(checkpoint)) for answer in answers)


def test_an_answer_does_not_depend_on_its_batch(
    checkpoint: Path, data_dir: Path, sample: list[dict[str, Any]]
) -> None:
    predictor = Predictor(checkpoint)
    inputs = predictor.read_all(sample[:8], data_dir)

    together = predictor.outputs(inputs)
    alone = np.concatenate([predictor.outputs([value]) for value in inputs])

    assert np.allclose(together, alone, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(("line", "field"), broken_records())
def test_a_wrong_input_is_named_and_nothing_is_written(
    run_script: Script, checkpoint: Path, data_dir: Path, tmp_path: Path, line: str, field: str
) -> None:
    good = (data_dir / "test_inputs.jsonl").read_text(encoding="utf-8").splitlines()[0]
    path, output = tmp_path / "inputs.jsonl", tmp_path / "predictions.jsonl"
    path.write_text(f"{good}\n{line}\n", encoding="utf-8")

    with pytest.raises(InputError, match="line 2") as caught:
        run_script(
            *("infer", "--checkpoint", checkpoint, "--input", path),
            *("--output", output, "--root", data_dir),
        )

    assert caught.value.exit_code == 3
    assert field in str(caught.value)
    assert not output.exists()


def test_a_file_without_a_record_is_refused(
    run_script: Script, checkpoint: Path, tmp_path: Path
) -> None:
    path, output = tmp_path / "inputs.jsonl", tmp_path / "predictions.jsonl"
    path.write_text("\n", encoding="utf-8")

    with pytest.raises(InputError, match=r"inputs\.jsonl holds no record") as caught:
        run_script("infer", "--checkpoint", checkpoint, "--input", path, "--output", output)

    assert caught.value.exit_code == 3
    assert not output.exists()


def test_other_weights_give_other_answers(
    checkpoint: Path, data_dir: Path, sample: list[dict[str, Any]], tmp_path: Path
) -> None:
    from safetensors.torch import load_file, save_file

    folder = tmp_path / "changed"
    shutil.copytree(checkpoint, folder)
    weights = folder / "model.safetensors"
    save_file({name: -value for name, value in load_file(weights).items()}, weights)

    before, after = (
        predictor.outputs(predictor.read_all(sample, data_dir))
        for predictor in (Predictor(checkpoint), Predictor(folder))
    )

    changed = (before != after).reshape(len(sample), -1).any(axis=1)
    assert changed.mean() > 0.5


def test_the_evaluation_beats_the_baseline(
    run_script: Script, checkpoint: Path, data_dir: Path, tmp_path: Path
) -> None:
    output = tmp_path / "eval.json"

    run_script("eval", "--checkpoint", checkpoint, "--data", data_dir, "--output", output)

    result = json.loads(output.read_text(encoding="utf-8"))
    gain, (low, high) = result["value"] - result["baseline_value"], result["gain_95"]
    assert (-gain if result["metric"] in LOWER_IS_BETTER else gain) > 0
    assert low <= gain <= high
    assert result["all"][result["metric"]] == result["value"]
    assert output.with_suffix(".png").read_bytes()[:4] == b"\x89PNG"


def test_the_onnx_export_answers_as_torch_does(
    run_script: Script,
    checkpoint: Path,
    data_dir: Path,
    sample: list[dict[str, Any]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "exported"
    shutil.copytree(checkpoint, folder)

    assert run_script("export", "--checkpoint", folder) == 0

    report = json.loads(capsys.readouterr().out)
    torch_side, onnx_side = Predictor(folder), Predictor(folder, "auto")
    inputs = torch_side.read_all(sample, data_dir)
    assert onnx_side.backend == "onnx"
    assert onnx_side.version == torch_side.version
    assert report["parity_max_abs_diff"] <= 1e-4
    both = [side.outputs(inputs) for side in (onnx_side, torch_side)]
    assert np.allclose(*both, rtol=1e-4, atol=1e-4)


def test_an_export_of_other_weights_is_refused(
    run_script: Script, checkpoint: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "stale"
    shutil.copytree(checkpoint, folder)
    run_script("export", "--checkpoint", folder)
    content = bytearray((folder / "model.safetensors").read_bytes())
    content[-1] ^= 1
    (folder / "model.safetensors").write_bytes(content)

    with pytest.raises(CommandError, match="export it again"):
        Predictor(folder, "onnx")


def test_one_prediction_stays_within_the_latency_limit(
    checkpoint: Path, data_dir: Path, sample: list[dict[str, Any]]
) -> None:
    sla = load_config(environ={}).sla
    stated = [float(value) for key, value in sla.items() if str(key).startswith("latency")]
    limit = min(stated, default=DEFAULT_LIMIT_MS)
    predictor = Predictor(checkpoint)
    predictor.predict(["warm-up"], predictor.read_all(sample[:1], data_dir))

    times = []
    for record in (sample * 2)[:100]:
        started = time.perf_counter()
        predictor.predict([record["id"]], predictor.read_all([record], data_dir))
        times.append(1000 * (time.perf_counter() - started))

    assert float(np.quantile(times, 0.95)) <= limit
