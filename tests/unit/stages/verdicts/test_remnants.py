"""Documents of debris alone, and documents in which a stray line is all that stays."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.batch import Batch
from reinschrift.columns import constant
from reinschrift.settings.stages import VerdictsSettings
from reinschrift.stages.quality import quality_of
from reinschrift.stages.verdicts import give_reasons


def verdict_on(kept: list[str], n_gone: int) -> tuple[str | None, float | None]:
    """Return reason and measure of a document of these lines and so many that went."""
    texts = [*kept, *["Menü"] * n_gone]
    reasons = pa.array([None] * len(kept) + ["menu"] * n_gone, pa.string())
    rows = {"document": pa.array([0] * len(texts), pa.int32()), "text": pa.array(texts), "reason": reasons}
    documents = {
        "quality": quality_of(pa.array(kept, pa.string()), np.array([0, len(kept)]), pa.array(["de"])),
        "language": pa.array(["de"]),
        "rights": pa.array(["allowed"]),
        "problem": constant(None, 1, pa.string()),
        "text": pa.array(["\n".join(texts)]),
    }
    found = give_reasons(Batch(pa.table(documents), pa.table(rows)), VerdictsSettings()).documents
    return found["reason"][0].as_py(), found["measured"][0].as_py()


@pytest.mark.parametrize("kept", [[], ["Mehr anzeigen"], ["Nur notwendige Cookies", "Mehr anzeigen"]])
def test_next_to_nothing_is_debris(kept: list[str]) -> None:
    """What is measured is how many lines the document had."""
    assert verdict_on(kept, 12) == ("only_debris", 12 + len(kept))


@pytest.mark.parametrize(
    ("kept", "n_gone"),
    [
        (["Mehr anzeigen"], 2),  # more than a quarter of its lines
        (["Noch nicht."], 12),  # a sentence
        (["„Ja“, sagte sie."], 12),
        (["今天没有火车。"], 12),
        (["Die Brücke über den Fluss, die alten Häuser am Ufer, das Wehr"], 12),  # so many words
        (["Rosen", "Tulpen", "Nelken", "Astern"], 11),
    ],
)
def test_more_than_that_is_a_document(kept: list[str], n_gone: int) -> None:
    """A short notice among menus stays."""
    assert verdict_on(kept, n_gone)[0] != "only_debris"
