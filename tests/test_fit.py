"""A run goes on from its last epoch whatever stopped it, and says clearly what went wrong."""

import json
import resource
import shutil
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from pneumonia.augment import STRONG, Batches
from pneumonia.errors import InvalidOption, TrainingError
from pneumonia.models import Architecture, architecture
from pneumonia.training.config import TrainConfig
from pneumonia.training.export import to_float32
from pneumonia.training.fit import (
    Run,
    _clear_errors,
    _taken_up,
    averaged,
    batches,
    compiled,
    fit,
    optimizer,
    phases,
    plateau_rate,
)

SIZE = 32
CONFIG = TrainConfig(
    epochs=3,
    batch_size=8,
    workers=1,
    optimizer="adam",
    ema=0.9,
    precision="float32",
    small_size=0,
    keep="best",
    reframe=0.0,
)


def network(size: int | None) -> keras.Model:
    image = keras.Input((size, size, 1))
    x = keras.layers.Rescaling(1 / 255)(image)
    x = keras.layers.Conv2D(4, 3, 2, activation="relu")(x)
    x = keras.layers.BatchNormalization()(x)
    x = keras.layers.Dropout(0.5)(x)
    return keras.Model(image, keras.layers.Dense(1)(keras.layers.GlobalAveragePooling2D()(x)))


Finished = tuple[Path, list[dict[str, float]]]
NETWORK = Architecture("blobs", network, SIZE, "unexplained")


def blobs(n: int = 48) -> tuple[np.ndarray, np.ndarray]:
    """Noise; every other image has a bright spot (label 1)."""
    rng = np.random.default_rng(0)
    images = rng.integers(0, 120, (n, SIZE, SIZE), dtype=np.uint8)
    images[::2, 8:24, 8:24] += 110
    return images, (np.arange(n) % 2 == 0).astype(int)


def run_for(config: TrainConfig, folder: Path, kind: type[Batches] = Batches) -> list[dict[str, float]]:
    keras.utils.set_random_seed(config.seed)
    images, labels = blobs()
    weights = np.ones(len(labels))
    options = {"size": SIZE, "batch_size": 8, "how": STRONG, "seed": config.seed, "workers": config.workers}
    batches = kind(images, labels, weights, **options)
    return fit(NETWORK, batches, (images, labels), config, Run(folder))[1]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The folder of a whole run of ``CONFIG`` and its history, for tests that leave both as they are."""
    folder = tmp_path_factory.mktemp("finished")
    return folder, run_for(CONFIG, folder)


class BreaksInThirdEpoch(Batches):
    """Ends the run in the middle of its third epoch, after the weights have moved."""

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        if self.epoch == 2 and index == 3:
            raise RuntimeError("the cable was pulled")
        return super().__getitem__(index)


def test_an_interrupted_run_repeats_what_an_uninterrupted_one_does(finished: Finished, tmp_path: Path) -> None:
    """From two workers on Keras' own threads run ahead of the training; with one: ``test_killed_training.py``."""
    config, whole = replace(CONFIG, workers=2), finished[1]
    with pytest.raises(Exception, match="the cable was pulled"):
        run_for(config, tmp_path, BreaksInThirdEpoch)
    stored = json.loads((tmp_path / "history.json").read_text())
    assert len(stored) == 2

    resumed = run_for(config, tmp_path)
    assert resumed[:2] == stored
    for key in ("epoch", "loss", "val_loss", "val_auc", "learning_rate"):
        assert [row[key] for row in resumed] == pytest.approx([row[key] for row in whole], rel=1e-3), key


def test_a_finished_run_is_not_trained_again(finished: Finished) -> None:
    folder, history = finished
    before = (folder / "state-3.keras").stat().st_mtime_ns
    assert run_for(CONFIG, folder) == history
    assert (folder / "state-3.keras").stat().st_mtime_ns == before


def test_a_run_leaves_one_state_the_best_model_and_its_logs(finished: Finished) -> None:
    folder, history = finished
    assert sorted(path.name for path in folder.iterdir()) == [
        "config.json",
        "history.csv",
        "history.json",
        "kept.keras",
        "state-3.keras",
        "tensorboard",
    ]
    lines = (folder / "history.csv").read_text().splitlines()
    assert lines[0] == "epoch,loss,val_loss,val_auc,learning_rate,seconds"
    assert len(lines) == 1 + len(history)
    assert list((folder / "tensorboard").rglob("events.out.tfevents.*"))


