"""The stage `markup`: entities are read, tags and attributes go, and every repair is counted."""

from __future__ import annotations

import time

import pyarrow as pa
import pytest

from reinschrift.batch import Batch
from reinschrift.settings.stages import EncodingSettings, MarkupSettings
from reinschrift.stages.encoding import repair_characters
from reinschrift.stages.markup import KINDS, remove_markup, unmarked
from reinschrift.stages.markup.screen import ATTRIBUTE, ENTITY, TAG, flags

NOTHING = pa.table({"document": pa.array([], pa.int32())})
LONG = 100_000
"""Repeats of a hostile pattern: what is quadratic in them would take minutes."""


def test_counts_are_added_to_those_of_the_characters() -> None:
    """Both stages share one struct; what entities set free counts as a character."""
    documents = pa.table({"text": ["a\xa0b&nbsp;c <b>x</b> data-x=", "gut"]})
    before = repair_characters(Batch(documents, NOTHING), EncodingSettings())
    after = remove_markup(before, MarkupSettings())
    assert after.documents["text"].to_pylist() == ["a b c x", "gut"]
    first, second = after.documents["repairs"].to_pylist()
    assert first == {
        "mojibake": 0, "controls": 0, "spaces": 2, "hyphens": 0, "line_ends": 0, "unicode_form": 0,
        "entities": 1, "tags": 2, "attributes": 1,
    }  # fmt: skip
    assert set(second.values()) == {0}
    assert before.documents["repairs"][0].as_py()["spaces"] == 1


def test_it_works_without_the_stage_before() -> None:
    """Called alone it makes the struct itself."""
    after = remove_markup(Batch(pa.table({"text": ["&amp;"]}), NOTHING), MarkupSettings())
    assert after.documents["repairs"][0].as_py()["entities"] == 1


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_can_be_switched_off(kind: str) -> None:
    """A switched-off repair does nothing and counts nothing; the others go on."""
    _, counts = unmarked(pa.array(['&amp; <b>x</b> y data-x="1" z']), MarkupSettings.model_validate({kind: False}))
    assert [name for name in KINDS if counts[name][0] == 0] == [kind]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Ein Satz; noch einer: 1 = 1, a <2.", 0),
        ("&auml;", ENTITY),
        ("& quot;", ENTITY),
        ("AMPERSAND#34;", ENTITY),
        ("fuuml;r", ENTITY),
        ("f#8217;n", ENTITY),
        ("<b", TAG),
        ("</b>", TAG),
        ('x class="y"', ATTRIBUTE),
        ("x data-y=", ATTRIBUTE),
        ("data-y=", ATTRIBUTE),
        ("=", 0),
        ("; &", 0),
    ],
)
def test_the_screen_sees_what_may_be_markup(text: str, seen: int) -> None:
    """One byte of flags a text, whatever stands in the texts beside it."""
    assert flags(pa.array(["&", text, '="', "<"])).tolist() == [0, seen, 0, 0]


@pytest.mark.slow
@pytest.mark.parametrize(
    "pattern", ["<", "<a ", "<!--", "<script>", '<a b="', "&", "` ", '"', " a=", 'a="', "<b>", "\n<p"]
)
def test_hostile_text_takes_linear_time(pattern: str) -> None:
    """No repeated pattern makes the patterns run away (the bound is a hundred times what is needed)."""
    start = time.process_time()
    unmarked(pa.array([pattern * LONG]), MarkupSettings())
    assert time.process_time() - start < 60
