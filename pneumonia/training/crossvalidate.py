"""Patient-grouped cross-validation under stress: what recipes are compared by, and where thresholds come from.

The pool is divided by patients, and a network is trained for every part on the films of the others. What the networks
say about the films that they did not see is pooled: each film as it is, under stress (:data:`pneumonia.augment.STRESS`)
and with the borders, the processing or the proportions of films of the other class. Nothing here reads the test set.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import keras
import numpy as np

from pneumonia.augment import plain, stressed
from pneumonia.dataset import Dataset
from pneumonia.evaluation import evaluate
from pneumonia.metrics import auroc
from pneumonia.models import architecture
from pneumonia.shortcuts import SHORTCUTS
from pneumonia.training import export
from pneumonia.training import split as splitting
from pneumonia.training.config import TrainConfig
from pneumonia.training.fit import Run, batches, fit, logits

#: Held-out films that a fold's network is watched on while it trains; nothing is chosen by them.
WATCHED = 300

#: What films borrow from the other class, by the name of the answers to them.
CHANGED = {shortcut.answers: shortcut for shortcut in SHORTCUTS.values()}


@dataclass(frozen=True, eq=False)
class OutOfFold:
    """What networks say about n films that they were not trained on.

    ``fold`` (n,) says whose part a film was, ``labels`` (n,) its class; the logits are ``views`` (v, n), the first as
    the film is and the others under stress, ``reframed`` (n,) inside the borders of a film of the other class,
    ``reprocessed`` (n,) with the processing of one and ``reshaped`` (n,) with its proportions. ``minutes`` is what the
    training took.
    """

    fold: np.ndarray
    labels: np.ndarray
    views: np.ndarray
    reframed: np.ndarray
    reprocessed: np.ndarray
    reshaped: np.ndarray
    minutes: float

    def pooled(self) -> tuple[np.ndarray, np.ndarray]:
        """Logits and labels (v * n,) of all views, for calibration and thresholds."""
        return evaluate.pooled(self.views, self.labels)

    def arrays(self) -> dict[str, np.ndarray]:
        """All of it for the bundle: who doubts a threshold can work it out again.

        Without the films' names: a bundle is published, and names of other data may say who a patient is.
        """
        # The networks answer in float32, so nothing is lost.
        whole = {name: getattr(self, name).astype(np.float32) for name in ("views", *CHANGED)}
        return {"fold": self.fold, "labels": self.labels} | whole

    def to_json(self) -> dict[str, Any]:
        """AUROC of every fold as the films are, under stress and changed towards the other class; counts, minutes."""
        aurocs = {"plain": self.views[:1], "stressed": self.views[1:]}
        aurocs |= {name: getattr(self, name)[np.newaxis] for name in CHANGED}
        return {
            "folds": len(np.unique(self.fold)),
            "films": len(self.labels),
            "auroc": {name: self._by_fold(logits) for name, logits in aurocs.items()},
            "minutes": round(self.minutes, 1),
        }

    def _by_fold(self, logits: np.ndarray) -> list[float | None]:
        parts = [self.fold == k for k in np.unique(self.fold)]
        areas = [auroc(np.tile(self.labels[part], len(logits)), logits[:, part].ravel()).value for part in parts]
        return [None if area is None else round(area, 4) for area in areas]


def out_of_fold(data: Dataset, pool: np.ndarray, config: TrainConfig, folder: Path) -> OutOfFold:
    """Train ``config.folds`` networks, each in its folder below ``folder``, and collect what they say.

    ``pool`` (n,) are the indices into ``data`` that take part. The same call goes on where it was interrupted.
    """
    fold = splitting.folds(data, pool, config.folds, config.seed, config.fold_by)
    views = np.empty((max(2, config.validation_views), len(pool)))
    changed, minutes = {name: np.empty(len(pool)) for name in CHANGED}, 0.0
    for k in range(config.folds):
        model, spent = _fold(data, pool[fold != k], pool[fold == k], config, Run(folder / f"fold-{k}"))
        films, labels = data.images[pool[fold == k]], data.labels[pool[fold == k]]
        size = model.input_shape[1]
        views[:, fold == k] = logits(model, stressed(films, size, len(views), config.seed)).reshape(len(views), -1)
        for name, shortcut in CHANGED.items():
            towards = np.stack(list(shortcut.borrowed(films, labels, 1 - labels, config.seed)))
            changed[name][fold == k] = logits(model, plain(towards, size))
        minutes += spent
    return OutOfFold(fold, data.labels[pool], views, **changed, minutes=minutes)


def _fold(
    data: Dataset, train: np.ndarray, held_out: np.ndarray, config: TrainConfig, run: Run
) -> tuple[keras.Model, float]:
    """A network trained without the held-out films, made to answer in float32, and the minutes that it took."""
    network = architecture(config.architecture, config.size)
    watched = held_out[:: max(1, len(held_out) // WATCHED)]
    watch = plain(data.images[watched], network.size), data.labels[watched]
    config = replace(config, keep="last")  # the best epoch by films that are judged afterwards would flatter
    model, history = fit(network, batches(data.images[train], data.labels[train], network, config), watch, config, run)
    return export.to_float32(model, network), sum(row["seconds"] for row in history) / 60
