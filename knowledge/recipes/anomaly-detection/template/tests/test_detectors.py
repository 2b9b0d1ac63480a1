"""The detectors: what they keep, where they draw the level, and that odd rows stand out."""

from __future__ import annotations

import pytest

from template_project.utils import ConfigError

torch = pytest.importorskip("torch")

from template_project.models.level import Level  # noqa: E402
from template_project.models.masked import MaskedColumns  # noqa: E402
from template_project.models.neighbours import Neighbours, spread_out  # noqa: E402


def rows(count: int, columns: int = 6, seed: int = 3) -> torch.Tensor:
    return torch.randn(count, columns, generator=torch.Generator().manual_seed(seed))


def fitted(count: int, bank: int, nearest: int = 2) -> Neighbours:
    model = Neighbours(6, bank, nearest, [0.9])
    with torch.no_grad():
        model.fit(rows(count), torch.zeros(count))
    return model


@pytest.mark.parametrize("bank", [40, 64])
def test_the_distance_is_the_mean_to_the_nearest_rows(bank: int) -> None:
    model, asked = fitted(40, bank), rows(9, seed=4)

    found = model(asked)[:, 0]

    expected = torch.cdist(asked, rows(40)).topk(2, largest=False).values.mean(dim=1)
    assert found.tolist() == pytest.approx(expected.tolist(), abs=1e-3)


def test_a_training_row_does_not_count_as_its_own_neighbour_for_the_level() -> None:
    apart = torch.cdist(rows(40), rows(40)).fill_diagonal_(float("inf"))

    expected = torch.quantile(apart.topk(2, largest=False).values.mean(dim=1), 0.9)

    assert fitted(40, 64).get_buffer("levels").item() == pytest.approx(expected.item(), abs=1e-3)


def test_a_bank_smaller_than_the_data_covers_it() -> None:
    lumps = torch.cat([rows(50) * 0.01, rows(3, seed=5) + 20, rows(50, seed=6) * 0.01 - 20])

    chosen = lumps[spread_out(lumps, 8)]

    assert torch.cdist(lumps, chosen).min(dim=1).values.max() < 0.1
    assert len(set(spread_out(lumps, 8))) == 8


def test_rows_that_are_labelled_anomalies_are_not_kept() -> None:
    model = Neighbours(6, 32, 2, [0.9])
    odd = rows(10) + 50
    inputs, targets = torch.cat([rows(30), odd]), torch.tensor([0.0] * 30 + [1.0] * 10)

    with torch.no_grad():
        model.fit(inputs, targets)

    assert (model(odd)[:, 0] > 10 * model(odd)[:, 1]).all()


def test_many_rows_get_the_distances_that_they_get_alone() -> None:
    model, asked = fitted(40, 64), rows(150, seed=8)

    assert model(asked)[::50].tolist() == model(asked[::50]).tolist()


def test_before_the_fit_every_row_is_far_away() -> None:
    assert (Neighbours(6, 16, 2, [0.9])(rows(4))[:, 0] >= 1000).all()


def test_a_few_rows_are_enough_to_fit_to() -> None:
    model = fitted(1, 16)

    assert model(rows(1))[0].tolist() == pytest.approx([0, 0], abs=1e-5)
    assert model(rows(1) + 1)[0, 0].item() == pytest.approx(6**0.5, abs=1e-4)


def test_more_neighbours_than_the_bank_holds_are_refused() -> None:
    with pytest.raises(ConfigError, match=r"model\.nearest"):
        Neighbours(6, 4, 4, [0.9])


def test_the_level_follows_the_quantile_of_the_errors() -> None:
    level = Level([0.5, 0.95])
    generator = torch.Generator().manual_seed(0)
    for _ in range(300):
        level(torch.exp(0.4 * torch.randn(32, generator=generator) - 1.0))
    level.eval()

    middle, high = level(torch.ones(1))[0, 1:].tolist()

    assert middle == pytest.approx(0.368, rel=0.1)  # e^-1
    assert high == pytest.approx(0.710, rel=0.15)  # e^(-1 + 0.4 * 1.645)


def test_the_level_stays_where_it_is_outside_training() -> None:
    level = Level([0.95])
    level(torch.rand(8) + 1)
    before = [value.clone() for value in level.state_dict().values()]
    level.eval()

    level(torch.rand(8) * 100)

    assert all(torch.equal(*pair) for pair in zip(before, level.state_dict().values(), strict=True))


def test_a_hidden_column_is_guessed_without_being_seen() -> None:
    torch.manual_seed(0)
    model = MaskedColumns(6, 16, 2, 1, 6, [0.95]).eval()
    guesses = []
    model.head.register_forward_hook(lambda *call: guesses.append(call[2].detach()))

    for value in (0.0, 5.0):
        asked = rows(1)
        asked[0, 0] = value
        model(asked)

    assert torch.equal(guesses[0][0, 0], guesses[6][0, 0])  # group 0 hides column 0
    assert not torch.equal(guesses[1][0, 0], guesses[7][0, 0])
