"""A pull quote is one, whatever its line looks like; what only resembles the text keeps its own reason."""

from __future__ import annotations

import pytest

from evaluation.measure.harm import refined
from reinschrift.settings.stages import StagesSettings

MENU, FOOT = ("Startseite", "Anmelden", "Warenkorb"), ("Impressum", "Datenschutz", "Newsletter abonnieren")
BODY = (
    "Wir stehen jetzt am Anfang einer Entwicklung, in der die Frage, wer hier bauen darf, nicht entschieden ist.",
    "Die Werft hat im Frühjahr neue Leute eingestellt, und am Kai liegen drei Schiffe, die auf ihre Reparatur warten.",
    "„Wir haben lange genug gewartet, und jetzt fangen wir endlich an zu bauen“, sagte die Leiterin am Dienstag.",
)
QUOTE = "Wir haben lange genug gewartet, und jetzt fangen wir endlich an"


def reason_of(line: str, *body: str) -> str | None:
    """Return why a line in the middle of a page goes."""
    rows = (*MENU, "Der Hafen wird neu", body[0], line, *body[1:], *FOOT)
    return reasons("\n".join(rows))[line]


def reasons(*texts: str) -> dict[str, str | None]:
    """Return why each row goes."""
    return {row["text"]: row["reason"] for row in refined(texts, StagesSettings()).paragraphs.to_pylist()}


@pytest.mark.parametrize("line", [f"„{QUOTE}“ Foto: Anna Maier", f"Foto: {QUOTE} zu bauen"])
def test_a_pull_quote_with_a_credit_is_a_repetition(line: str) -> None:
    """It looks like a caption."""
    assert reason_of(line, *BODY) == "repeats_content"


def test_a_caption_is_no_repetition() -> None:
    """It names what the text names, in words of its own."""
    assert reason_of("Drei Schiffe liegen in der Werft und warten. Foto: Anna Maier", *BODY) == "caption"


def test_a_quote_of_another_document_is_no_repetition() -> None:
    """Only its own document counts, though both are in one batch."""
    line = f"„{QUOTE}“ Foto: Anna Maier"
    texts = ["\n".join((*MENU, BODY[0], line, BODY[1], *FOOT)), "\n".join((*MENU, *BODY, *FOOT))]
    assert reasons(*texts)[line] == "caption"
