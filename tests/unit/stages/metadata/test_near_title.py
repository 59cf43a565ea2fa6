"""Dates and authors beside the title come before those of other articles."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from evaluation.data.paragraphs import batch_of
from reinschrift.batch import Batch
from reinschrift.columns import set_columns
from reinschrift.settings.stages import MetadataSettings
from reinschrift.stages.metadata import find_metadata
from reinschrift.stages.metadata.candidates import Candidates
from reinschrift.stages.metadata.head import HEAD, NOWHERE, OPENING
from reinschrift.stages.metadata.near_title import below_titles
from reinschrift.stages.rows.of_pages import IS_PAGE

TITLE = "Der Rat vertagt die Entscheidung über den Haushalt"
BODY = (
    "Der Rat der Stadt hat die Entscheidung über den Haushalt des kommenden Jahres noch einmal vertagt.",
    "Die Bürgermeisterin will den Haushalt nach dem Sommer noch einmal vorlegen, wenn alle Zahlen da sind.",
)
SMALL = ("Lesen", "Hören", "Sehen", "Merken", "Teilen", "Drucken", "Melden", "Folgen", "Suchen", "Fragen")


def day_of(*rows: str, is_page: bool = True) -> str | None:
    """Return the day of a text of these rows."""
    made = batch_of(["\n".join(rows)])
    batch = Batch(set_columns(made.documents, **{IS_PAGE: pa.array([is_page])}), made.paragraphs)
    day = find_metadata(batch, MetadataSettings()).documents["published"][0].as_py()
    return str(day) if day else None


def test_a_date_below_the_title_comes_before_one_far_above() -> None:
    """The day of today stands at the top of many pages, that of the article below a standfirst."""
    standfirst = "Die Stadt wartet auf Zahlen aus dem Land, und der Rat hat am Abend lange und ohne Ergebnis beraten."
    assert day_of("Freitag, 4. Februar 2022", *SMALL, TITLE, standfirst, "3. Februar 2022", *BODY) == "2022-02-03"
    assert day_of("3. Februar 2022", TITLE, *SMALL[:3], "4. Februar 2022", *BODY) == "2022-02-03"
    assert day_of("3. Februar 2022", "Lesen", TITLE, *SMALL[1:3], "4. Februar 2022", *BODY) == "2022-02-04"


@pytest.mark.parametrize(
    ("rows", "is_page", "day"), [(38, True, "2022-02-03"), (39, True, None), (39, False, "2022-02-03")]
)
def test_a_date_far_below_a_page_is_of_another_article(rows: int, *, is_page: bool, day: str | None) -> None:
    """From forty rows below the title on; a long text that is no page may be signed at its end."""
    long = [f"{BODY[0]} Das war am Abend {number}." for number in range(rows)]
    assert day_of(TITLE, *long, "Merken", "3. Februar 2022", is_page=is_page) == day


@pytest.mark.parametrize(("title", "rows"), [(0, [1, 2, 3, 4, 5]), (7, [8, 9]), (11, [])])
def test_five_rows_below_a_title_are_asked_again(title: int, rows: list[int]) -> None:
    """Those of its document alone, and but for those in a zone: the body may be thought to begin elsewhere."""
    documents = np.repeat(np.array([0, 1], np.int32), [10, 2])
    zones = np.where(np.arange(12) == 10, HEAD, NOWHERE).astype(np.int8)
    nothing = np.zeros(12, bool)
    candidates = Candidates(documents, zones, nothing, pa.array(["Anna"] * 12), nothing)
    asked = below_titles(candidates, {int(documents[title]): title}, ~nothing)
    assert np.flatnonzero(asked.zones == OPENING).tolist() == rows
