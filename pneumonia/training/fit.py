"""Fitting a network so that a run killed at any moment goes on from its last finished epoch.

A run is a folder. After every epoch its state (model, optimiser and averaged weights) and then ``history.json`` are
renamed into place, and everything else is a function of the two: learning rate, size of the input, best epoch, early
stopping, the augmentation stream and what dropout drops follow from the history and the seed, so no callback has a
memory to lose.
"""

import csv
import hashlib
import json
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
from sklearn.metrics import log_loss, roc_auc_score
from tensorboard.summary import DirectoryOutput, Writer
from tqdm import tqdm

from pneumonia.augment import AUGMENTATIONS, Batches
from pneumonia.errors import InvalidOption, TrainingError
from pneumonia.files import write_beside
from pneumonia.metrics import sigmoid
from pneumonia.models import STEP, Architecture
from pneumonia.training.config import TrainConfig
from pneumonia.training.hardware import has_gpu, layers_in, precision, shared
from pneumonia.training.muon import ConvolutionMuon
from pneumonia.training.split import class_weights

History = list[dict[str, float]]

#: Reduce-on-plateau as Keras' documentation shows it: a fifth of the rate after five epochs without progress.
PLATEAU_FACTOR, PLATEAU_PATIENCE, PLATEAU_FLOOR = 0.2, 5, 1e-6
#: Images that a network judges at once, when it is watched.
PREDICTED = 64


class Run:
    """The folder of one training run: configuration, state, kept weights, history as JSON and CSV, TensorBoard logs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept = folder / "kept.keras"
        self.history_json, self.history_csv = folder / "history.json", folder / "history.csv"
        self.tensorboard = folder / "tensorboard"

    def open(self, config: TrainConfig, films: np.ndarray) -> History:
        """Create the folder, or go on in it when it was started alike; returns the epochs done so far.

        Alike are the configuration, with the precision that this machine makes of ``auto``, and the training ``films``
        (n, h, w): other ones, at a place with the same name, may be among those that are held out now.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "config.json"
        received = config.to_json() | {
            "precision": precision(config.precision),
            "films": hashlib.sha256(np.ascontiguousarray(films).data).hexdigest()[:12],
        }
        if path.exists():
            stored = json.loads(path.read_text())
            changed = [f"{k}={stored.get(k)!r} there, {v!r} now" for k, v in received.items() if stored.get(k) != v]
            if changed:
                raise TrainingError(
                    f"The run folder {self.folder} was started with another configuration or other films "
                    f"({'; '.join(changed)}). Go on with the same flags and data, or name another folder with --run."
                )
        with write_beside(path) as temporary:
            temporary.write_text(json.dumps(received, indent=2))
        return list(json.loads(self.history_json.read_text())) if self.history_json.exists() else []

    def save(self, model: keras.Model, history: History) -> None:
        """Store the state under its epoch, then the history that points to it; older states go last."""
        with write_beside(self.state(len(history))) as temporary:
            model.save(temporary)
        with write_beside(self.history_csv) as temporary, temporary.open("w", newline="") as file:
            writer = csv.DictWriter(file, list(history[0]))
            writer.writeheader()
            writer.writerows(history)
        with write_beside(self.history_json) as temporary:
            temporary.write_text(json.dumps(history, indent=1))
        for old in self.folder.glob("state-*.keras"):
            if old != self.state(len(history)):
                old.unlink()

    def state(self, epochs: int) -> Path:
        """Model, optimiser and averaged weights after so many epochs."""
        return self.folder / f"state-{epochs}.keras"


def batches(images: np.ndarray, labels: np.ndarray, network: Architecture, config: TrainConfig) -> Batches:
    """Training images (n, h, w) uint8 with labels (n,) as augmented batches, each image weighted by its class.

    Raises :class:`InvalidOption` for fewer images than make one batch.
    """
    if len(images) < config.batch_size:
        raise InvalidOption(
            f"Expected at least as many training images as a batch holds, {config.batch_size}; received {len(images)}. "
            "Add images, or lower --batch-size."
        )
    weights = class_weights(labels)
    return Batches(
        images,
        labels,
        np.vectorize(weights.get)(labels),
        size=network.size,
        batch_size=config.batch_size,
        how=replace(
            AUGMENTATIONS[config.augmentation],
            flip=config.flip,
            detail=config.detail,
            aspect=(1 / config.stretch, config.stretch),
        ),
        seed=config.seed,
        workers=config.workers,
        reframe=config.reframe,
        restyle=config.restyle,
        mixup=config.mixup,
    )


