"""Readers' comments under the text of a page: removed with a reason of their own, or kept with their kind."""

import pyarrow as pa
import pytest

from evaluation.measure.harm import refined
from reinschrift.pages import read_page
from reinschrift.settings.read import ReadSettings
from reinschrift.settings.stages import LinesSettings, StagesSettings
from reinschrift.sources.readers.records import BLOCKS

TEXT = "The council of the small town voted on Monday for a new bridge over the river, after a debate of three years. "
COMMENT = "I have been waiting for this bridge since my children went to school; good that it comes at last."
PAGE = (
    f"<html><head><title>A new bridge</title></head><body><article><h1>A new bridge</h1>{f'<p>{TEXT * 2}</p>' * 3}"
    f"</article><section class='comments-area'><h2>2 Comments</h2><ol><li><b>river_rat</b><p>{COMMENT}</p></li></ol>"
    "</section></body></html>"
)


@pytest.mark.parametrize(("setting", "reason", "kind"), [("remove", "comment", None), ("keep", None, "comment")])
def test_comments_go_with_their_reason_or_stay_with_their_kind(
    setting: str, reason: str | None, kind: str | None
) -> None:
    read = read_page(PAGE.encode(), None, None, ReadSettings())
    settings = StagesSettings(lines=LinesSettings.model_validate({"comments": setting}))
    rows = refined([read.text], settings, pa.array([read.markup["blocks"]], BLOCKS)).paragraphs.to_pylist()
    found = [(row["reason"], row["kind"]) for row in rows if row["text"] == COMMENT]
    assert found == [(reason, kind)]
    assert all(row["reason"] for row in rows if "river_rat" in row["text"] or "Comments" in row["text"])
