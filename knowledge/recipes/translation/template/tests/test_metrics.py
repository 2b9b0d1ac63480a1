"""What the task makes of a model's numbers: texts, a loss, scores, and the cheap answer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from omegaconf import OmegaConf
from test_scores import measured

from template_project.datasets.preprocess import Preprocess
from template_project.datasets.records import Prediction
from template_project.datasets.words import END, FIRST, PAD
from template_project.task import Task
from template_project.utils import InputError, scoring

torch = pytest.importorskip("torch")

KNOWN = Preprocess(4, 5, 10, 10, source=("edit", "page"), target=("编", "辑", "页"))


@pytest.fixture
def task() -> Task:
    return Task(OmegaConf.create({"metric": "bleu"}), KNOWN)


def points(text: str) -> Any:
    return KNOWN.points(text)


def test_numbers_become_texts_and_nothing_said_means_the_source(task: Task) -> None:
    outputs = np.array([[FIRST, FIRST + 1, 11, END, FIRST], [END, PAD, PAD, PAD, PAD]])

    answers = task.answers(["a", "b"], outputs, [points("Edit JSON"), points("Go")])

    assert answers == [Prediction("a", "编辑JSON"), Prediction("b", "Go")]
    assert answers[0].to_dict() == {"id": "a", "prediction": "编辑JSON"}


def test_the_loss_is_the_mean_over_wanted_words(task: Task) -> None:
    likelihoods = torch.tensor([[-1.0, -3.0, -9.0, -9.0, -9.0]])

    loss = task.loss(likelihoods, torch.tensor([[FIRST, END, PAD, PAD, PAD]]))

    assert loss.item() == pytest.approx(2.0)


@pytest.mark.parametrize("label", [None, 5, "", " "])
def test_a_label_that_is_no_text_is_refused(task: Task, label: Any) -> None:
    with pytest.raises(InputError, match="field 'label'"):
        task.encode({"id": "x", "text": "edit", "label": label})


class Known:
    """Two training texts."""

    records = ({"id": "a", "label": "编辑"}, {"id": "b", "label": "页"})
    inputs = (points("Edit"), points("A page"))


class Asked:
    """One text that is like the second."""

    records = ({"id": "c"},)
    inputs = (points("The page"),)


def test_the_baseline_says_the_translation_of_the_nearest_text(task: Task) -> None:
    name, answers = task.baseline(Known(), Asked())  # type: ignore[arg-type]

    assert (name, answers) == ("nearest", [Prediction("c", "页")])


def test_the_score_of_a_resample_is_that_of_its_rows(task: Task) -> None:
    records = [{"label": "编辑一个页面"}, {"label": "页面"}]
    answers = [Prediction("a", "编辑一个页面"), Prediction("b", "面页")]
    scorer = task.scorer("chrf", records, answers)

    assert scorer(np.array([0, 0])) == pytest.approx(100.0)
    assert scoring.score(scorer, 2) == pytest.approx(
        measured("chrf", ("编辑一个页面", "编辑一个页面"), ("面页", "页面"))
    )