def fit(
    network: Architecture, batches: Batches, validation: tuple[np.ndarray, np.ndarray], config: TrainConfig, run: Run
) -> tuple[keras.Model, History]:
    """Train, or go on training, and return the model to keep (averaged weights) and the history.

    ``validation`` is (n, size, size) uint8 images and (n,) labels. Kept is the epoch with the best validation AUROC
    or, with ``config.keep`` "last", the last one: there validation only watches.
    Raises :class:`TrainingError` on NaN loss, a full disk or exhausted memory; the last good state stays on disk.
    """
    history = run.open(config, batches.images)
    for size, until in phases(config, network.size):
        if len(history) >= until or _finished(history, config):
            continue
        # From its file also where a phase just ended: Keras leaves the averaged weights in a model that it has fitted.
        state = run.state(len(history))
        model = _taken_up(state) if history else compiled(network, config, len(batches))
        batches.start(len(history), size)
        with _clear_errors(run):
            # Batches shuffles by epoch; Keras would shuffle once more, from a state that a resumed run does not have.
            model.fit(
                batches,
                epochs=until,
                initial_epoch=len(history),
                shuffle=False,
                callbacks=[Epochs(batches, validation, config, run, history)],
                verbose=0,
            )
    return keras.models.load_model(run.kept, safe_mode=True, compile=False), history


def _taken_up(state: Path) -> keras.Model:
    """A model as it was, with what Keras does not store of its optimiser: which weights do not decay."""
    model = keras.models.load_model(state, safe_mode=True)
    decay_kernels_alone(model.optimizer)
    return model


def compiled(network: Architecture, config: TrainConfig, steps_per_epoch: int) -> keras.Model:
    """A new network, ready for its first step: the same one whatever was made before it."""
    keras.utils.set_random_seed(config.seed)
    with layers_in(config.precision):
        model = network.build(any_size=len(phases(config, network.size)) > 1)
    model.compile(
        optimizer=optimizer(config, steps_per_epoch),
        loss=keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=config.label_smoothing),
        # TensorFlow's XLA makes this slower on a CPU (measured: 179 -> 109 images/s), and faster on a GPU.
        jit_compile=has_gpu() if keras.backend.backend() == "tensorflow" else "auto",
    )
    # Variables that the first step had to make itself would have TensorFlow trace that step twice.
    model.optimizer.build(model.trainable_variables)
    return model


def optimizer(config: TrainConfig, steps_per_epoch: int) -> keras.optimizers.Optimizer:
    """Muon, Adam or AdamW with the configured schedule; cosine decay depends on the step that the optimiser stores."""
    rate: Any = config.learning_rate
    if config.schedule == "cosine":
        warmup = round(config.warmup_epochs * steps_per_epoch)
        rate = keras.optimizers.schedules.CosineDecay(
            initial_learning_rate=rate * 0.01,
            decay_steps=max(1, config.epochs * steps_per_epoch - warmup),
            warmup_target=rate,
            warmup_steps=warmup,
        )
    averaging: dict[str, Any] = {"use_ema": config.ema > 0}
    if config.ema > 0:
        averaging |= {"ema_momentum": config.ema, "ema_overwrite_frequency": None}
    decay = config.weight_decay
    if config.optimizer == "adam" and decay == 0:
        return keras.optimizers.Adam(rate, **averaging)
    if config.optimizer == "adam":
        chosen = keras.optimizers.AdamW(rate, weight_decay=decay, **averaging)
    else:
        chosen = ConvolutionMuon(rate, weight_decay=decay, adam_weight_decay=decay, **averaging)
    decay_kernels_alone(chosen)
    return chosen


def decay_kernels_alone(optimizer: keras.optimizers.Optimizer) -> None:
    """Leave scales, offsets and biases out of weight decay, which has nothing to say about them."""
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])


