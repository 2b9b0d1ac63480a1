"""Labelled data as a torch dataset, and loaders whose order depends on seed and epoch only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, overload

import numpy as np
import torch
from numpy.typing import NDArray
from omegaconf import DictConfig
from torch.utils.data import DataLoader, Dataset, DistributedSampler

from ..task import Task
from ..utils import ConfigError, InputError
from ..utils.config import project_path
from .preprocess import Preprocess, augment
from .records import read_jsonl

Example = tuple[torch.Tensor, torch.Tensor]


class LabelledData(Dataset[Example]):
    """One split: raw inputs are read on first use and kept, then prepared on every read."""

    def __init__(self, data: DictConfig, split: str, preprocess: Preprocess) -> None:
        self.root = project_path(data.data_dir)
        self.preprocess = preprocess
        self.records = read_jsonl(self.root / f"{split}.jsonl")
        if not self.records:
            raise InputError(f"{self.root / split}.jsonl holds no record")
        self.inputs = RawInputs(self)
        self.targets = torch.empty(0)
        self._kept: list[NDArray[Any] | None] = [None] * len(self.records)
        self._augment: tuple[DictConfig, int] | None = None
        self.epoch = 0

    def prepared(self, task: Task, preprocess: Preprocess) -> LabelledData:
        """Take the fitted preprocessing, and encode the labels as training targets."""
        self.preprocess = preprocess
        targets = []
        for number, record in enumerate(self.records, start=1):
            try:
                targets.append(task.encode(record))
            except InputError as error:
                raise error.at_line(number) from error
        self.targets = torch.from_numpy(np.stack(targets))
        return self

    def augmented(self, data: DictConfig, seed: int) -> LabelledData:
        """Turn augmentation on; the draws depend on seed, epoch and row alone."""
        self._augment = (data, seed)
        return self

    def raw(self, index: int) -> NDArray[Any]:
        """Return one input as declared, before standardisation."""
        value = self._kept[index]
        if value is None:
            try:
                value = self.preprocess.read(self.records[index], self.root)
            except InputError as error:
                raise error.at_line(index + 1) from error
            self._kept[index] = value
        return value

    def examples(self, rows: int) -> Example:
        """Return the first rows at once, not augmented: for models that are fitted at once."""
        inputs = [self.preprocess.apply(self.raw(index)) for index in range(rows)]
        return torch.from_numpy(np.stack(inputs)), self.targets[:rows]

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, index: int) -> Example:
        value = self.raw(index)
        if self._augment is not None:
            data, seed = self._augment
            value = augment(value, np.random.default_rng([seed, self.epoch, index]), data)
        return torch.from_numpy(self.preprocess.apply(value)), self.targets[index]


class RawInputs(Sequence[NDArray[Any]]):
    """The raw inputs of a split as a sequence that reads a row when it is asked for."""

    def __init__(self, data: LabelledData) -> None:
        self.data = data

    def __len__(self) -> int:
        return len(self.data)

    @overload
    def __getitem__(self, index: int) -> NDArray[Any]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[NDArray[Any]]: ...
    def __getitem__(self, index: int | slice) -> NDArray[Any] | Sequence[NDArray[Any]]:
        if isinstance(index, slice):
            return [self.data.raw(row) for row in range(*index.indices(len(self)))]
        return self.data.raw(range(len(self))[index])


def check_declared(data: DictConfig) -> None:
    """Compare the data folder's own description, if it has one, with the configuration."""
    path = project_path(data.data_dir) / "dataset.json"
    if not path.exists():
        return
    found = json.loads(path.read_text(encoding="utf-8"))
    for key in ("classes", "columns"):
        if key in found and key in data and found[key] != list(data[key]):
            raise ConfigError(f"{path}: {key} differ from data.{key} of the configuration")


def load_training_data(config: DictConfig) -> tuple[LabelledData, LabelledData, Task]:
    """Load train and val; whatever is measured on data is measured on train alone."""
    check_declared(config.data)
    declared = Preprocess.declared(config.data)
    train = LabelledData(config.data, "train", declared)
    train.prepared(Task(config, declared), declared)  # a wrong label is named before it is fitted
    preprocess = train.preprocess.fitted(train.inputs, train.records)
    val = LabelledData(config.data, "val", preprocess)
    task = Task(config, preprocess)
    train.prepared(task, preprocess).augmented(config.data, config.seed)
    return train, val.prepared(task, preprocess), task


def make_loader(
    dataset: LabelledData,
    data: DictConfig,
    seed: int,
    shuffle: bool = False,
    rank: int = 0,
    world_size: int = 1,
) -> DataLoader[Example]:
    """Make a loader; each process of a distributed run gets its own share of the rows."""
    sampler: DistributedSampler[Example] = DistributedSampler(
        dataset, num_replicas=world_size, rank=rank, shuffle=shuffle, seed=seed
    )
    return DataLoader(
        dataset,
        batch_size=data.batch_size,
        sampler=sampler,
        num_workers=data.num_workers,
        pin_memory=torch.cuda.is_available(),
    )


def set_epoch(loader: DataLoader[Example], epoch: int) -> None:
    """Choose the epoch's order and augmentation."""
    if isinstance(loader.sampler, DistributedSampler):
        loader.sampler.set_epoch(epoch)
    if isinstance(loader.dataset, LabelledData):
        loader.dataset.epoch = epoch
