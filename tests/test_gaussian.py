"""Distances from a cloud of vectors, against numbers worked out by hand."""

import numpy as np
import pytest

from pneumonia.gaussian import Gaussian


def test_distances_of_a_gaussian_by_hand() -> None:
    """Two axes with deviations 3 and 1, and a rest of known length along the third."""
    rng = np.random.default_rng(1)
    x = np.zeros((4000, 80))
    x[:, 0], x[:, 1] = rng.normal(5, 3, 4000), rng.normal(0, 1, 4000)
    gaussian = Gaussian(
        mean=np.eye(80)[0] * 5, axes=np.eye(80)[:2], deviations=np.array([3.0, 1.0]), rest=np.array(2.0)
    )
    there = np.eye(80)[0] * 11 + np.eye(80)[1] * 1 + np.eye(80)[2] * 4  # 2 deviations, 1 deviation, twice the rest
    [[inside, rest]] = gaussian.distances(there[np.newaxis])
    assert inside == pytest.approx(np.log((4 + 1) / 2 + 1e-3))
    assert rest == pytest.approx(np.log(2 + 1e-3))
    fitted = Gaussian.fit(x, 7)
    assert fitted.mean[:2] == pytest.approx([5, 0], abs=0.2)
    assert fitted.deviations[:2] == pytest.approx([3, 1], rel=0.05)
    assert abs(fitted.axes[0, 0]) == pytest.approx(1, abs=0.01)
    assert len(fitted.axes) == 7