def test_another_configuration_does_not_go_on_in_the_same_folder(finished: Finished) -> None:
    with pytest.raises(TrainingError, match=r"or other films \(seed=42 there, 7 now\).*name another folder"):
        run_for(replace(CONFIG, seed=7), finished[0])


def test_other_films_do_not_go_on_in_the_same_folder(finished: Finished) -> None:
    """A film that was added moves others between training and validation."""
    images, labels = blobs(56)
    more = batches(images, labels, NETWORK, CONFIG)
    with pytest.raises(TrainingError, match=r"or other films \(films='\w+' there, '\w+' now\)"):
        fit(NETWORK, more, (images, labels), CONFIG, Run(finished[0]))


def test_fewer_films_than_a_batch_are_refused() -> None:
    images, labels = blobs(6)
    with pytest.raises(InvalidOption, match=r"at least as many training images as a batch holds, 8; received 6"):
        batches(images, labels, NETWORK, CONFIG)


@pytest.mark.parametrize("name", ["adam", "muon"])
def test_a_run_that_goes_on_decays_kernels_alone_as_before(name: str, tmp_path: Path) -> None:
    config = replace(CONFIG, epochs=1, optimizer=name)
    run_for(config, tmp_path)
    model = _taken_up(Run(tmp_path).state(1))
    decayed = {variable.name for variable in model.trainable_variables if model.optimizer._use_weight_decay(variable)}
    assert decayed == {"kernel"}
    assert {variable.name for variable in model.trainable_variables} == {"kernel", "bias", "gamma", "beta"}


