"""What the settings of similarity come to: the bound of an estimate, and the bands that candidates share."""

from __future__ import annotations

from reinschrift.settings.dedup import DedupSettings

PERMUTATIONS = 256
"""Minima of a signature."""
# Bands x rows for a threshold: the candidates must reach a little below it. Measured recall at the threshold
# is over .99 for each; the bands use the signature's first minima, so that rows are whole bytes of a key.
BANDS_AND_ROWS = ((0.75, 18, 7), (0.65, 24, 7), (0.0, 20, 6))


def accepted(settings: DedupSettings) -> float:
    """Return the estimated similarity from which on two documents are duplicates."""
    return round(settings.threshold - settings.tolerance, 6)


def bands_and_rows(settings: DedupSettings) -> tuple[int, int]:
    """Return how many bands the signature is cut into, and how many minima are in one."""
    return next((bands, rows) for least, bands, rows in BANDS_AND_ROWS if settings.threshold >= least)
