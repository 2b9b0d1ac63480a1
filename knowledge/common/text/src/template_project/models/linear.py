"""Logistic regression on hashed n-grams weighed by TF-IDF: convex, so it is fitted at once."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

from .ngrams import ngrams


class NgramLogistic(nn.Module):
    """One weight for each bucket and class; a text is a unit vector of its n-grams' rarities."""

    rarity: torch.Tensor

    def __init__(
        self, buckets: int, orders: Sequence[int], classes: int, strength: float, rounds: int
    ) -> None:
        super().__init__()
        self.buckets, self.orders = buckets, tuple(sorted(set(orders)))
        self.strength, self.rounds = strength, rounds
        self.register_buffer("rarity", (torch.arange(buckets) > 0).float())
        self.weight = nn.Parameter(torch.zeros(buckets, classes))
        self.bias = nn.Parameter(torch.zeros(classes))

    def forward(self, numbers: torch.Tensor) -> torch.Tensor:
        """Return logits of shape (batch, classes)."""
        return self._logits(ngrams(numbers, self.orders, self.buckets))

    def fit(self, inputs: torch.Tensor, targets: torch.Tensor) -> None:
        """Count in how many texts each n-gram stands, then minimise the penalised log loss."""
        grams = ngrams(inputs, self.orders, self.buckets)
        self.rarity.copy_(self._rarity(grams))
        texts = self._sparse(grams)
        penalty = 1 / (2 * self.strength * len(grams))
        search = torch.optim.LBFGS(
            [self.weight, self.bias], max_iter=self.rounds, line_search_fn="strong_wolfe"
        )

        def loss() -> torch.Tensor:
            search.zero_grad()
            logits = torch.sparse.mm(texts, self.weight) + self.bias
            fault = nn.functional.cross_entropy(logits, targets)
            total = fault + penalty * self.weight.square().sum()
            total.backward()  # type: ignore[no-untyped-call]
            return total

        with torch.enable_grad():
            search.step(loss)  # type: ignore[no-untyped-call]
        search.zero_grad()

    def _sparse(self, grams: torch.Tensor) -> torch.Tensor:
        """Return the same vectors as `_logits` takes, without their zeros."""
        rows, places = grams.nonzero(as_tuple=True)
        where = torch.stack([rows, grams[rows, places]])
        size = (len(grams), self.buckets)
        shares = self._shares(grams)[rows, places]
        return torch.sparse_coo_tensor(where, shares, size, check_invariants=False).coalesce()

    def _shares(self, grams: torch.Tensor) -> torch.Tensor:
        shares = self.rarity[grams]
        return shares / shares.square().sum(dim=1, keepdim=True).sqrt().clamp(min=1e-6)

    def _logits(self, grams: torch.Tensor) -> torch.Tensor:
        weights = nn.functional.embedding(grams, self.weight)
        return (self._shares(grams).unsqueeze(-1) * weights).sum(dim=1) + self.bias

    def _rarity(self, grams: torch.Tensor) -> torch.Tensor:
        texts = torch.zeros(self.buckets)
        for row in grams:
            texts[row.unique()] += 1
        rarity = torch.log((1 + len(grams)) / (1 + texts)) + 1
        rarity[0] = 0
        return rarity.to(grams.device)
