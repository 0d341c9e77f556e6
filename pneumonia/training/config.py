"""Everything that defines a training run: one frozen dataclass, from which the command line's flags are made."""

import argparse
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from pneumonia.dataset_facts import FACTS
from pneumonia.errors import InvalidOption


def option(default: Any, text: str, **extra: Any) -> Any:
    """A field with its help text; ``choices`` and ``flag`` go to argparse."""
    return field(default=default, metadata={"help": text, **extra})


@dataclass(frozen=True)
class TrainConfig:
    """The configuration of one run; it is stored in the bundle as it was used."""

    data: str = option(FACTS.hub_id, "folder in Kaggle's layout, Kaggle zip, or data set id on the Hub")
    architecture: str = option("compact", "network to train", choices=("compact", "baseline"))
    size: int = option(0, "side of the input in pixels; 0 means the architecture's own")
    small_size: int = option(0, "side of the input in the first epochs, if smaller than later: it is faster; 0: none")
    small_share: float = option(0.6, "share of the epochs that small-size lasts, in [0, 1]")
    split: str = option("patient", "how validation is taken from the pool", choices=("patient", "reference"))
    seed: int = option(42, "seed of split, initialisation and augmentation")
    epochs: int = option(40, "most epochs to train")
    batch_size: int = option(32, "images per step")
    optimizer: str = option("muon", "adam is AdamW where weights decay", choices=("adam", "muon"))
    learning_rate: float = option(2e-3, "peak learning rate")
    schedule: str = option("cosine", "learning rate over time", choices=("cosine", "plateau"))
    warmup_epochs: float = option(2.0, "epochs of linear warm-up (cosine only)")
    weight_decay: float = option(0.05, "decoupled weight decay; with 0, adam is Adam")
    label_smoothing: float = option(0.05, "label smoothing of the cross-entropy, in [0, 1)")
    ema: float = option(0.995, "momentum of the averaged weights; 0 switches averaging off")
    validation_views: int = option(4, "views of each validation image: as it is and, beyond 1, under stress")
    folds: int = option(
        2, "networks trained on parts of the pool, whose answers set the thresholds; 0: validation does"
    )
    fold_by: str = option(
        "patient",
        "how the pool is divided into folds: at random, or by the films' numbers",
        choices=("patient", "number"),
    )
    keep: str = option("last", "epoch to keep: by validation AUROC, or the last", choices=("best", "last"))
    patience: int = option(30, "epochs without a better validation AUROC before stopping (best only)")
    augmentation: str = option("strong", "training-time augmentation", choices=("strong", "reference"))
    flip: float = option(0.0, "share of films mirrored left to right")
    reframe: float = option(0.5, "share of films whose middle is shown inside the borders of another film")
    restyle: float = option(0.0, "share of films whose fine structures are made as strong as in another film")
    detail: float = option(0.7, "half-width of the log of the factor on local contrast; 0: the film's own")
    stretch: float = option(1.33, "largest factor on a film's width over its height; 1: the film's own")
    mixup: float = option(0.0, "mixup's alpha; 0 switches it off")
    precision: str = option("auto", "auto is bfloat16 where it is fast", choices=("auto", "float32", "mixed_bfloat16"))
    workers: int = option(2, "threads that augment images")
    any_counts: bool = option(False, "accept a data set whose counts differ from the published ones")
    skip_bad: bool = option(False, "leave unreadable images out instead of stopping")

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


#: The published reference recipe; see ``pneumonia/models/baseline.py``. Early stopping ended it after 42 epochs.
BASELINE: dict[str, Any] = {
    "small_size": 0,
    "split": "reference",
    "epochs": 100,
    "optimizer": "adam",
    "learning_rate": 1e-3,
    "schedule": "plateau",
    "weight_decay": 0.0,
    "label_smoothing": 0.0,
    "ema": 0.0,
    "validation_views": 1,
    "folds": 0,
    "keep": "best",
    "patience": 10,
    "augmentation": "reference",
    "reframe": 0.0,
    "detail": 0.0,
    "stretch": 1.0,
}


def kept(history: list[dict[str, Any]], keep: str) -> dict[str, Any]:
    """The row of the epoch whose weights a run keeps, by its ``keep``."""
    return history[-1] if keep == "last" else max(history, key=lambda row: row["val_auc"])


def add_flags(parser: argparse.ArgumentParser) -> None:
    """One flag per field; only those given on the command line appear in the namespace."""
    for spec in fields(TrainConfig):
        flag = "--" + spec.name.replace("_", "-")
        text = f"{spec.metadata['help']} (default: {spec.default})"
        if spec.type is bool:
            parser.add_argument(flag, action="store_true", default=argparse.SUPPRESS, help=text)
        else:
            choices = spec.metadata.get("choices")
            parser.add_argument(flag, type=type(spec.default), choices=choices, default=argparse.SUPPRESS, help=text)


def from_flags(given: dict[str, Any]) -> TrainConfig:
    """Defaults of the architecture's recipe, overridden by what was given; raises :class:`InvalidOption`."""
    names = {spec.name for spec in fields(TrainConfig)}
    chosen = {name: value for name, value in given.items() if name in names}
    recipe: dict[str, Any] = BASELINE if chosen.get("architecture") == "baseline" else {}
    config = replace(TrainConfig(), **(recipe | chosen))
    if config.folds and config.schedule == "plateau":
        raise InvalidOption(
            f"Expected --folds 0 where the learning rate falls on a plateau; received {config.folds} folds, whose "
            "networks would learn by films that are judged afterwards."
        )
    return config
