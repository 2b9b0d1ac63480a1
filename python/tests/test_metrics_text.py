"""BLEU and chrF are those of sacreBLEU: recorded figures always, the library where installed."""

from __future__ import annotations

import random

import numpy as np
import pytest

from plumbline_trusted.columns import TextColumns
from plumbline_trusted.metrics import METRICS, Options
from plumbline_trusted.tokens import words_of

HELD = ["我們可以在這裏編輯頁面。", "請輸入使用者名稱 (user-name)", "3.5 KB，共10項", "刪除"]
SAID = ["我們可在這裏編輯呢頁。", "請輸入用戶名 (user-name)", "3.5 KB, 共10項", "刪除"]
ENGLISH = ["The cat sat on the mat, didn't it?", "It costs $3.50 & more-or-less 10-20%."]
NEARLY = ["A cat sat on a mat, didn't it?", "It costs $3.50 &amp; more or less 10-20 %."]


def score(name: str, held: list[str], said: list[str], tokens: str = "zh") -> float:
    columns = TextColumns(held, said, tokens)
    ones = np.ones((1, len(held)))
    return float(METRICS[name].compute(columns, ones, Options("macro", 0))[0])


# made with sacrebleu 2.6.0: corpus_bleu(said, [held], tokenize=...).score, corpus_chrf(...).score
RECORDED = [
    ("bleu", HELD, SAID, "zh", 34.379964257947314),
    ("bleu", HELD, SAID, "char", 60.24462468067556),
    ("bleu", ENGLISH, NEARLY, "13a", 55.795674820335016),
    ("chrf", HELD, SAID, "zh", 51.15492516490994),
    ("chrf", ENGLISH, NEARLY, "13a", 68.55938752198418),
]


@pytest.mark.parametrize(("name", "held", "said", "tokens", "figure"), RECORDED)
def test_a_corpus_score_is_the_one_that_sacrebleu_gave(
    name: str, held: list[str], said: list[str], tokens: str, figure: float
) -> None:
    assert score(name, held, said, tokens) == pytest.approx(figure, abs=1e-9)


LETTERS = "一二三四五，。“”…—ａＢ㈱ abc DEF 12.5-3,4 ()[]{}<>&amp;$%\u2028𠀀é\t"


def some_lines(draw: random.Random, count: int) -> tuple[list[str], list[str]]:
    held = ["".join(draw.choices(LETTERS, k=draw.randint(1, 40))) for _ in range(count)]
    said = [
        "".join(c if draw.random() < 0.8 else draw.choice(LETTERS) for c in line) for line in held
    ]
    return held, said


@pytest.mark.parametrize("tokens", ["zh", "13a", "char"])
@pytest.mark.parametrize("seed", range(6))
def test_scores_and_words_equal_those_of_sacrebleu_on_any_text(tokens: str, seed: int) -> None:
    sacrebleu = pytest.importorskip("sacrebleu")
    held, said = some_lines(random.Random(seed), 25)
    theirs = sacrebleu.metrics.BLEU(tokenize=tokens)

    assert [words_of(line, tokens) for line in held] == [
        theirs.tokenizer(line.rstrip()).split() for line in held
    ]
    assert score("bleu", held, said, tokens) == pytest.approx(
        theirs.corpus_score(said, [held]).score, abs=1e-9
    )
    assert score("chrf", held, said) == pytest.approx(
        sacrebleu.corpus_chrf(said, [held]).score, abs=1e-9
    )


@pytest.mark.parametrize("name", ["bleu", "chrf", "exact_match"])
def test_a_resample_is_the_score_of_the_corpus_with_its_rows_repeated(name: str) -> None:
    held, said = some_lines(random.Random(3), 20)
    said[4], said[9] = held[4], held[9]
    weights = np.random.default_rng(5).integers(0, 3, 20)
    repeated = [i for i, count in enumerate(weights) for _ in range(count)]
    columns = TextColumns(held, said)

    found = METRICS[name].compute(columns, weights[None, :].astype(float), Options("macro", 0))

    assert float(found[0]) == pytest.approx(
        score(name, [held[i] for i in repeated], [said[i] for i in repeated])
    )


@pytest.mark.parametrize(
    ("name", "said", "figure"),
    [
        ("bleu", "", 0.0),
        ("chrf", "", 0.0),
        ("exact_match", "", 0.0),
        ("exact_match", "甲乙丙丁", 1),
    ],
)
def test_an_empty_answer_scores_nothing(name: str, said: str, figure: float) -> None:
    assert score(name, ["甲乙丙丁"], [said]) == figure
