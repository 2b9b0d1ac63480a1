"""Which word became which: the hidden Markov alignment of Vogel et al. (1996), learnt from pairs.

Expectation maximisation on word numbers, a few hundred pairs at a time; 0 is padding. Every word of
one side is taken to come from a word of the other, or from nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

BATCH = 512
NOTHING = 0.1  # the prior share of words that come from nothing
FLOOR, TINY = 1e-9, 1e-12


@dataclass(frozen=True)
class Rounds:
    """Rounds of expectation maximisation: with places left out of account, then with them."""

    bags: int
    chains: int


def align(
    given: torch.Tensor, said: torch.Tensor, sizes: tuple[int, int], rounds: Rounds
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the chance of each link, (pairs, said, given), and that of each word from each.

    The last row of the second table is the words from nothing.
    """
    lexicon = torch.full((sizes[0] + 1, sizes[1]), 1 / sizes[1])
    reach = given.shape[1]
    jumps = torch.exp(-(torch.arange(-reach, reach + 1) - 1.0).abs() / 2)
    for _ in range(rounds.bags):
        counts = torch.zeros_like(lexicon)
        for one, two in _batches(given, said):
            _add(counts, one, two, _bag_links(lexicon, one, two))
        lexicon = _shares(counts)
    for last in range(rounds.chains, -1, -1):
        counts, moves, links = torch.zeros_like(lexicon), torch.zeros_like(jumps), []
        for one, two in _batches(given, said):
            chance, moved = _chain_links(lexicon, jumps, one, two)
            _add(counts, one, two, chance)
            moves += moved
            links.append(chance[:, :, :-1])
        if last:
            lexicon, jumps = _shares(counts), moves / moves.sum() + 1e-3
    return torch.cat(links), lexicon


def _batches(*sides: torch.Tensor) -> list[tuple[torch.Tensor, ...]]:
    return list(zip(*(torch.split(side, BATCH) for side in sides), strict=True))


def _shares(counts: torch.Tensor) -> torch.Tensor:
    counts[:, 0] = 0
    return counts / counts.sum(dim=1, keepdim=True).clamp(min=TINY)


def _with_nothing(lexicon: torch.Tensor, given: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.pad(given, (0, 1), value=len(lexicon) - 1)


def _emitted(lexicon: torch.Tensor, given: torch.Tensor, said: torch.Tensor) -> torch.Tensor:
    """The chance of each said word from each given one and from nothing; of padding none."""
    found = lexicon[_with_nothing(lexicon, given).unsqueeze(1), said.unsqueeze(2)]
    there = torch.nn.functional.pad(given > 0, (0, 1), value=True)
    return found * there.unsqueeze(1) * (said > 0).unsqueeze(2)


def _add(
    counts: torch.Tensor, given: torch.Tensor, said: torch.Tensor, links: torch.Tensor
) -> None:
    places = _with_nothing(counts, given).unsqueeze(1) * counts.shape[1] + said.unsqueeze(2)
    counts.view(-1).index_add_(0, places.flatten(), links.flatten())


def _bag_links(lexicon: torch.Tensor, given: torch.Tensor, said: torch.Tensor) -> torch.Tensor:
    count = (given > 0).sum(dim=1).clamp(min=1)
    prior = torch.full((len(given), given.shape[1] + 1), NOTHING)
    prior[:, :-1] = ((1 - NOTHING) / count).unsqueeze(1)
    chance = _emitted(lexicon, given, said) * prior.unsqueeze(1)
    return chance / chance.sum(dim=2, keepdim=True).clamp(min=TINY)


def _chain_links(
    lexicon: torch.Tensor, jumps: torch.Tensor, given: torch.Tensor, said: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Forward and backward over the said words; the second result counts the jumps made.

    The hidden state is the place of the last given word that a said one came from, and whether this
    one did. Each step is made to sum to one; `totals` are what it was divided by.
    """
    reach, steps = given.shape[1], said.shape[1]
    apart = torch.arange(reach).unsqueeze(0) - torch.arange(reach).unsqueeze(1) + reach
    there = (given > 0).float()
    move = jumps[apart] * there.unsqueeze(1)
    move = move / move.sum(dim=2, keepdim=True).clamp(min=TINY)
    emitted = _emitted(lexicon, given, said) + FLOOR
    came = (1 - NOTHING) * emitted[:, :, :-1] * there.unsqueeze(1)
    none = NOTHING * emitted[:, :, -1:]
    befores, states, totals = _forward(move, came, none, said > 0, there)
    after, moved = torch.ones_like(there), torch.zeros_like(jumps)
    links = torch.zeros(len(given), steps, reach + 1)
    for step in range(steps - 1, -1, -1):
        live = (said[:, step] > 0).unsqueeze(1)
        held = states[step] * after * live
        held = held / held.sum(dim=(0, 2)).clamp(min=TINY).view(-1, 1)
        links[:, step, :-1], links[:, step, -1] = held[0], held[1].sum(dim=1)
        onward = came[:, step] * after / totals[step] * live
        if step:
            crossed = (befores[step].unsqueeze(2) * move * onward.unsqueeze(1)).sum(dim=0)
            moved.index_add_(0, apart.flatten(), crossed.flatten())
        stayed = none[:, step] * after / totals[step]
        reached = torch.bmm(move, onward.unsqueeze(2)).squeeze(2) + stayed
        after = torch.where(live, reached, after)
    return links, moved


def _forward(
    move: torch.Tensor,
    came: torch.Tensor,
    none: torch.Tensor,
    live: torch.Tensor,
    there: torch.Tensor,
) -> tuple[list[torch.Tensor], list[torch.Tensor], list[torch.Tensor]]:
    """For each said word the places before it, the states at it (moved or stayed), their total."""
    place = there / there.sum(dim=1, keepdim=True).clamp(min=1)
    befores, states, totals = [], [], []
    for step in range(came.shape[1]):
        onward = place if step == 0 else torch.bmm(place.unsqueeze(1), move).squeeze(1)
        both = torch.stack([onward * came[:, step], place * none[:, step]])
        total = both.sum(dim=(0, 2)).clamp(min=TINY).unsqueeze(1)
        befores.append(place)
        states.append(both / total)
        totals.append(total)
        place = torch.where(live[:, step, None], states[-1].sum(dim=0), place)
    return befores, states, totals
