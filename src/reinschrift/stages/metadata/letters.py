"""Which lines that name a day or a person stay, since they belong to a letter, a mail, minutes or a manual."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from reinschrift.columns import matching
from reinschrift.stages.metadata.candidates import Candidates, Find
from reinschrift.stages.metadata.head import TAIL
from reinschrift.stages.rows.letters import belong_to_text
from reinschrift.stages.rows.of_pages import SHORT_TEXT
from reinschrift.text.arrays import Flags
from reinschrift.text.periods import BEFORE_PAGES


def without_letters(finds: list[Find], candidates: Candidates, is_text: Flags) -> list[Find]:
    """Return the finds but for the lines that belong to a text that is no page (`is_text`, by row).

    In a long text all of them do, in one too short to show signs of a page what stands below the body, and the parts
    of letters, mails and minutes, and days of a time before all pages.
    """
    rows = np.array([find.row for find in finds if is_text[find.row]], np.int64)
    n_lines = np.bincount(candidates.documents, minlength=1)[candidates.documents[rows]]
    stays = belong_to_text(candidates.documents, candidates.texts, rows)
    stays |= (n_lines > SHORT_TEXT) | (candidates.zones[rows] == TAIL)
    stays |= matching(candidates.texts.take(pa.array(rows)), BEFORE_PAGES)
    kept = set(rows[stays].tolist())
    return [find for find in finds if find.row not in kept]
