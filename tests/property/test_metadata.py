"""Laws of metadata: what a document says of itself does not depend on its neighbours in the batch."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from reinschrift.record import Record
from reinschrift.stages import STAGES
from tests.property.test_stages import batch_of, part_of, rows_of, run

BODY = "Der Rat der Stadt hat am Abend lange beraten. Am Ende stimmten alle für den neuen Plan, der im Mai beginnt."
SAYINGS = [
    "Politik",
    "Der Rat stimmt zu",
    "Von Anna Klein",
    "Anna Klein",
    "12. Mai 2024",
    "Stand: 03.04.2021",
    "Autor:",
]
OPENINGS = [
    "Berlin, 12. Mai 2024 (dpa) – Der Rat hat gestern entschieden, und alle waren dafür.",
    "(dpa) Kurz und gut.",
]
OTHERS = [
    "und so ging es weiter.",
    "Foto: dpa",
    "Mehr von Anna Klein",
    "```",
    "    x = f(1);",
    "Anzeige",
    "Wie war das?",
    "",
]
ROWS = st.sampled_from([*SAYINGS, *OPENINGS, *OTHERS, BODY, BODY + " " + BODY])
TEXTS = st.lists(st.lists(ROWS, min_size=1, max_size=6).map("\n\n".join), min_size=2, max_size=5)


@given(TEXTS)
@example(["12. Mai 2024", "Von Kling Klang\n\n" + BODY, BODY, "Berlin, 12. Mai 2024 (dpa) – " + BODY])
def test_neighbours_say_nothing(texts: list[str]) -> None:
    """Alone, or between others: the same metadata, on the same rows."""
    batch = batch_of([Record(number, text, {}) for number, text in enumerate(texts)])
    for stage in STAGES:
        after = run(stage, batch)
        for at in range(len(texts) if stage.name == "metadata" else 0):
            alone = run(stage, part_of(batch, at, at + 1))
            assert rows_of(alone) == rows_of(part_of(after, at, at + 1)), texts[at]
        batch = after