def test_a_network_begins_alike_whatever_was_made_before_it() -> None:
    first = compiled(NETWORK, CONFIG, 6).get_weights()
    NETWORK.build()
    for one, other in zip(first, compiled(NETWORK, CONFIG, 6).get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.filterwarnings("ignore:invalid value encountered:RuntimeWarning")
@pytest.mark.filterwarnings("ignore:overflow encountered:RuntimeWarning")
def test_a_loss_that_is_no_number_stops_the_run_and_keeps_the_last_state(finished: Finished, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(finished[0], tmp_path / "run"))
    (folder / "config.json").unlink()
    state = keras.models.load_model(folder / "state-3.keras")
    state.layers[-1].kernel.assign(np.full(state.layers[-1].kernel.shape, np.nan))
    state.save(folder / "state-3.keras")
    before = (folder / "state-3.keras").read_bytes()
    with pytest.raises(
        TrainingError, match=r"loss became nan in epoch 4. The state of epoch 3 is kept.*lower --learning"
    ):
        run_for(replace(CONFIG, epochs=4), folder)
    assert (folder / "state-3.keras").read_bytes() == before


def test_exhausted_memory_is_told_with_a_way_out(tmp_path: Path) -> None:
    with (
        pytest.raises(TrainingError, match=r"memory ran out.*use a smaller --batch-size"),
        _clear_errors(Run(tmp_path)),
    ):
        # What TensorFlow raises, after ten seconds of trying, for a tensor that does not fit.
        raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor with shape[10000000,10000000]")


def test_a_full_disk_is_told_and_nothing_half_written_stays(tmp_path: Path) -> None:
    """The limit on file sizes fails a write just as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with pytest.raises(TrainingError, match=r"Writing the run failed: .*the same command goes on from there"):
            run_for(CONFIG, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert {path.name for path in tmp_path.iterdir()} == {"config.json", "tensorboard"}


def test_epochs_without_a_better_auroc_end_the_run_or_validation_only_watches(tmp_path: Path) -> None:
    """At this rate no epoch changes an answer: the first is the best."""
    patient = replace(CONFIG, epochs=40, patience=2, learning_rate=1e-9)
    stopped = run_for(patient, tmp_path / "best")
    assert len(stopped) == 1 + 2
    watched = run_for(replace(patient, epochs=3, keep="last", patience=0), tmp_path / "last")
    assert len(watched) == 3
    kept = [keras.models.load_model(tmp_path / name / "kept.keras") for name in ("best", "last")]
    assert [int(model.optimizer.iterations.numpy()) for model in kept] == [1 * 6, 3 * 6]
    assert [row["val_auc"] for row in stopped] == [row["val_auc"] for row in watched]


def test_small_inputs_come_first_and_interruption_changes_nothing_for_muon_either(
    finished: Finished, tmp_path: Path
) -> None:
    config = replace(CONFIG, small_size=16, small_share=0.6, optimizer="muon")
    assert phases(config, SIZE) == [(16, 2), (SIZE, 3)]
    assert phases(CONFIG, SIZE) == phases(replace(CONFIG, small_size=SIZE), SIZE) == [(SIZE, 3)]
    seen = set()

    class Noted(Batches):
        def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
            batch = super().__getitem__(index)
            seen.add((self.epoch, batch[0].shape[1]))
            return batch

    whole = run_for(config, tmp_path / "whole", Noted)
    assert seen == {(0, 16), (1, 16), (2, SIZE)}
    with pytest.raises(Exception, match="the cable was pulled"):
        run_for(config, tmp_path / "parts", BreaksInThirdEpoch)
    resumed = run_for(config, tmp_path / "parts")
    for key in ("loss", "val_auc"):
        assert [row[key] for row in resumed] == pytest.approx([row[key] for row in whole], rel=1e-3), key
    assert finished[1][-1]["loss"] != pytest.approx(whole[-1]["loss"], rel=1e-3)


def test_what_a_run_says_of_augmentation_is_done_to_its_films() -> None:
    config = TrainConfig(flip=0.25, detail=0.5, stretch=1.5, batch_size=4)
    how = batches(np.zeros((4, 8, 8), np.uint8), np.array([0, 1] * 2), architecture("compact", 32), config).how
    assert (how.flip, how.detail, how.aspect) == (0.25, 0.5, (1 / 1.5, 1.5))
    assert how.erase == STRONG.erase


def test_a_network_of_one_size_says_so_before_it_is_trained() -> None:
    baseline = architecture("baseline")
    with pytest.raises(InvalidOption, match="Expected inputs of size 224 alone, the only one of baseline"):
        compiled(baseline, replace(CONFIG, small_size=128), 6)
    with pytest.raises(InvalidOption, match="Expected size 224, the only one of baseline; received 128"):
        architecture("baseline", 128)
    for size in (100, 8):
        with pytest.raises(InvalidOption, match=f"Expected a size that is a multiple of 16; received {size}"):
            architecture("compact", size)
    with pytest.raises(InvalidOption, match="Expected a --small-size that is a multiple of 16; received 100"):
        compiled(architecture("compact"), replace(CONFIG, small_size=100), 6)
    assert architecture("compact", 128).size == 128


def test_a_precision_is_that_of_its_network_and_of_no_other() -> None:
    """Folds are trained after the network was made float32 for serving, and in its precision all the same."""
    config = replace(CONFIG, precision="mixed_bfloat16")

    def policies(model: keras.Model) -> set[str]:
        return {layer.dtype_policy.name for layer in model.layers if layer.weights}

    first = compiled(NETWORK, config, 6)
    served = to_float32(first, NETWORK)
    fold = compiled(NETWORK, config, 6)
    assert [policies(model) for model in (first, served, fold)] == [{config.precision}, {"float32"}, {config.precision}]
    assert keras.mixed_precision.dtype_policy().name == "float32"


def test_the_averaged_weights_are_a_guest() -> None:
    images, labels = blobs()
    model = NETWORK.build()
    model.compile(optimizer(CONFIG, 6), keras.losses.BinaryCrossentropy(from_logits=True), jit_compile=False)
    model.fit(images[..., None].astype("float32"), labels[:, None].astype("float32"), batch_size=8, verbose=0)
    model.layers[-1].bias.assign([1.0])  # Keras leaves the averages in the model after fit
    trained = model.get_weights()
    with averaged(model):
        inside = model.get_weights()
    assert abs(inside[-1][0]) < 0.1
    for a, b in zip(trained, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_learning_rate_falls_on_a_plateau_only() -> None:
    rising = [{"val_auc": 0.5 + i / 100} for i in range(20)]
    assert plateau_rate(rising, 1e-3) == 1e-3
    assert plateau_rate(rising + [{"val_auc": 0.6}] * 5, 1e-3) == pytest.approx(2e-4)
    assert plateau_rate(rising + [{"val_auc": 0.6}] * 10, 1e-3) == pytest.approx(4e-5)
