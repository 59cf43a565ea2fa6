"""In a text that is no page a formula, a step or a refrain comes again, and a heading stays below its entry."""

from __future__ import annotations

import pytest

from evaluation.measure.harm import refined
from reinschrift.settings.stages import StagesSettings

STEP = "Schalten Sie die Maschine aus, ziehen Sie den Stecker, und warten Sie eine volle Minute."
BODY = [
    "Am Morgen lag der Nebel noch über dem Fluss, und die Fähre blieb am anderen Ufer liegen.",
    "Gegen Mittag kam die Sonne heraus, und drei Wagen fuhren hinüber zum Markt in Oberau.",
    "Der Fährmann zählte sein Geld, schloss den Kasten ab und ging langsam die Böschung hinauf.",
    "Am Abend war alles wieder still, nur das Seil schlug noch manchmal gegen den Pfahl.",
]


def gone(rows: list[str]) -> list[str]:
    """Return the rows that go as repetitions."""
    paragraphs = refined(["\n\n".join(rows)], StagesSettings()).paragraphs.to_pylist()
    return [row["text"] for row in paragraphs if row["reason"] == "repeats_content"]


def test_a_step_that_comes_again_stays() -> None:
    """Far from where it stood first, or two rows below."""
    assert gone([BODY[0], STEP, BODY[1], BODY[2], BODY[3], STEP]) == []
    assert gone([BODY[0], STEP, BODY[1], STEP, BODY[2]]) == []


def test_what_stands_twice_in_a_row_goes_once() -> None:
    """Nobody says so twice on purpose."""
    assert gone([BODY[0], STEP, STEP, BODY[1], BODY[2]]) == [STEP]


def test_a_pull_quote_goes() -> None:
    """It is part of a longer paragraph."""
    long = f"{BODY[0]} {BODY[1]} {BODY[2]}"
    assert gone([long, BODY[3], BODY[1]]) == [BODY[1]]


@pytest.mark.parametrize("entries", [2, 3, 5])
def test_headings_stay_where_a_table_of_contents_says_the_same(entries: int) -> None:
    """The entry is there to be found again, and the heading is what it leads to."""
    heads = [
        f"Die Fähre im {month} bei hohem Wasser sicher führen" for month in ("Mai", "Juni", "Juli", "Herbst", "Eis")
    ]
    rows = [*heads[:entries]]
    for head, body in zip(heads[:entries], [*BODY, STEP], strict=False):
        rows += [head, body]
    assert gone(rows) == []


def test_an_entry_that_is_worded_as_another_stays() -> None:
    """Two options of a program are described alike; only a long sentence, or the words themselves, are a quotation."""
    one = "Schreibt die Namen der Schiffe in die Datei. Wer diese Angabe macht, muss auch die Datei nennen."
    two = (
        "Liest die Namen der Schiffe in der Datei. Wer diese Angabe macht, muss auch die Datei nennen, sonst endet es."
    )
    assert gone([BODY[0], two, BODY[1], one]) == []
    assert gone([BODY[0], f"{BODY[3]} {BODY[1]}", BODY[2], f"„{BODY[1]}“"]) == [f"„{BODY[1]}“"]


def test_the_rest_of_a_sentence_stays() -> None:
    """A step that begins with a small letter goes on from the row above."""
    step = "schreiben Sie den Namen des Schiffes hinter die Angabe auf derselben Zeile."
    assert gone([BODY[0], step, BODY[1], step, BODY[2]]) == []


def test_a_line_of_a_prayer_comes_twice() -> None:
    """Right below itself, and no blank line between; a paragraph that stands twice was doubled."""
    line = "Lamm Gottes, du nimmst hinweg die Sünde der Welt, erbarme dich unser."
    last = "Lamm Gottes, du nimmst hinweg die Sünde der Welt, gib uns deinen Frieden."
    assert gone([BODY[0], f"{line}\n{line}\n{last}", BODY[1]]) == []
    assert gone([BODY[0], line, line, last, BODY[1]]) == [line]


def test_a_text_of_three_paragraphs_that_was_given_twice_stays_once() -> None:
    """With a line between the two, or none."""
    assert gone([*BODY[:3], *BODY[:3]]) == BODY[:3]
    assert gone([*BODY[:4], "Weiter", *BODY[:4]]) == BODY[:4]
