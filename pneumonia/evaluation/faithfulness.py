"""Do the maps point to what the answers rest on? Deletion and insertion curves, against other regions, on many films.

Petsiuk et al., "RISE: Randomized Input Sampling for Explanation of Black-box Models", BMVC 2018, section 4.2. Deletion
hides the hottest places first: a good map costs the answer much, and the area under its curve is small. Insertion shows
the hottest places first, and a good map has a large area.

Both run over half of the film: what is left of less is no chest film any more. A strongly blurred or an even one, which
RISE starts insertion from, the released networks mostly call PNEUMONIA, whatever it was before. So insertion starts
with the hottest half and ends with the whole film. What is hidden is filled from its surroundings
(:func:`pneumonia.occlusion.hidden`).

A film's map is held against itself at random places and against the map of another film: random places lie partly
outside the chest, so a map that always marked the middle of it would do better than they, and no better than another's.
"""

from collections.abc import Callable

import numpy as np

from pneumonia.deletion import SHARES, area_under, hide, pushed, ranked
from pneumonia.metrics import sigmoid
from pneumonia.occlusion import Logits

#: Shares of the film that are hidden: half as many as a visitor sees, for a few dozen times the films.
STEPS = SHARES[::2]
#: The same map is pushed to this many random places of each film.
ELSEWHERE = 3


def areas(logits: Logits, films: np.ndarray, evidence: np.ndarray, signs: np.ndarray, seed: int = 0) -> np.ndarray:
    """Areas under the curves of films (n, size, size) uint8, each in [0, 1]: (n, 2, 3), for deletion and insertion that
    of the map's regions, the mean of those at random places, and that of the regions of :func:`another` film's map.

    ``evidence`` (n, h, w) is larger where more speaks for the answer, whose probability is the sigmoid of ``signs``
    (n,) times the logit.
    """
    random = np.random.default_rng(seed)
    each = zip(films, evidence, evidence[another(signs)], signs, strict=True)
    return np.stack([_areas(logits, *one, random) for one in each])


def another(signs: np.ndarray) -> np.ndarray:
    """For each of n films another that got the same answer, by its number (n,); itself where no other did.

    It is half the way around, because a child's films follow one another.
    """
    found = np.empty(len(signs), int)
    for sign in np.unique(signs):
        alike = np.flatnonzero(signs == sign)
        found[alike] = np.roll(alike, -((len(alike) + 1) // 2))
    return found


def _areas(
    logits: Logits, film: np.ndarray, own: np.ndarray, others: np.ndarray, sign: float, random: np.random.Generator
) -> np.ndarray:
    place, foreign = (ranked(evidence, film.shape) for evidence in (own, others))
    places = [place, foreign, *(pushed(place, random) for _ in range(ELSEWHERE))]
    # Where the hottest are shown first, the coldest are hidden first. Nothing is hidden at the first step.
    frames = [hide(film, order, STEPS[1:]) for hottest in places for order in (hottest, 1 - hottest)]
    whole, *rest = sigmoid(sign * logits(np.concatenate([film[np.newaxis], *frames])))
    curves = np.reshape(rest, (len(places), 2, len(STEPS) - 1))
    found = area_under(np.pad(curves, ((0, 0), (0, 0), (1, 0)), constant_values=whole))
    return np.stack([found[0], found[2:].mean(axis=0), found[1]], axis=1)


def summary(found: np.ndarray, better: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> dict[str, float]:
    """Of the areas (n, 3) of one kind of curve: their number ``n``, the means of ``map``, ``random`` and ``other``, and
    the shares of films in which the map's is ``better`` (``np.less`` for deletion, ``np.greater`` for insertion) than
    at random places, and ``better_than_other``.
    """
    regions, elsewhere, others = found.T
    return {
        "n": len(found),
        "map": float(regions.mean()),
        "random": float(elsewhere.mean()),
        "better": float(better(regions, elsewhere).mean()),
        "other": float(others.mean()),
        "better_than_other": float(better(regions, others).mean()),
    }
