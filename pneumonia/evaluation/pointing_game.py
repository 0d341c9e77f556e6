"""Does the map point to the side that is ill? Asked with films put together of halves, one healthy and one ill.

The data set says who is ill but not where, so a film as it is cannot tell whether the heat lies in the right place. A
film whose left half is of a chest with PNEUMONIA and whose right half is of a NORMAL one can: what speaks for either
answer belongs on its own side, and a map that knew nothing of sides would have half of its heat there. It is the grid
pointing game (Böhle et al., "Convolutional Dynamic Alignment Networks for Interpretable Classifications", CVPR 2021,
section 4) with the halves of a chest for tiles, because a network knows whole chests only.

What it cannot say: how far from the pneumonia the heat lies within its half. Nor is every half of an ill chest ill; a
film joined of a healthy half and one that looks healthy mostly reads NORMAL, and counts under that answer.
"""

import numpy as np

from pneumonia.shortcuts import BLEND


def joined(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The left half of one film and the right half of another, both (h, w) uint8, as one (h, w) uint8."""
    places = (np.arange(left.shape[1]) + 0.5) / left.shape[1]
    weight = np.clip((places - 0.5) / BLEND + 0.5, 0.0, 1.0)  # (w,): 0 is left, 1 is right
    return np.asarray(np.rint(left + weight * (right.astype(np.float64) - left)), np.uint8)


def pairs(films: np.ndarray, labels: np.ndarray, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Every film with PNEUMONIA and a healthy one drawn for it, joined both ways.

    Takes films (n, h, w) uint8 and labels (n,), 0 for NORMAL and 1 for PNEUMONIA, some of each. Returns (2 k, h, w)
    uint8 for k ill ones, and whether the ill half is the right one, in the film as it is looked at: (2 k,) bool.
    """
    random, healthy = np.random.default_rng(seed), np.flatnonzero(labels == 0)
    made = []
    for ill in films[labels == 1]:
        other = films[random.choice(healthy)]
        made += [joined(ill, other), joined(other, ill)]
    return np.stack(made), np.resize([False, True], len(made))


def found(heat: np.ndarray, on_the_right: np.ndarray) -> np.ndarray:
    """Of maps (n, h, w), 0 or more everywhere, the share of the heat on the side that ``on_the_right`` (n,) says, and
    whether the hottest place lies there, both in [0, 1]: (n, 2). No heat at all has neither: NaN.

    A column in the very middle of an odd number of them belongs to both halves.
    """
    width = heat.shape[2]
    right = np.clip(np.arange(1, width + 1) - width / 2, 0.0, 1.0)  # (w,): how much of each column is in the right half
    weight = np.where(on_the_right[:, np.newaxis], right, 1.0 - right)  # (n, w)
    columns = heat.sum(axis=1)  # (n, w)
    total = columns.sum(axis=1)
    hottest = heat.reshape(len(heat), -1).argmax(axis=1) % width
    shares = np.stack(
        [
            (columns * weight).sum(axis=1) / np.maximum(total, 1e-12),
            np.take_along_axis(weight, hottest[:, np.newaxis], axis=1)[:, 0],
        ],
        axis=1,
    )
    shares[total <= 0] = np.nan
    return shares
