"""The clusterings: how many clusters they find, what they join, and that labels do not matter."""

from __future__ import annotations

import pytest

from template_project.utils import ConfigError

torch = pytest.importorskip("torch")

from template_project.models.compact import CompactClusters  # noqa: E402
from template_project.models.deep import DeepClusters  # noqa: E402
from template_project.models.grouping import kmeans, silhouette  # noqa: E402
from template_project.models.spectral import (  # noqa: E402
    SpectralClusters,
    slowest,
    widest_gap,
)


def noise(rows: int, columns: int = 2, seed: int = 3) -> torch.Tensor:
    return torch.randn(rows, columns, generator=torch.Generator().manual_seed(seed))


def rings(rows: int) -> torch.Tensor:
    """Every second row on a ring of radius 1, the others on one of radius 6 around it."""
    turn = torch.arange(rows) * 2.399963
    radius = torch.where(torch.arange(rows) % 2 == 0, 1.0, 6.0)
    return torch.stack([radius * turn.cos(), radius * turn.sin()], dim=1)


def lumps() -> torch.Tensor:
    """Three lumps of 30 rows each, row by row in turn."""
    centres = torch.tensor([[0.0, 0.0], [9.0, 0.0], [0.0, 9.0]])
    return noise(90) * 0.5 + centres[torch.arange(90) % 3]


def fitted(model: torch.nn.Module, rows: torch.Tensor) -> torch.nn.Module:
    with torch.no_grad():
        model.fit(rows, torch.zeros(len(rows)))
    return model.eval()


def clusters_of(model: torch.nn.Module, rows: torch.Tensor) -> list[int]:
    apart = model(rows)[:, 1:]
    return apart.masked_fill(apart < 0, float("inf")).argmin(dim=1).tolist()


def parts(found: list[int], every: int) -> list[set[int]]:
    return [set(found[start::every]) for start in range(every)]


@pytest.mark.parametrize("landmarks", [40, 200])
def test_rings_inside_each_other_are_told_apart(landmarks: int) -> None:
    model = fitted(SpectralClusters(2, 6, 2, landmarks, 6), rings(120))

    inner, outer = parts(clusters_of(model, rings(120)), 2)

    assert len(inner) == len(outer) == 1
    assert inner != outer


def test_the_number_of_clusters_can_be_given() -> None:
    spectral = fitted(SpectralClusters(2, 6, 4, 60, 6), lumps())
    compact = fitted(CompactClusters(2, 6, 4), lumps())

    assert len(set(clusters_of(spectral, lumps()))) == len(set(clusters_of(compact, lumps()))) == 4


@pytest.mark.parametrize("kind", ["spectral", "compact"])
def test_the_number_of_lumps_is_found(kind: str) -> None:
    compact = CompactClusters(2, 6, None)
    model = fitted(compact if kind == "compact" else SpectralClusters(2, 6, None, 60, 6), lumps())

    found = parts(clusters_of(model, lumps()), 3)

    assert all(len(part) == 1 for part in found)
    assert len(set.union(*found)) == 3
    assert ((model(lumps())[:, 1:] >= 0).sum(dim=1) == 3).all()


def test_a_column_in_large_units_does_not_decide_alone() -> None:
    rows = lumps()
    stretched = rows * torch.tensor([1.0, 1000.0])

    before, after = (
        clusters_of(fitted(CompactClusters(2, 6, 3), given), given) for given in (rows, stretched)
    )

    assert before == after


def test_the_targets_change_nothing() -> None:
    models = []
    for targets in (torch.zeros(90), torch.arange(90.0)):
        model = SpectralClusters(2, 6, None, 60, 6)
        with torch.no_grad():
            model.fit(lumps(), targets)
        models.append(model)

    assert torch.equal(models[0](lumps()), models[1](lumps()))


def test_the_first_number_is_the_distance_to_the_nearest_landmark() -> None:
    rows = lumps()
    model = fitted(SpectralClusters(2, 6, None, 200, 6), rows)

    found = model(rows + 0.01)

    nearest = (rows[:, None] + 0.01 - rows).square().sum(dim=2).sqrt().amin(dim=1)
    assert found[:, 0].tolist() == pytest.approx(nearest.tolist(), abs=1e-4)
    apart = found[:, 1:]
    assert torch.equal(apart.masked_fill(apart < 0, 1e9).amin(dim=1), found[:, 0])


def test_many_rows_get_the_distances_that_they_get_alone() -> None:
    model, asked = fitted(SpectralClusters(2, 6, None, 50, 6), lumps()), noise(150, seed=8)

    assert model(asked)[::50].tolist() == model(asked[::50]).tolist()


@pytest.mark.parametrize("rows", [1, 2, 5])
def test_a_few_rows_are_enough_to_fit_to(rows: int) -> None:
    for model in (SpectralClusters(2, 6, None, 50, 6), CompactClusters(2, 6, None)):
        assert torch.isfinite(fitted(model, noise(rows))(noise(3))).all()


def test_the_widest_gap_tells_the_number() -> None:
    assert widest_gap(torch.tensor([1.0, 0.98, 0.97, 0.6, 0.5, 0.1]), 4) == 3
    assert widest_gap(torch.tensor([1.0, 0.98, 0.97, 0.6, 0.5, 0.1]), 6) == 5
    assert widest_gap(torch.tensor([1.0, 0.2, 0.1]), 6) == 2


def test_a_graph_in_two_pieces_has_two_modes_that_do_not_decay() -> None:
    rows = torch.cat([noise(20), noise(20, seed=4) + 50]).double()

    values, modes = slowest(rows, 5)

    assert values[:2].tolist() == pytest.approx([1, 1], abs=1e-9)
    assert values[2] < 0.99
    assert modes.shape == (40, 40)


def test_the_silhouette_agrees_with_a_figure_worked_out_by_hand() -> None:
    line = torch.tensor([[0.0], [1.0], [4.0], [5.0]])

    value = silhouette(torch.cdist(line, line), torch.tensor([0, 0, 1, 1]))

    assert value == pytest.approx(((1 - 1 / 4.5) + (1 - 1 / 3.5)) / 2)
    assert silhouette(torch.cdist(line, line), torch.zeros(4, dtype=torch.int64)) == 0


def test_equal_rows_share_a_centre() -> None:
    centres = kmeans(torch.ones(5, 2), 3, torch.Generator().manual_seed(0))

    assert torch.equal(centres, torch.ones(3, 2))


def test_a_deep_clustering_draws_codes_to_their_nearest_centre() -> None:
    torch.manual_seed(0)
    model = DeepClusters(2, 6, 3, 16, 4, 0.5)

    found = model(noise(8))

    assert (found[:, 1:4] >= 0).all() and (found[:, 4:] < 0).all()
    codes = model.encoder(noise(8))
    nearest = (codes[:, None] - model.centres).square().mean(dim=2).amin(dim=1)
    missed = (model.decoder(codes) - noise(8)).square().mean(dim=1)
    assert found[:, 0].tolist() == pytest.approx((missed + 0.5 * nearest).tolist(), rel=1e-5)


def test_fewer_landmarks_than_clusters_are_refused() -> None:
    with pytest.raises(ConfigError, match=r"model\.landmarks"):
        SpectralClusters(2, 6, None, 5, 3)
