"""Configuration: YAML groups merged by OmegaConf, overrides checked against the declared keys."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from . import ConfigError

PROJECT_ROOT = Path(__file__).resolve().parents[3]
GROUPS = ("model", "data", "trainer")
ENVIRONMENT = {
    "BATCH_SIZE": "data.batch_size",
    "EPOCHS": "trainer.max_epochs",
    "LEARNING_RATE": "model.learning_rate",
    "NUM_WORKERS": "data.num_workers",
    "SEED": "seed",
    "DEVICE": "device",
}


def load_config(
    path: str | Path = "configs/config.yaml",
    overrides: Sequence[str] = (),
    environ: Mapping[str, str] | None = None,
) -> DictConfig:
    """Merge the main file, its groups, environment variables and `key=value` overrides.

    Later sources win. A key that no file declares is an error which names the nearest one.
    """
    path = Path(path) if Path(path).is_absolute() else _existing(Path(path))
    config = _read(path)
    environ = os.environ if environ is None else environ
    pairs = [f"{key}={environ[name]}" for name, key in ENVIRONMENT.items() if environ.get(name)]
    pairs += list(overrides)
    chosen = {key: value for key, value in map(_split, pairs) if key in GROUPS}
    for group in GROUPS:
        if group not in config:
            raise ConfigError(f"{path}: key '{group}' is missing")
        config[group] = _read_group(path.parent, group, chosen.get(group), config[group])
    OmegaConf.set_struct(config, True)
    for pair in pairs:
        if _split(pair)[0] not in GROUPS:
            _override(config, pair)
    try:
        OmegaConf.to_container(config, resolve=True, throw_on_missing=True)
    except OmegaConfBaseException as error:
        raise ConfigError(f"{path}: {error}") from error
    return config


def load_group(group: str, name: str, path: str | Path = "configs/config.yaml") -> DictConfig:
    """Read one group file alone, for commands that need no other."""
    path = Path(path) if Path(path).is_absolute() else _existing(Path(path))
    return _read_group(path.parent, group, name, name)


def from_dict(values: Mapping[str, Any]) -> DictConfig:
    """Wrap plain data that was saved with a checkpoint."""
    config = OmegaConf.create(dict(values))
    OmegaConf.set_struct(config, True)
    return config


def plain(config: DictConfig) -> dict[str, Any]:
    """Return a configuration as resolved plain data."""
    values = OmegaConf.to_container(config, resolve=True)
    if not isinstance(values, dict):
        raise ConfigError("the configuration must be a mapping")
    return {str(key): value for key, value in values.items()}


def project_path(path: str | Path) -> Path:
    """Resolve a path of the configuration against the project folder."""
    return Path(path) if Path(path).is_absolute() else PROJECT_ROOT / path


def _existing(path: Path) -> Path:
    return path if path.exists() else project_path(path)


def _read(path: Path) -> DictConfig:
    try:
        config = OmegaConf.load(path)
    except FileNotFoundError as error:
        raise ConfigError(f"no configuration file {path}") from error
    except Exception as error:  # the YAML parser has no common error class
        raise ConfigError(f"{path}: {error}") from error
    if not isinstance(config, DictConfig):
        raise ConfigError(f"{path}: the file must hold a mapping")
    return config


def _read_group(folder: Path, group: str, chosen: str | None, default: str) -> DictConfig:
    """Read configs/<group>/<name>.yaml; for data the name may also be a folder."""
    names = sorted(file.stem for file in (folder / group).glob("*.yaml"))
    name = chosen or default
    if name in names:
        return _read(folder / group / f"{name}.yaml")
    directory = Path(name)
    if group == "data" and (directory.is_dir() or project_path(directory).is_dir()):
        base = directory.name if directory.name in names else default
        config = _read(folder / group / f"{base}.yaml")
        config.data_dir = str(directory.resolve() if directory.is_dir() else directory)
        return config
    kind = "a folder or one of" if group == "data" else "one of"
    raise ConfigError(
        f"no {group} '{name}': expected {kind} {', '.join(names)}{_hint(name, names)}"
    )


def _split(pair: str) -> tuple[str, str]:
    key, equals, value = pair.partition("=")
    if not equals or not key:
        raise ConfigError(f"'{pair}' is not of the form key=value")
    return key, value


def _override(config: DictConfig, pair: str) -> None:
    key, text = _split(pair)
    known = _keys(config)
    if key not in known:
        raise ConfigError(f"unknown key '{key}'{_hint(key, known)}")
    try:
        value = OmegaConf.select(OmegaConf.from_dotlist([pair]), key)
    except Exception as error:  # the YAML parser has no common error class
        raise ConfigError(f"'{pair}': {error}") from error
    present = OmegaConf.select(config, key)
    if present is not None and not _fits(present, value):
        raise ConfigError(f"'{key}' expects {type(present).__name__}, got '{text}'")
    OmegaConf.update(config, key, value)


def _fits(present: Any, value: Any) -> bool:
    if isinstance(present, float):
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return type(present) is type(value)


def _keys(config: DictConfig, prefix: str = "") -> list[str]:
    keys = []
    for key in map(str, config):
        name = f"{prefix}{key}"
        node = config[key]
        keys += [*_keys(node, f"{name}."), name] if isinstance(node, DictConfig) else [name]
    return keys


def _hint(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.0)
    return f"; did you mean '{near[0]}'?" if near else ""
