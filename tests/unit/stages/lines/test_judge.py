"""The stage: rows, columns, titles, settings, and lines whatever they are made of."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.batch import Batch
from reinschrift.settings.stages import LinesSettings
from reinschrift.stages.lines import OfRecords, classify_lines, judge_lines
from reinschrift.stages.lines.reasons import REASONS
from tests.rows import lines_of

ARTICLE = (
    "Die Ernte fiel in diesem Jahr geringer aus als erwartet, weil es im Mai kaum geregnet hatte.",
    "Viele Bauern hoffen nun auf einen feuchten Herbst, damit wenigstens die Zuckerrüben noch wachsen.",
)
MENU = ("Startseite", "Politik", "Wirtschaft", "Kultur", "Sport", "Wetter", "Impressum", "Datenschutz", "Kontakt")


def batch_of(*texts: str, titles: list[str | None] | None = None) -> Batch:
    documents = pa.table({"text": texts, "title": pa.array(titles or [None] * len(texts), pa.string())})
    return Batch(documents, pa.table({}))


def judged(*texts: str, settings: LinesSettings | None = None, titles: list[str | None] | None = None) -> pa.Table:
    return classify_lines(batch_of(*texts, titles=titles), settings or LinesSettings()).paragraphs


def test_every_line_is_a_row_and_debris_says_why() -> None:
    """A page dump keeps its article; every line of the menu has reason, measure, threshold and stage."""
    rows = judged("\n".join([*MENU, *ARTICLE, *MENU])).to_pylist()
    assert [row["text"] for row in rows] == [*MENU, *ARTICLE, *MENU]
    assert [row["text"] for row in rows if row["reason"] is None] == list(ARTICLE)
    for row in rows:
        if row["reason"]:
            assert row["reason"] in REASONS
            assert row["stage"] == "lines"
            assert row["measured"] is not None
            assert row["threshold"] is not None
        else:
            assert (row["measured"], row["threshold"], row["stage"]) == (None, None, None)


def test_documents_stay_as_they_are() -> None:
    """The stage touches no column of the documents."""
    batch = batch_of("\n".join(MENU), "")
    assert classify_lines(batch, LinesSettings()).documents is batch.documents


def test_nothing_is_no_error() -> None:
    """A batch without documents, and documents without text, give no rows but all columns."""
    for rows in (judged(), judged("", "\n\n")):
        assert rows.num_rows == 0
        assert {"document", "line", "text", "reason", "measured", "threshold", "stage"} <= set(rows.column_names)
        assert rows.schema.field("reason").type == pa.string()
        assert rows.schema.field("measured").type == pa.float32()


def test_a_document_is_judged_by_itself() -> None:
    """The verdicts on a document do not depend on those beside it."""
    texts = ["\n".join([*MENU, *ARTICLE]), "\n".join(ARTICLE), "\n".join([*ARTICLE, "Leave a Reply"])]
    together = judged(*texts)["reason"].to_pylist()
    alone = [reason for text in texts for reason in judged(text)["reason"].to_pylist()]
    assert together == alone


def test_the_threshold_is_a_setting() -> None:
    """With `min_content` 0 and no rules every line stays; with 1 no line of the menu does."""
    page = "\n".join([*MENU, *ARTICLE, *MENU])
    keep_all = LinesSettings(min_content=0.0, min_foreign_content=0.0, rules=False)
    assert judged(page, settings=keep_all)["reason"].null_count == len(MENU) * 2 + len(ARTICLE)
    strict = judged(page, settings=LinesSettings(min_content=1.0))["reason"].to_pylist()
    assert all(strict[: len(MENU)])


def test_rules_can_be_switched_off() -> None:
    """A call in an article is debris by rule; the model alone is not asked to see it."""
    text = "\n".join([*ARTICLE[:1], "Video: Die Ernte in Bildern | Landfunk", *ARTICLE[1:]])
    by_rule = judged(text).to_pylist()[1]
    assert by_rule["reason"] == "teaser"


def test_the_title_of_the_record_stays() -> None:
    """A line that the record names as title stays above its article, though it looks like a link."""
    lines = [*MENU * 3, "Ernte", *ARTICLE * 2, *MENU]
    at = 3 * len(MENU)
    assert judged("\n".join(lines), titles=["Ernte"])["reason"].to_pylist()[at] is None


@pytest.mark.parametrize("line", ["|", "…", "１２３", "日本語だけの行", "\u0301", "🙂🙂🙂", "a" * 5000, "—— ——"])
def test_any_line_can_be_judged(line: str) -> None:
    """Symbols, wide characters, marks and very long words are lines like others; alone they stay."""
    assert judge_lines(lines_of([line]), pa.nulls(1, pa.string()), LinesSettings())["reason"].to_pylist() == [None]


def test_form_names_the_reason_where_no_words_do() -> None:
    """If no line reaches the threshold: short is menu, a headline related, sentences teaser, a copy a repeat."""
    long = " ".join(["Das Dorf am Fluss war lange Zeit nur mit dem Boot zu erreichen."] * 5)
    lines = [*ARTICLE, long, "Ein Dorf am Fluss wartet auf die neue Brücke", ARTICLE[0], "Dorf am Fluss"]
    rows = judged("\n".join(lines), settings=LinesSettings(min_content=1.0, min_text_content=1.0, rules=False))
    assert rows["reason"].to_pylist() == ["teaser", "teaser", "debris", "related", "repeats_content", "menu"]


def test_a_text_without_signs_of_a_page_keeps_its_short_lines() -> None:
    """Items, names and a signature stay in a long text; beside menus and shares they would go."""
    text = [
        "Satzung des Vereins",
        *[f"{letter}) Beitrag und Umlage" for letter in "abcdefgh"],
        *ARTICLE * 4,
        "Der Vorstand",
    ]
    assert judged("\n".join(text))["reason"].null_count == len(text)


def test_what_is_known_to_be_a_page_is_judged_as_one() -> None:
    """A document that an earlier reading took for a page needs no signs."""
    lines = lines_of([*ARTICLE[:2], *MENU[:2]])
    settings = LinesSettings(min_content=1.0, rules=False)
    known = judge_lines(lines, pa.nulls(1, pa.string()), settings, known=OfRecords(known_pages=np.ones(1, bool)))
    assert known["reason"].null_count < judge_lines(lines, pa.nulls(1, pa.string()), settings)["reason"].null_count


def date_lines_of(lines: list[str]) -> list[str]:
    """Return the lines of a page that are found to be date lines."""
    reasons = judge_lines(
        lines_of(lines), pa.nulls(1, pa.string()), LinesSettings(), known=OfRecords(known_pages=np.ones(1, bool))
    )["reason"]
    return [line for line, reason in zip(lines, reasons.to_pylist(), strict=True) if reason == "date_line"]


DAYS = [f"{day:02}.05.2024" for day in range(1, 7)]


def test_a_list_of_dates_is_no_head_or_foot() -> None:
    """Of five dates at an end of a page the outer three are date lines; six are a list, and all stay."""
    text = list(ARTICLE) * 8
    assert date_lines_of([*DAYS[:5], *text]) == DAYS[:3]
    assert date_lines_of([*text, *DAYS[:5]]) == DAYS[2:5]
    assert date_lines_of([*DAYS, *text]) == date_lines_of([*text, *DAYS]) == []


def test_dates_far_below_make_no_list_of_the_first() -> None:
    """The head's date goes though six more stand in the text, beyond sixteen lines; within them they make a list."""
    assert date_lines_of(["01.04.2024", *ARTICLE * 8, *DAYS, *ARTICLE * 9]) == ["01.04.2024"]
    assert date_lines_of(["01.04.2024", *ARTICLE * 3, *DAYS, *ARTICLE * 9]) == []
