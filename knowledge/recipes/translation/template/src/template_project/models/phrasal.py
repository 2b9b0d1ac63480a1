"""Phrase-based translation, fitted at once: with few pairs it learns more than a network does.

Words of both sides are aligned by expectation maximisation, phrases are read off the alignments,
and a text is cut into known phrases so that their scores add up to the most. Phrases keep their
order. What was learnt lies in hashed tables, so that answers are computed with tensors alone.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from ..datasets.words import END, PAD, UNKNOWN
from .alignment import Rounds, align
from .phrases import Phrase, linked, phrase_pairs

PRIME, FACTOR, STEP = 2**31 - 1, 1_000_003, 15_485_863
PROBES = 4  # slots that a phrase may lie in
LIKELIEST = 8  # translations of a word that the lexicon keeps
RARE = 0.3  # taken off each count: what was seen once is trusted less
LEAST = 1e-4
FLOOR = 0.1  # the share of likelihood that all words have alike
NEVER, COPIED = -1e4, -10.0
Number = TypeVar("Number", int, torch.Tensor)


@dataclass(frozen=True)
class Sizes:
    """Words of a text on either side, words known, words of a phrase on either side, slots."""

    length: int
    said: int
    source_words: int
    target_words: int
    widest: int
    longest: int
    slots: int


@dataclass(frozen=True)
class Weights:
    """What counts beside how often a phrase became another: the other way round, the words of both
    taken alone, and a price for each phrase, so that long ones are preferred."""

    back: float
    words: float
    price: float


class PhraseTable(nn.Module):
    """The best translation of each known phrase, and the likeliest of each known word."""

    keys: torch.Tensor
    scores: torch.Tensor
    phrases: torch.Tensor
    likely: torch.Tensor
    chances: torch.Tensor

    def __init__(self, sizes: Sizes, weights: Weights, rounds: Rounds) -> None:
        super().__init__()
        self.sizes, self.weights, self.rounds = sizes, weights, rounds
        words = (sizes.source_words, LIKELIEST)
        self.register_buffer("keys", torch.zeros(sizes.slots, dtype=torch.int64))
        self.register_buffer("scores", torch.zeros(sizes.slots))
        self.register_buffer("phrases", torch.zeros(sizes.slots, sizes.longest, dtype=torch.int32))
        self.register_buffer("likely", torch.zeros(words, dtype=torch.int64))
        self.register_buffer("chances", torch.zeros(words))

    def forward(self, inputs: torch.Tensor, targets: torch.Tensor | None = None) -> torch.Tensor:
        """Return the words of the best cut, or the log-likelihoods of the wanted words."""
        if targets is not None:
            return self._likelihood(inputs, targets)
        slots, scores = self._spans(inputs)
        nothing = inputs[:, :1] * 0
        texts = [nothing.expand(-1, self.sizes.said)]
        counts, best = [nothing], [nothing.float()]
        for end in range(1, self.sizes.length + 1):
            starts = range(max(0, end - self.sizes.widest), end)
            totals = [best[start] + scores[end - start - 1][:, start, None] for start in starts]
            total = torch.cat(totals, dim=1)
            top = total.argmax(dim=1, keepdim=True)
            slot = _chosen([slots[end - start - 1][:, start, None] for start in starts], top)
            piece = self.phrases[slot[:, 0]].long()
            copied = (slot == 0) & (inputs[:, end - 1 : end] != PAD)
            first = torch.where(copied, self.sizes.target_words + end - 1, piece[:, :1])
            piece = torch.cat([first, piece[:, 1:]], dim=1)
            count = _chosen([counts[start] for start in starts], top)
            text = _chosen([texts[start] for start in starts], top)
            texts.append(_continued(text, count, piece))
            counts.append(count + (piece != PAD).sum(dim=1, keepdim=True))
            best.append(total.gather(1, top))
        return texts[-1]

    def fit(self, inputs: torch.Tensor, targets: torch.Tensor) -> None:
        """Align the words of the pairs, and keep the best translation of each phrase and word."""
        given, said = inputs.cpu(), targets.cpu()
        said = torch.where(said == END, PAD, said)
        said = torch.where(said < self.sizes.target_words, said, UNKNOWN)
        met = (int(given.max()) + 1, int(said.max()) + 1)
        forth, lexicon = align(given, said, met, self.rounds)
        back, reverse = align(said, given, met[::-1], self.rounds)
        counts: Counter[tuple[Phrase, Phrase]] = Counter()
        for one, two, *chances in zip(given, said, forth, back, strict=True):
            rows, columns = one[one != PAD].tolist(), two[two != PAD].tolist()
            if rows and columns:
                upright = chances[0][: len(columns), : len(rows)].tolist()
                links = linked(upright, chances[1][: len(rows), : len(columns)].tolist())
                counts.update(
                    phrase_pairs(rows, columns, links, self.sizes.widest, self.sizes.longest)
                )
        self._keep(counts, lexicon.clamp(min=LEAST).log(), reverse.clamp(min=LEAST).log())
        top = lexicon[:-1].topk(min(LIKELIEST, met[1]), dim=1)
        self.likely[: met[0], : met[1]] = top.indices.to(self.likely.device)
        self.chances[: met[0], : met[1]] = top.values.to(self.chances.device)

    def _keep(
        self, counts: Counter[tuple[Phrase, Phrase]], forth: torch.Tensor, back: torch.Tensor
    ) -> None:
        """Put the best translation of each phrase into the first free of its slots; those seen most
        often come first, and what finds no free slot is left out."""
        known = {pair: count for pair, count in counts.items() if UNKNOWN not in pair[0] + pair[1]}
        best = best_translations(known, forth.numpy(), back.numpy(), self.weights)
        seen: Counter[Phrase] = Counter()
        for (phrase, _), count in known.items():
            seen[phrase] += count
        taken: set[int] = set()
        for phrase in sorted(best, key=lambda phrase: (-seen[phrase], phrase)):
            key = 0
            for word in phrase:
                key = next_key(key, word)
            free = [slot for slot in self._slots(key) if slot not in taken]
            if free:
                score, said = best[phrase]
                taken.add(free[0])
                self.keys[free[0]] = key
                self.scores[free[0]] = score
                self.phrases[free[0], : len(said)] = torch.tensor(said, dtype=torch.int32)

    def _slots(self, key: int) -> list[int]:
        return [slot_of(key, probe, self.sizes.slots) for probe in range(PROBES)]

    def _spans(self, inputs: torch.Tensor) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
        """For each width the slot (0: none) and the score of the phrase from each word on."""
        key = inputs * 0
        slots, scores = [], []
        for width in range(self.sizes.widest):
            ahead = nn.functional.pad(inputs, (0, width))[:, width:]
            key = next_key(key, ahead)
            slot, found = inputs * 0, inputs < 0
            for probe in range(PROBES):
                place = slot_of(key, probe, self.sizes.slots)
                hit = (self.keys[place] == key) & ~found
                slot, found = torch.where(hit, place, slot), found | hit
            missed = torch.where(inputs == PAD, 0.0, COPIED) if width == 0 else NEVER
            slots.append(slot)
            scores.append(torch.where(found, self.scores[slot], missed))
        return slots, scores

    def _likelihood(self, inputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Each wanted word comes from any of the given words (IBM model 1)."""
        there = (inputs != PAD).float()
        share = there / there.sum(dim=1, keepdim=True).clamp(min=1)
        same = self.likely[inputs].unsqueeze(1) == targets[:, :, None, None]
        chance = (same * (self.chances[inputs] * share.unsqueeze(2)).unsqueeze(1)).sum(dim=(2, 3))
        return ((1 - FLOOR) * chance + FLOOR / self.sizes.target_words).log()