class Epochs(keras.callbacks.Callback):  # type: ignore[misc]
    """After each epoch: validate with the averaged weights, keep the best or the last, store all, perhaps stop."""

    def __init__(
        self,
        batches: Batches,
        validation: tuple[np.ndarray, np.ndarray],
        config: TrainConfig,
        run: Run,
        history: History,
    ) -> None:
        super().__init__()
        self.batches = batches
        inputs, self.labels = validation
        self.inputs = inputs  # (n, size, size)
        self.config, self.run, self.history = config, run, history

    def on_train_begin(self, logs: Any = None) -> None:
        steps = self.params["steps"]
        done = len(self.history) * steps
        # TensorBoard's own writer: Keras' callback needs TensorFlow, and this works beside any backend.
        self.tensorboard = Writer(DirectoryOutput(str(self.run.tensorboard)))
        self.bar = tqdm(total=self.config.epochs * steps, initial=done, unit="step", desc="fit", mininterval=2.0)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.started = time.perf_counter()
        self.batches.start(epoch)
        _seed_dropout(self.model, self.config.seed, epoch)
        if self.config.schedule == "plateau":
            self.model.optimizer.learning_rate = plateau_rate(self.history, self.config.learning_rate)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.bar.update()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        loss = float((logs or {})["loss"])
        if not math.isfinite(loss):
            raise TrainingError(
                f"The loss became {loss} in epoch {epoch + 1}. The state of epoch {epoch} is kept in "
                f"{self.run.folder}; start another run with a lower --learning-rate or --precision float32."
            )
        with averaged(self.model):
            row = self._validated(epoch, loss)
            best = row["val_auc"] > max((past["val_auc"] for past in self.history), default=0.0)
            if best or self.config.keep == "last":
                with write_beside(self.run.kept) as temporary:
                    self.model.save(temporary)
        self.history.append(row)
        self.run.save(self.model, self.history)
        self._tell(row)
        self.model.stop_training = _finished(self.history, self.config)

    def _validated(self, epoch: int, loss: float) -> dict[str, float]:
        """One row of the history."""
        probability = sigmoid(logits(self.model, self.inputs))
        return {
            "epoch": epoch + 1,
            "loss": loss,
            "val_loss": float(log_loss(self.labels, probability)),
            "val_auc": float(roc_auc_score(self.labels, probability)),
            "learning_rate": float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate)),
            "seconds": time.perf_counter() - self.started,
        }

    def _tell(self, row: dict[str, float]) -> None:
        for name in ("loss", "val_loss", "val_auc", "learning_rate"):
            self.tensorboard.add_scalar(name, row[name], row["epoch"])
        self.tensorboard.flush()
        self.bar.set_postfix(epoch=row["epoch"], loss=f"{row['loss']:.3f}", val_auc=f"{row['val_auc']:.4f}")

    def on_train_end(self, logs: Any = None) -> None:
        self.tensorboard.close()
        self.bar.close()


def logits(model: keras.Model, inputs: np.ndarray) -> np.ndarray:
    """What a model says of grey inputs (n, size, size): (n,) float64. In whole batches, because GPUs share these."""
    batch = shared(PREDICTED)
    whole = np.pad(inputs, ((0, -len(inputs) % batch), (0, 0), (0, 0)))
    said = model.predict(whole[..., np.newaxis], batch_size=batch, verbose=0)
    return np.asarray(said, dtype=np.float64)[: len(inputs), 0]


def _seed_dropout(model: keras.Model, seed: int, epoch: int) -> None:
    """Let dropout draw what seed and epoch say: Keras stores no state of it, and a run that goes on would repeat."""
    for number, layer in enumerate(model.layers):
        if isinstance(layer, keras.layers.Dropout) and layer.rate > 0:
            layer.seed_generator.state.assign([seed + number, epoch * 1_000_000])


@contextmanager
def averaged(model: keras.Model) -> Iterator[None]:
    """Inside, the model holds its averaged weights (when the optimiser keeps any); afterwards the trained ones."""
    trained = model.get_weights()
    if model.optimizer.use_ema:
        model.optimizer.finalize_variable_values(model.trainable_variables)
    try:
        yield
    finally:
        model.set_weights(trained)


def phases(config: TrainConfig, size: int) -> list[tuple[int, int]]:
    """Sides of the input with the epoch that each lasts to: small ones first (Howard's progressive resizing, 2018)."""
    if config.small_size % STEP:
        raise InvalidOption(f"Expected a --small-size that is a multiple of {STEP}; received {config.small_size}.")
    small = (config.small_size, round(config.small_share * config.epochs))
    return [*([small] if 0 < config.small_size < size else []), (size, config.epochs)]


def plateau_rate(history: History, start: float) -> float:
    """The learning rate after ``history``: cut whenever ``val_auc`` has not risen for some epochs in a row."""
    rate, best, waited = start, 0.0, 0
    for row in history:
        waited = 0 if row["val_auc"] > best else waited + 1
        best = max(best, row["val_auc"])
        if waited >= PLATEAU_PATIENCE:
            rate, waited = max(rate * PLATEAU_FACTOR, PLATEAU_FLOOR), 0
    return rate


def _finished(history: History, config: TrainConfig) -> bool:
    if not history:
        return False
    best = max(range(len(history)), key=lambda i: history[i]["val_auc"])
    patient = config.keep == "last" or len(history) - 1 - best < config.patience
    return len(history) >= config.epochs or not patient


@contextmanager
def _clear_errors(run: Run) -> Iterator[None]:
    """Turn the two failures that every machine has, a full disk and exhausted memory, into a message with a way out."""
    kept = f"The last finished epoch is kept in {run.folder}; the same command goes on from there"
    try:
        yield
    except OSError as error:
        raise TrainingError(
            f"Writing the run failed: {error.strerror or error}. {kept} once there is space."
        ) from error
    except MemoryError as error:
        raise TrainingError(f"Memory ran out. {kept} with a smaller --batch-size.") from error
    except Exception as error:
        # TensorFlow, JAX and PyTorch each have a class of their own for it; the words are the same.
        if "RESOURCE_EXHAUSTED" in str(error) or "out of memory" in str(error).lower() or "OOM" in str(error):
            raise TrainingError(f"The device's memory ran out. {kept}; use a smaller --batch-size.") from error
        raise
