"""How good rankings are, and within which limits that is known."""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

RESAMPLES = 1000
SEED = 20


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over questions, and the interval that 95 % of the resampled means are in (percentile bootstrap)."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.3f} ({self.low:.3f}–{self.high:.3f})"


def ndcg(ranking: Sequence[str], gains: Mapping[str, int], depth: int = 10) -> float:
    """Returns the normalised discounted cumulative gain, 0 to 1, with linear gains as BEIR has them."""
    best = _discounted(sorted(gains.values(), reverse=True)[:depth])
    return _discounted([gains.get(document, 0) for document in ranking[:depth]]) / best if best else 0.0


def recall(ranking: Sequence[str], gains: Mapping[str, int], depth: int) -> float:
    """Returns the share of the right documents that are among the first."""
    return len(gains.keys() & set(ranking[:depth])) / len(gains)


def estimate(values: Sequence[float]) -> Estimate:
    """Returns the mean of a measure over questions; the same values always have the same interval."""
    chance = random.Random(SEED)  # noqa: S311 - resampling, no secret
    means = sorted(fmean(chance.choices(values, k=len(values))) for _ in range(RESAMPLES))
    return Estimate(fmean(values), means[int(0.025 * RESAMPLES)], means[int(0.975 * RESAMPLES) - 1])


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))
