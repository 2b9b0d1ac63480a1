"""Word alignments and the phrases read off them, on pairs that a person can check."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")
torch.set_num_threads(1)

from template_project.models.alignment import Rounds, align  # noqa: E402
from template_project.models.phrases import linked, phrase_pairs  # noqa: E402

# words 3 to 6 mean 3 to 6; the second text says them the other way round
GIVEN = torch.tensor([[3, 4, 0], [4, 5, 0], [3, 5, 6], [6, 0, 0], [3, 0, 0]])
SAID = torch.tensor([[3, 4, 0, 0], [5, 4, 0, 0], [3, 5, 6, 0], [6, 0, 0, 0], [3, 0, 0, 0]])


def test_words_that_stand_together_are_linked() -> None:
    links, lexicon = align(GIVEN, SAID, (8, 8), Rounds(bags=8, chains=4))

    assert links.shape == (5, 4, 3)
    assert links[0].argmax(dim=1)[:2].tolist() == [0, 1]
    assert links[1].argmax(dim=1)[:2].tolist() == [1, 0]
    assert lexicon.shape == (9, 8)
    assert all(lexicon[word].argmax() == word for word in (3, 4, 5, 6))


def test_chances_are_shares_and_padding_has_none() -> None:
    links, lexicon = align(GIVEN, SAID, (8, 8), Rounds(bags=2, chains=2))

    assert links.sum(dim=2).max() <= 1 + 1e-5
    assert links[0, :, 2].max() == links[0, 2:].max() == 0
    assert torch.allclose(lexicon[3:7].sum(dim=1), torch.ones(4), atol=1e-5)


def test_the_answer_does_not_depend_on_how_many_pairs_are_read_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = align(GIVEN, SAID, (8, 8), Rounds(bags=2, chains=2))
    monkeypatch.setattr("template_project.models.alignment.BATCH", 2)

    parts = align(GIVEN, SAID, (8, 8), Rounds(bags=2, chains=2))

    for one, two in zip(whole, parts, strict=True):
        assert torch.allclose(one, two, atol=1e-6)


def test_links_of_one_direction_join_where_a_word_is_still_alone() -> None:
    forth = [[0.9, 0.0], [0.0, 0.3], [0.0, 0.8]]  # said words 0 and 2 come from given 0 and 1
    back = [[0.9, 0.0, 0.0], [0.0, 0.7, 0.1]]  # given 1 became said word 1

    assert linked(forth, back) == {(0, 0), (1, 1), (1, 2)}


def test_a_distant_link_of_a_word_that_has_another_is_left_out() -> None:
    forth = [[0.9, 0.0], [0.0, 0.9], [0.2, 0.2], [0.9, 0.0]]  # said word 3 comes from given 0
    back = [[0.9, 0.0, 0.0, 0.0], [0.0, 0.9, 0.0, 0.0]]  # which became said word 0

    assert linked(forth, back) == {(0, 0), (1, 1)}


def test_phrases_have_no_link_to_the_outside() -> None:
    found = set(phrase_pairs([7, 8, 9], [1, 2, 3], {(0, 0), (1, 2), (2, 1)}, 3, 3))

    assert found == {
        *(((7,), (1,)), ((8,), (3,)), ((9,), (2,))),
        *(((8, 9), (2, 3)), ((7, 8, 9), (1, 2, 3))),
    }


def test_words_without_a_link_join_at_the_ends_and_long_phrases_do_not() -> None:
    found = set(phrase_pairs([7], [1, 2, 3], {(0, 1)}, 1, 2))

    assert found == {((7,), (2,)), ((7,), (1, 2)), ((7,), (2, 3))}
