"""Metrics of texts against figures worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from template_project.utils import metrics


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
