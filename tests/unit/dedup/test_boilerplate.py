"""Which paragraphs that come often are boilerplate, told from their words, their length and their places."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reinschrift.dedup.boilerplate import Copies, find_boilerplate
from reinschrift.dedup.looks import CALL, _signs_of
from reinschrift.dedup.notices import SURE
from reinschrift.kinds import HEADING, LIST_ITEM, PARAGRAPH
from tests.signed import prose, record, run

N = 24
NOTICE = "© Talbote Verlag"
ABOUT = "Der Talbote erscheint seit vielen Jahren jede Woche in unserem Tal."


def gone(tmp_path: Path, head: list[str], foot: list[str]) -> set[str]:
    """Return which of the paragraphs go, of documents with the same head and foot around text of their own."""
    bodies = [[prose(number, 30), prose(100 + number, 30), prose(200 + number, 30)] for number in range(N)]
    records = [record(f"d{number}", *head, *body, *foot) for number, body in enumerate(bodies)]
    texts = {one["id"]: one["paragraphs"] for one in records}
    found = run(tmp_path, {"a": records[:7], "b": records[7:]})[2]
    return {texts[name][position] for name, position in found}


@pytest.mark.parametrize(
    ("head", "foot", "goes"),
    [
        ([], [NOTICE], {NOTICE}),
        ([], [ABOUT], {ABOUT}),
        ([ABOUT], [], {ABOUT}),
        ([], ["Ab nach links."], set()),
        ([], [ABOUT, "Anna Kolb"], set()),
        ([], [ABOUT, NOTICE], {ABOUT, NOTICE}),
        ([], ["Redaktion: Anna Kolb", NOTICE], {"Redaktion: Anna Kolb", NOTICE}),
        ([], ["Anna Kolb", NOTICE], {NOTICE}),
        ([], ["Das Amt im Tal tritt am Tag nach seiner Wahl in Kraft."], set()),
        (
            [],
            ["Die Kostenentscheidung folgt aus § 91, die Entscheidung über die Zinsen aus § 288 des Gesetzes."],
            set(),
        ),
        (
            [],
            ["The claimant bears the costs of the proceedings in both instances, and this is what the judges say."],
            set(),
        ),
        (
            [],
            ["Par ces motifs, les juges rejettent la demande et condamnent la société aux dépens de l'instance."],
            set(),
        ),
        ([], ["— Anna Kolb, Tagebücher aus den Jahren im Gebirge, zweiter Band"], set()),
    ],
)
def test_words_length_and_place_decide(tmp_path: Path, head: list[str], foot: list[str], goes: set[str]) -> None:
    """A notice goes, and what stands with it; a short line, a name, a formula, an attribution stays."""
    assert gone(tmp_path, head, foot) == goes


def test_a_sentence_in_the_middle_stays_and_a_call_goes(tmp_path: Path) -> None:
    """Between paragraphs of the text only words of a notice speak against one that comes often."""
    call, step = "Melden Sie sich zu unserem Newsletter an.", "Schalten Sie das Gerät aus, und ziehen Sie den Stecker."
    bodies = [[prose(100 * place + number, 30) for place in range(5)] for number in range(N)]
    for body in bodies:
        body[2:2] = [call, step]
    records = [record(f"d{number}", *body) for number, body in enumerate(bodies)]
    assert {position for _, position in run(tmp_path, {"x": records})[2]} == {2}


@pytest.mark.parametrize(
    ("inside", "goes"),
    [
        ([], True),
        (["Er geht ab."], False),
        (["Melden Sie sich zu unserem Newsletter an."], True),
    ],
)
def test_a_source_that_repeats_lines_in_its_midst_has_formulas_at_its_ends(
    tmp_path: Path, inside: list[str], *, goes: bool
) -> None:
    """A stage direction between paragraphs shows a play, whose closing words stay; a call shows nothing."""
    bodies = [[prose(100 * place + number, 30) for place in range(4)] for number in range(N)]
    records = [record(f"d{number}", *body[:2], *inside, *body[2:], ABOUT) for number, body in enumerate(bodies)]
    last = 4 + len(inside)
    assert (last in {position for _, position in run(tmp_path, {"x": records})[2]}) == goes


def test_places_count_in_most_copies_only(tmp_path: Path) -> None:
    """A sentence that stands at the foot of half of its documents and within the others stays."""
    bodies = [[prose(100 * place + number, 30) for place in range(5)] for number in range(N)]
    for number, body in enumerate(bodies):
        body.insert(5 if number % 2 else 3, ABOUT)
    records = [record(f"d{number}", *body) for number, body in enumerate(bodies)]
    assert run(tmp_path, {"x": records})[2] == {}


def test_a_long_imprint_goes_line_by_line(tmp_path: Path) -> None:
    """Each line that was found shows the one above it, twelve in a row."""
    imprint = [
        f"{role}: {name} Kolb" for role in ("Redaktion", "Bilder", "Satz") for name in ("Anna", "Jan", "Eva", "Max")
    ]
    assert gone(tmp_path, [], [*imprint, NOTICE]) == {*imprint, NOTICE}


@pytest.mark.parametrize(("below", "goes"), [(2, True), (3, False)])
def test_what_may_be_a_notice_stands_near_an_end(tmp_path: Path, below: int, *, goes: bool) -> None:
    """Two paragraphs may stand below it; farther in it is what the text says."""
    notice = "Kontakt zur Redaktion bekommt ihr."
    bodies = [[prose(100 * place + number, 30) for place in range(9)] for number in range(N)]
    for body in bodies:
        body.insert(len(body) - below, notice)
    records = [record(f"d{number}", *body) for number, body in enumerate(bodies)]
    found = run(tmp_path, {"x": records})[2]
    assert {position for _, position in found} == ({9 - below} if goes else set())


@pytest.mark.parametrize(("with_sign", "goes"), [(5, False), (6, True)])
def test_more_than_half_of_the_copies_decide(with_sign: int, *, goes: bool) -> None:
    """Six of ten copies that hold words of a notice make one; five do not."""
    signs = np.array([SURE | CALL] * with_sign + [CALL] * (10 - with_sign), np.uint8)
    far = np.full(10, 20, np.uint8)
    copies = Copies(np.zeros(10, np.int64), np.arange(10, dtype=np.int32), signs, far, far)
    assert find_boilerplate(1, [copies]).tolist() == [goes]


@pytest.mark.parametrize(
    ("kind", "words", "is_call"),
    [(PARAGRAPH, 2, False), (PARAGRAPH, 3, True), (HEADING, 4, False), (HEADING, 5, True), (LIST_ITEM, 5, True)],
)
def test_a_call_is_longer_as_a_line_than_as_a_paragraph(kind: int, words: int, *, is_call: bool) -> None:
    """Three words, and five in a heading or an item of a list: “Newsletter for members” may be a chapter."""
    assert bool(_signs_of(kind, words, False) & CALL) == is_call  # noqa: FBT003  # a kernel takes no keywords
