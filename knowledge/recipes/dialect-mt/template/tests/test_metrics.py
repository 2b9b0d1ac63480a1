"""Metrics of texts against figures worked out by hand, and what the task makes of scores."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from omegaconf import OmegaConf

from template_project.datasets.edits import SELF
from template_project.datasets.preprocess import Preprocess
from template_project.datasets.records import Prediction
from template_project.task import NOTHING, Task
from template_project.utils import InputError, metrics, scoring

EDITS = (SELF, "不", "的", "", "是" + SELF)


@pytest.fixture
def task() -> Task:
    return Task(OmegaConf.create(), Preprocess(length=4, tags=6, least=1, edits=EDITS))


def measured(name: str, *pairs: tuple[str, str]) -> float:
    metric = metrics.METRICS[name]
    return metric(np.array([metric.count(said, reference) for said, reference in pairs]))


def test_the_same_text_scores_a_hundred() -> None:
    for name, best in (("chrf", 100.0), ("bleu", 100.0), ("exact_match", 1.0)):
        assert measured(name, ("這是不對的", "這是不對的")) == pytest.approx(best)


def test_texts_without_a_common_character_score_nothing() -> None:
    assert [measured(name, ("甲乙丙丁", "子丑寅卯")) for name in metrics.METRICS] == [0.0, 0.0, 0.0]


def test_chrf_agrees_with_figures_worked_out_by_hand() -> None:
    # orders 1 to 3: 2 of 3, 1 of 2, 0 of 1 on both sides
    share = (2 / 3 + 1 / 2 + 0) / 3

    assert measured("chrf", ("一二三", "一二四")) == pytest.approx(100 * share)


def test_recall_counts_twice_in_chrf() -> None:
    precision, recall = (1 + 1) / 2, (2 / 4 + 1 / 3) / 2
    expected = 5 * precision * recall / (4 * precision + recall)

    assert measured("chrf", ("一二", "一二三四")) == pytest.approx(100 * expected)


def test_bleu_agrees_with_figures_worked_out_by_hand() -> None:
    # one reference of six characters, five said: 4/5, 3/4, 2/3, 1/2 and brevity exp(1 - 6/5)
    expected = np.exp(1 - 6 / 5) * (4 / 5 * 3 / 4 * 2 / 3 * 1 / 2) ** 0.25

    assert measured("bleu", ("一二三四八", "一二三四五六")) == pytest.approx(100 * expected)


def test_words_are_characters_in_chinese_and_words_elsewhere() -> None:
    assert metrics.words_of("用 wiki 嘅版,1.5 版") == [
        *("用", "wiki", "嘅", "版", ",", "1.5", "版")
    ]


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
