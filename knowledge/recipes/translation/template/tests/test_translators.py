"""The phrase table and the network: what they learn, copy, and leave out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from template_project.datasets.words import END, PAD
from template_project.models import build_model
from template_project.utils import ConfigError
from template_project.utils.config import load_config

torch = pytest.importorskip("torch")
torch.set_num_threads(1)

from template_project.models.phrasal import (  # noqa: E402
    NEVER,
    Weights,
    best_translations,
    next_key,
    slot_of,
)

ROOT = Path(__file__).resolve().parents[1]
# 3 and 4 mean 5 and 6, but together they are said 7
PAIRS = [([3], [5]), ([4], [6]), ([3, 4], [7]), ([3, 4], [7]), ([4, 3], [6, 5]), ([8], [9, 9])]


def configure(name: str, *overrides: str) -> Any:
    return load_config(ROOT / "configs/config.yaml", [f"model={name}", *overrides], {})


def batch(rows: list[list[int]], length: int) -> Any:
    return torch.tensor([[*row, *[PAD] * (length - len(row))] for row in rows])


def a_fitted_table(*overrides: str) -> tuple[Any, Any]:
    config = configure("phrases", *overrides)
    model = build_model(config.model, config.data)
    given = batch([one for one, _ in PAIRS], config.data.length)
    said = batch([[*two, END] for _, two in PAIRS], config.data.said)
    with torch.no_grad():
        model.fit(given, said)
    return model, config


def said_by(model: Any, config: Any, row: list[int]) -> list[int]:
    answer = model(batch([row], config.data.length))[0].tolist()
    return [word for word in answer if word != PAD]


def test_a_known_phrase_is_said_as_a_whole_and_others_word_by_word() -> None:
    model, config = a_fitted_table()

    assert said_by(model, config, [3, 4]) == [7]
    assert said_by(model, config, [4, 3]) == [6, 5]
    assert said_by(model, config, [4, 8, 3, 4]) == [6, 9, 9, 7]


def test_an_unknown_word_is_copied_from_its_place() -> None:
    model, config = a_fitted_table()

    assert said_by(model, config, [3, 1, 4]) == [5, config.data.target_words + 1, 6]


def test_before_the_fit_all_words_are_copied() -> None:
    config = configure("phrases")
    first = config.data.target_words

    answer = said_by(build_model(config.model, config.data), config, [3, 4, 5])

    assert answer == [first, first + 1, first + 2]


def test_an_answer_that_has_no_room_is_cut() -> None:
    model, config = a_fitted_table("data.said=3")

    assert said_by(model, config, [8, 8]) == [9, 9, 9]


def test_phrases_that_find_no_free_slot_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    slot_of = "template_project.models.phrasal.slot_of"
    monkeypatch.setattr(slot_of, lambda *_: 5)

    model, _ = a_fitted_table()

    assert (model.keys != 0).sum() == 1


def test_likely_words_are_likelier_after_the_fit() -> None:
    model, config = a_fitted_table()
    given = batch([[8]], config.data.length)

    likely, unlikely = (model(given, batch([[word]], config.data.said))[0, 0] for word in (9, 5))

    assert likely > torch.tensor(0.5).log() > unlikely > NEVER


def test_keys_and_slots_are_the_same_for_one_phrase_and_for_many() -> None:
    words = torch.tensor([3, 4, 2000])

    key = next_key(next_key(0, 3), 4)

    assert next_key(next_key(0 * words, words[0] + 0 * words), words)[1] == key
    assert slot_of(torch.tensor([key]), 2, 1024).tolist() == [slot_of(key, 2, 1024)]
    assert {slot_of(number, 0, 8) for number in range(500)} == set(range(1, 8))


def test_what_was_seen_more_often_wins() -> None:
    level = torch.zeros(5, 5).numpy()
    counts = {((1,), (2,)): 1, ((1,), (3,)): 3}

    best = best_translations(counts, level, level, Weights(back=0.0, words=0.3, price=1.0))

    assert best[(1,)][1] == (3,)


def test_the_network_learns_one_pair_by_heart_and_copies() -> None:
    torch.manual_seed(1)
    config = configure("seq2seq", "model.dropout=0.0", "data.said=4")
    model = build_model(config.model, config.data)
    copied = config.data.target_words + 1
    given, wanted = batch([[3, 1]], config.data.length), torch.tensor([[7, copied, END, PAD]])
    steps = torch.optim.Adam(model.parameters(), lr=0.01)

    for _ in range(30):
        steps.zero_grad()
        (-model(given, wanted)[wanted != PAD].mean()).backward()
        steps.step()

    assert model.eval()(given).tolist() == wanted.tolist()


def test_wrong_sizes_are_refused() -> None:
    config = configure("phrases", "model.slots=10")

    with pytest.raises(ConfigError, match=r"model\.slots"):
        build_model(config.model, config.data)
