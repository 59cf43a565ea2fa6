"""Characters that were broken on the way are repaired; quotation marks and dashes stay."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.settings.stages import EncodingSettings
from reinschrift.text.repair import characters, mojibake, unicode_form

KINDS = ("mojibake", "controls", "spaces", "hyphens", "line_ends", "unicode_form")
"""What is counted for each document: lines, characters (four times), stretches of characters."""

Counts = Mapping[str, npt.NDArray[np.int32]]
"""Kind of repair → how many in each document."""

_MAX_ROUNDS = 8
"""One repair may lay bare another fault (a no-break space gone plain, a mended line end); two rounds are usual."""


def repaired(texts: pa.Array, settings: EncodingSettings) -> tuple[pa.Array, Counts]:
    """Return the repaired texts and, by kind, how many repairs each text needed."""
    result, totals = _once(texts, settings)
    changed = _changed(totals)
    for _ in range(_MAX_ROUNDS - 1):
        if not changed.any():
            break
        mask = pa.array(changed)
        again, counts = _once(result.filter(mask), settings)
        more = _changed(counts)
        if not more.any():
            break
        result = pc.replace_with_mask(result, mask, again)
        for kind in KINDS:
            totals[kind][changed] += counts[kind]
        changed[changed] = more
    return result, totals


def _once(texts: pa.Array, settings: EncodingSettings) -> tuple[pa.Array, dict[str, npt.NDArray[np.int32]]]:
    counts = {kind: np.zeros(len(texts), np.int32) for kind in KINDS}
    if settings.mojibake:
        texts, counts["mojibake"] = mojibake.mend(texts)
    kinds = frozenset(kind for kind in ("controls", "spaces", "hyphens", "line_ends") if getattr(settings, kind))
    odd, uncomposed = characters.suspicious(texts)
    if odd and kinds:
        texts, cleaned = characters.clean(texts, kinds)
        counts.update(cleaned)
    if uncomposed and settings.unicode_form:
        texts, counts["unicode_form"] = unicode_form.compose(texts)
    return texts, counts


def _changed(counts: Counts) -> npt.NDArray[np.bool_]:
    changed: npt.NDArray[np.bool_] = np.add.reduce([counts[kind] for kind in KINDS]) > 0
    return changed