def best_translations(
    counts: dict[tuple[Phrase, Phrase], int],
    forth: NDArray[np.float32],
    back: NDArray[np.float32],
    weights: Weights,
) -> dict[Phrase, tuple[float, Phrase]]:
    """Return for each phrase the translation with the highest score; `forth` and `back` are the log
    chances of a said word from a given one and the other way round."""
    given: Counter[Phrase] = Counter()
    said: Counter[Phrase] = Counter()
    for (one, two), count in counts.items():
        given[one] += count
        said[two] += count
    best: dict[Phrase, tuple[float, Phrase]] = {}
    for (one, two), count in counts.items():
        words = forth[np.ix_(one, two)].max(axis=0).sum() + back[np.ix_(two, one)].max(axis=0).sum()
        score = math.log((count - RARE) / given[one]) - weights.price + weights.words * float(words)
        score += weights.back * math.log((count - RARE) / said[two])
        best[one] = max(best.get(one, (score, two)), (score, two))
    return best


def next_key(key: Number, word: Number) -> Number:
    """Return the key of a phrase that one more word makes longer."""
    return (key * FACTOR + word + 1) % PRIME


def slot_of(key: Number, probe: int, slots: int) -> Number:
    """Return one of the slots of a key; slot 0 is left for nothing."""
    return (key * FACTOR + probe * STEP) % PRIME % (slots - 1) + 1


def _chosen(options: list[torch.Tensor], top: torch.Tensor) -> torch.Tensor:
    """Return for each row the option of that number; options have the shape (batch, width)."""
    stacked = torch.stack(options, dim=1)
    return stacked.gather(1, top.unsqueeze(2).expand(-1, -1, stacked.shape[2])).squeeze(1)


def _continued(text: torch.Tensor, count: torch.Tensor, piece: torch.Tensor) -> torch.Tensor:
    """Put a piece behind the first `count` words of a text; what has no room is left out."""
    place = torch.arange(text.shape[1], device=text.device).unsqueeze(0) - count
    last = piece.shape[1] - 1
    behind = piece.gather(1, place.clamp(0, last))
    return torch.where(place < 0, text, torch.where(place <= last, behind, PAD))
