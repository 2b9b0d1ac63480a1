"""Linear forecasters (Zeng et al. 2023): one map from the whole history to the whole horizon."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn.functional import avg_pool1d


class NLinear(nn.Module):
    """Forecasts the change against the last known point, which is added again afterwards."""

    def __init__(self, history: int, horizon: int) -> None:
        super().__init__()
        self.map = nn.Linear(history, horizon)

    def forward(self, windows: torch.Tensor) -> torch.Tensor:
        """Return forecasts of shape (batch, horizon)."""
        last = windows[:, -1:]
        forecast: torch.Tensor = self.map(windows - last) + last
        return forecast


class DLinear(nn.Module):
    """Splits a history into its moving average and the rest, and maps each by its own matrix."""

    def __init__(self, history: int, horizon: int, kernel: int) -> None:
        super().__init__()
        self.kernel = kernel
        self.trend = nn.Linear(history, horizon)
        self.season = nn.Linear(history, horizon)

    def forward(self, windows: torch.Tensor) -> torch.Tensor:
        """Return forecasts of shape (batch, horizon)."""
        slow = self.average(windows)
        forecast: torch.Tensor = self.trend(slow) + self.season(windows - slow)
        return forecast

    def average(self, windows: torch.Tensor) -> torch.Tensor:
        """Return the moving average; both ends are continued by their last value."""
        half = self.kernel // 2
        first, last = windows[:, :1].expand(-1, half), windows[:, -1:].expand(-1, half)
        padded = torch.cat([first, windows, last], dim=1)
        return avg_pool1d(padded[:, None], self.kernel, stride=1)[:, 0]
