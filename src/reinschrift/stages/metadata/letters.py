"""Which lines that name a day or a person stay, since they belong to a letter, a mail, minutes or a manual."""

from __future__ import annotations

import numpy as np

from reinschrift.stages.metadata.candidates import Candidates, Find
from reinschrift.stages.rows.letters import belong_to_text
from reinschrift.text.arrays import Flags


def without_letters(finds: list[Find], candidates: Candidates, is_text: Flags) -> list[Find]:
    """Return the finds but for the lines of a text that is no page (`is_text`, by row) that belong to it."""
    rows = np.array([find.row for find in finds if is_text[find.row]], np.int64)
    kept = set(rows[belong_to_text(candidates.documents, candidates.texts, rows)].tolist())
    return [find for find in finds if find.row not in kept]
