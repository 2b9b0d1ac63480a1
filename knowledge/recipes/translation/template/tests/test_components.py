"""The split by component: whole groups, near the shares that were asked for."""

from __future__ import annotations

from template_project.datasets.mini import parts_of


def test_a_component_lies_in_one_part_and_the_parts_come_near_their_shares() -> None:
    held = [f"component {place % 20}" for place in range(200)]

    parts = parts_of(held, 42, {"train": 0.7, "val": 0.1, "test": 0.2})

    sizes = {part: sum(parts[name] == part for name in held) for part in ("train", "val", "test")}
    assert sizes == {"train": 140, "val": 20, "test": 40}
    assert parts != parts_of(held, 1, {"train": 0.7, "val": 0.1, "test": 0.2})
