"""Labelled data as a torch dataset, and loaders whose order depends on seed and epoch only."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from omegaconf import DictConfig
from torch.utils.data import DataLoader, Dataset, DistributedSampler

from ..utils import ConfigError, InputError
from ..utils.config import project_path
from .preprocess import Preprocess, augment
from .records import label_index, read_jsonl

Batch = tuple[torch.Tensor, torch.Tensor]


class LabelledData(Dataset[tuple[torch.Tensor, int]]):
    """One split: raw inputs are read on first use and kept, then standardised on every read."""

    def __init__(self, data: DictConfig, split: str, preprocess: Preprocess) -> None:
        self.root = project_path(data.data_dir)
        self.preprocess = preprocess
        self.records = read_jsonl(self.root / f"{split}.jsonl")
        if not self.records:
            raise InputError(f"{self.root / split}.jsonl holds no record")
        self.labels = np.fromiter(self._labels(list(data.classes)), dtype=np.int64)
        self._kept: list[NDArray[np.float32] | None] = [None] * len(self.records)
        self._augment: tuple[DictConfig, int] | None = None
        self.epoch = 0

    def augmented(self, data: DictConfig, seed: int) -> LabelledData:
        """Turn augmentation on; the draws depend on seed, epoch and row alone."""
        self._augment = (data, seed)
        return self

    def raw(self, index: int) -> NDArray[np.float32]:
        """Return one input as declared, before standardisation."""
        value = self._kept[index]
        if value is None:
            try:
                value = self.preprocess.read(self.records[index], self.root)
            except InputError as error:
                raise error.at_line(index + 1) from error
            self._kept[index] = value
        return value

    def raws(self) -> Iterator[NDArray[np.float32]]:
        """Yield every raw input in order."""
        return (self.raw(index) for index in range(len(self)))

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        value = self.raw(index)
        if self._augment is not None:
            data, seed = self._augment
            value = augment(value, np.random.default_rng([seed, self.epoch, index]), data)
        return torch.from_numpy(self.preprocess.apply(value)), int(self.labels[index])

    def _labels(self, classes: list[str]) -> Iterator[int]:
        for number, record in enumerate(self.records, start=1):
            try:
                yield label_index(record, classes)
            except InputError as error:
                raise error.at_line(number) from error


def check_declared(data: DictConfig) -> None:
    """Compare the data folder's own description, if it has one, with the configuration."""
    path = project_path(data.data_dir) / "dataset.json"
    if not path.exists():
        return
    found = json.loads(path.read_text(encoding="utf-8"))
    if found.get("classes") != list(data.classes):
        raise ConfigError(f"{path}: classes differ from data.classes of the configuration")


def load_training_data(data: DictConfig, seed: int) -> tuple[LabelledData, LabelledData]:
    """Load train and val; the statistics are fitted on train alone."""
    check_declared(data)
    train = LabelledData(data, "train", Preprocess.declared(data))
    preprocess = train.preprocess.fitted(train.raws())
    train.preprocess = preprocess
    return train.augmented(data, seed), LabelledData(data, "val", preprocess)


def make_loader(
    dataset: LabelledData,
    data: DictConfig,
    seed: int,
    shuffle: bool = False,
    rank: int = 0,
    world_size: int = 1,
) -> DataLoader[tuple[torch.Tensor, int]]:
    """Make a loader; each process of a distributed run gets its own share of the rows."""
    sampler: DistributedSampler[tuple[torch.Tensor, int]] = DistributedSampler(
        dataset, num_replicas=world_size, rank=rank, shuffle=shuffle, seed=seed
    )
    return DataLoader(
        dataset,
        batch_size=data.batch_size,
        sampler=sampler,
        num_workers=data.num_workers,
        pin_memory=torch.cuda.is_available(),
    )


def set_epoch(loader: DataLoader[tuple[torch.Tensor, int]], epoch: int) -> None:
    """Choose the epoch's order and augmentation."""
    if isinstance(loader.sampler, DistributedSampler):
        loader.sampler.set_epoch(epoch)
    if isinstance(loader.dataset, LabelledData):
        loader.dataset.epoch = epoch
