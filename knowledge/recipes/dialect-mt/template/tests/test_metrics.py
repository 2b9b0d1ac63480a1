"""What the task makes of scores of edits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from omegaconf import OmegaConf
from test_scores import measured

from template_project.datasets.edits import SELF
from template_project.datasets.preprocess import Preprocess
from template_project.datasets.records import Prediction
from template_project.task import NOTHING, Task
from template_project.utils import InputError, scoring

EDITS = (SELF, "不", "的", "", "是" + SELF)


@pytest.fixture
def task() -> Task:
    return Task(OmegaConf.create(), Preprocess(length=4, tags=6, least=1, edits=EDITS))


def test_the_best_known_edit_of_each_character_is_carried_out(task: Task) -> None:
    source = np.array([ord(character) for character in "唔好嘅"])
    outputs = np.zeros((1, 4, 6), dtype=np.float32)
    outputs[0, 0, 1] = outputs[0, 1, 4] = outputs[0, 2, 3] = 1.0
    outputs[0, 3, 1] = 9.0  # padding
    outputs[0, 1, 5] = 9.0  # no edit has this number

    answers = task.answers(["x"], outputs, [source])

    assert answers == [Prediction("x", "不是好")]
    assert answers[0].to_dict() == {"id": "x", "prediction": "不是好"}


def test_targets_are_the_numbers_of_edits_and_unknown_ones_are_left_out(task: Task) -> None:
    assert task.encode({"text": "唔好嘅", "label": "不好的"}).tolist() == [1, 0, 2, NOTHING]
    assert task.encode({"text": "唔好嘅", "label": "莫好"}).tolist() == [0, 0, 3, NOTHING]
    assert task.encode({"text": "一二三四五", "label": "一二三四"}).tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("label", [None, 5, "", " "])
def test_a_label_that_is_no_text_is_refused(task: Task, label: Any) -> None:
    with pytest.raises(InputError, match="field 'label'"):
        task.encode({"id": "x", "text": "唔好", "label": label})


class Rows:
    """Two texts."""

    records = ({"id": "a"}, {"id": "b"})
    inputs = (np.array([ord("唔")]), np.array([ord("好")]))


def test_the_baseline_says_the_source_again(task: Task) -> None:
    name, answers = task.baseline(Rows(), Rows())  # type: ignore[arg-type]

    assert (name, [answer.prediction for answer in answers]) == ("copy", ["唔", "好"])


def test_the_score_of_a_resample_is_that_of_its_rows(task: Task) -> None:
    records = [{"label": "不好的"}, {"label": "我是"}]
    answers = [Prediction("a", "不好的"), Prediction("b", "我係")]
    scorer = task.scorer("chrf", records, answers)

    assert scorer(np.array([0, 0])) == pytest.approx(100.0)
    assert scorer(np.array([1])) == pytest.approx(measured("chrf", ("我係", "我是")))
    assert scoring.score(scorer, 2) == pytest.approx(
        measured("chrf", ("不好的", "不好的"), ("我係", "我是"))
    )
