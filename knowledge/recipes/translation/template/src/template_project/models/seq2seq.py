"""A GRU reads the text in both directions, another one says the translation word by word.

It looks back at the source by attention (Luong et al. 2015) and may copy a word from there instead
of saying a known one (after See et al. 2017): the number of a copy is its place above all known
words.
"""

from __future__ import annotations

import torch
from torch import nn

from ..datasets.words import END, PAD, UNKNOWN

NEVER = -1e4


class Seq2Seq(nn.Module):
    """Learns from the words so far (teacher forcing); answers with the likeliest word each time."""

    def __init__(
        self, words: tuple[int, int], said: int, width: int, hidden: int, dropout: float
    ) -> None:
        super().__init__()
        self.target_words, self.said = words[1], said
        self.given = nn.Embedding(words[0], width, padding_idx=PAD)
        self.told = nn.Embedding(words[1], width, padding_idx=PAD)
        self.reader = nn.GRU(width, hidden, batch_first=True, bidirectional=True)
        self.start = nn.Linear(2 * hidden, 2 * hidden)
        self.speaker = nn.GRU(width, 2 * hidden, batch_first=True)
        self.match = nn.Linear(2 * hidden, 2 * hidden, bias=False)
        self.join = nn.Linear(4 * hidden, width)
        self.choose = nn.Linear(width, words[1])
        self.copy = nn.Linear(2 * hidden, 2 * hidden, bias=False)
        self.dropout = nn.Dropout(dropout)

    def forward(self, inputs: torch.Tensor, targets: torch.Tensor | None = None) -> torch.Tensor:
        """Return the words of the answer, or the log-likelihoods of the wanted words."""
        there = inputs != PAD
        read = self.reader(self.dropout(self.given(inputs)))[0] * there.unsqueeze(2)
        mean = read.sum(dim=1) / there.sum(dim=1, keepdim=True).clamp(min=1)
        state = torch.tanh(self.start(mean)).unsqueeze(0)
        if targets is not None:
            before = nn.functional.pad(targets[:, :-1], (1, 0), value=END)
            scores, _ = self._scores(before, state, read, there)
            found = scores.log_softmax(dim=2).gather(2, targets.unsqueeze(2))
            return found.squeeze(2)
        word, said = inputs[:, :1] * 0 + END, []
        going = word == END
        for _ in range(self.said):
            scores, state = self._scores(word, state, read, there)
            word = scores.argmax(dim=2)
            said.append(torch.where(going, word, PAD))
            going = going & (word != END)
        return torch.cat(said, dim=1)

    def _scores(
        self, before: torch.Tensor, state: torch.Tensor, read: torch.Tensor, there: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Scores of known words and of copies after the words so far, and the state after them."""
        known = torch.where(before < self.target_words, before, UNKNOWN)
        told, state = self.speaker(self.dropout(self.told(known)), state)
        hidden = torch.where(there, 0.0, NEVER).unsqueeze(1)
        weights = (self.match(told) @ read.transpose(1, 2) + hidden).softmax(dim=2)
        joined = torch.tanh(self.join(torch.cat([told, weights @ read], dim=2)))
        copies = self.copy(told) @ read.transpose(1, 2) + hidden
        return torch.cat([self.choose(self.dropout(joined)), copies], dim=2), state
