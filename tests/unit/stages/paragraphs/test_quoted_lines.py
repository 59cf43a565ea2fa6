"""Lines of a mail's quotation that a narrow page broke."""

from __future__ import annotations

import pytest

from evaluation.data.paragraphs import batch_of
from reinschrift.settings.stages import MetadataSettings, ParagraphsSettings
from reinschrift.stages.metadata import find_metadata
from reinschrift.stages.paragraphs import find_paragraphs

FIRST = "Liebe Wiebke, wir treffen uns am Samstag um neun an der"
SECOND = "alten Mühle und gehen dann den Deich entlang bis zum Siel."
THIRD = "Bring bitte Gummistiefel mit, denn nach dem Regen der"
FOURTH = "letzten Tage ist der Weg aufgeweicht."
WHOLE = f"> {FIRST} {SECOND} {THIRD} {FOURTH}"


def quoted(*lines: str, mark: str = "> ") -> list[str]:
    """Return the paragraphs of a mail that quotes these lines, without its own."""
    text = "\n".join(
        ("Hallo Bodo,", "", "Am 3. Mai schrieb Bodo:", *(mark + line for line in lines), "", "Gern, bis dann!")
    )
    rows = find_paragraphs(
        find_metadata(batch_of([text]), MetadataSettings()), ParagraphsSettings()
    ).paragraphs.to_pylist()
    return [row["text"] for row in rows if row["text"].startswith(">")]


@pytest.mark.parametrize("mark", ["> ", ">", "> > ", ">> "])
def test_a_wrapped_quotation_is_one_paragraph_with_one_mark(mark: str) -> None:
    """Where a sentence ends at the end of a line, too."""
    assert quoted(FIRST, SECOND, THIRD, FOURTH, mark=mark) == [f"{mark}{FIRST} {SECOND} {THIRD} {FOURTH}"]


def test_a_line_with_nothing_but_a_mark_parts_two_paragraphs() -> None:
    """Each is joined by itself."""
    assert quoted(FIRST, SECOND, "", THIRD, FOURTH) == [f"> {FIRST} {SECOND}", ">", f"> {THIRD} {FOURTH}"]


@pytest.mark.parametrize(
    "lines",
    [
        ("Der Mond ist aufgegangen,", "die goldnen Sternlein prangen", "am Himmel hell und klar;"),
        ("Brot und Butter und die gute Wurst vom Metzger", "- Salz und Pfeffer und was sonst noch übrig ist"),
        (
            "Ich komme am Samstag um neun Uhr zur alten Mühle.",
            "Anna kommt erst um zehn Uhr zum Siel am Ende des Deichs.",
        ),
        (
            "wenn abends an der Brücke die letzten Boote liegen",
            "und aus den Fenstern leise die alten Lieder klingen",
            "dann gehen wir am Ufer noch einmal durch die dunklen Wiesen",
            "und hören in der Ferne die alten Glocken schwingen",
        ),
        (
            "for value in values_of_the_first_and_second_group:",
            "    total += value * factor_of_the_group_that_has_it",
            "return total",
        ),
        ("colour_of_the_first = value_of_the_first_colour_of_all", "colour_of_the_second = value_of_the_other_one"),
        ("obst und gemüse vom hof      anzahl       preis in euro", "birnen              12             3.40"),
        (f"{FIRST} {SECOND} {THIRD}", f"und {FIRST} {SECOND} {THIRD} {FOURTH}"),
    ],
)
def test_lines_that_were_not_broken_stay(lines: tuple[str, ...]) -> None:
    """Verse, entries of a list, sentences each in a line, programs, tables, and paragraphs longer than a line."""
    assert quoted(*lines) == [f"> {line}" for line in lines]


def test_a_quotation_within_a_quotation_is_another() -> None:
    """More marks are another one's words."""
    assert quoted(FIRST, SECOND, "> " + THIRD, "> " + FOURTH) == [f"> {FIRST} {SECOND}", f"> > {THIRD} {FOURTH}"]


@pytest.mark.parametrize(("chars", "n_rows"), [(100, 1), (101, 2)])
def test_lines_of_a_mail_have_a_hundred_characters_at_most(chars: int, n_rows: int) -> None:
    """What is broader was not wrapped."""
    first = f"> {'wort ' * 30}"[:chars].rstrip().ljust(chars, "t")
    assert len(quoted(first[2:], "weiter geht es hier bis zum Ende des Satzes.")) == n_rows
