"""A cloud of training vectors as a Gaussian in its leading principal components, and how far others lie from it."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Gaussian:
    """Mean (d,), leading principal axes (k, d), their standard deviations (k,), and the mean length of the rest."""

    mean: np.ndarray
    axes: np.ndarray
    deviations: np.ndarray
    rest: np.ndarray

    @classmethod
    def fit(cls, x: np.ndarray, components: int) -> "Gaussian":
        """From training vectors (n, d), with so many axes at most."""
        mean = x.mean(axis=0)
        _, singular, axes = np.linalg.svd(x - mean, full_matrices=False)
        axes, deviations = axes[:components], singular[:components] / np.sqrt(len(x))
        inside = (x - mean) @ axes.T
        rest = np.linalg.norm(x - mean - inside @ axes, axis=1).mean()
        return cls(mean, axes, np.maximum(deviations, 1e-6), np.maximum(rest, 1e-6))

    def distances(self, x: np.ndarray) -> np.ndarray:
        """Logarithms of the distance inside the axes and of the length of the rest: (n, d) to (n, 2)."""
        centred = x - self.mean
        inside = centred @ self.axes.T
        mahalanobis = np.square(inside / self.deviations).mean(axis=1)
        rest = np.linalg.norm(centred - inside @ self.axes, axis=1) / self.rest
        return np.log(np.stack([mahalanobis, rest], axis=1) + 1e-3)
