"""Kind: code in plain text. Lines between fences stay as they are: not joined, not judged, with their indents."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.batch import Batch
from reinschrift.settings.stages import LinesSettings, MetadataSettings, ParagraphsSettings
from reinschrift.stages.lines import classify_lines
from reinschrift.stages.lines.split import split_lines
from reinschrift.stages.metadata import find_metadata
from reinschrift.stages.paragraphs import find_paragraphs

PROSE = "Sie ist langsam, aber leicht zu verstehen, und für kurze Listen von Namen genügt sie allemal."
CODE = "def ordne(namen):\n    for name in sorted(namen):\n        print(name)\n    return namen"


def paragraphs_of(text: str) -> list[tuple[str, str | None]]:
    documents = pa.table({
        "text": [text], "title": pa.array([None], pa.string()), "url": pa.array([None], pa.string()),
        "collected": pa.array([None], pa.timestamp("us", "UTC")),
    })  # fmt: skip
    batch = classify_lines(Batch(documents, pa.table({})), LinesSettings())
    batch = find_paragraphs(find_metadata(batch, MetadataSettings()), ParagraphsSettings())
    return [(row["text"], row["kind"]) for row in batch.paragraphs.to_pylist() if row["reason"] is None]


@pytest.mark.parametrize(
    ("opening", "closing"), [("```python", "```"), ("~~~", "~~~"), ("```", "`````"), ("````", "````")]
)
def test_code_between_fences_keeps_its_lines(opening: str, closing: str) -> None:
    """With its indents, as one paragraph; the text around it is text."""
    found = paragraphs_of(f"{PROSE}\n\n{opening}\n{CODE}\n{closing}\n\n{PROSE[:-1]} und darüber hinaus.")
    assert found[1] == (f"{opening}\n{CODE}\n{closing}", "code")
    assert [kind for _, kind in found] == ["paragraph", "code", "paragraph"]


def test_lines_that_look_like_a_menu_stay_between_fences() -> None:
    """Nobody judges them."""
    menu = "Startseite\nPolitik\nWirtschaft\nKultur\nSport\nImpressum\nDatenschutz\nKontakt\nAnmelden\nTeilen"
    assert (f"```\n{menu}\n```", "code") in paragraphs_of(f"{PROSE}\n\n```\n{menu}\n```\n\n{PROSE}!")


@pytest.mark.parametrize(
    "text",
    [
        f"{PROSE}\n\n```\n{PROSE}",  # never closed
        f"{PROSE} ``` {PROSE}",
        f"{PROSE}\n\n```wort```\n\n{PROSE}",  # code within a sentence
        f"{PROSE}\n\n~~~\n{PROSE}\n```",
    ],
)
def test_what_is_no_pair_of_fences_is_text(text: str) -> None:
    """A fence must be closed by its like."""
    assert "code" not in [kind for _, kind in paragraphs_of(text)]


LINES = st.sampled_from(["```", "````", "~~~", "``` x", "a", "```a```", "~~~ b", ""])


@given(st.lists(st.lists(LINES, max_size=9), max_size=3))
def test_documents_do_not_look_into_each_other(documents: list[list[str]]) -> None:
    """A batch finds what its documents alone do."""
    texts = ["\n".join(lines) for lines in documents]
    whole = split_lines(pa.array(texts, pa.string()))["code"].to_pylist()
    alone = [code for text in texts for code in split_lines(pa.array([text], pa.string()))["code"].to_pylist()]
    assert [code > 0 for code in whole] == [code > 0 for code in alone]
