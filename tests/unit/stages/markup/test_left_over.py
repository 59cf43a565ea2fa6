"""How many certain tags and attributes make doubtful ones certain, and how far a tag reaches."""

from __future__ import annotations

import pytest

from reinschrift.stages.markup import attributes, tags


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Der <b> Hafen<br/> liegt still.<hr/> Ende.", 0),
        ("Der <b> Hafen<br/> liegt still.", 1),
        ("Der <b> Hafen liegt still.", 1),
    ],
)
def test_two_certain_tags_make_a_doubtful_one_certain(text: str, left: int) -> None:
    """One may be all that somebody wrote of HTML."""
    assert tags.remove(text)[0].count("<b>") == left


@pytest.mark.parametrize(
    ("text", "n"), [('Hafen width="3" height="4" Ende', 2), ('Hafen width="3" Ende', 0), ('Hafen class="x" Ende', 1)]
)
def test_two_attributes_in_a_row_are_markup(text: str, n: int) -> None:
    """One is, too, if its name is no word."""
    assert attributes.remove(text)[1] == n


@pytest.mark.parametrize(("chars", "n"), [(100, 0), (1500, 0), (2600, 1)])
def test_an_attribute_in_a_tag_that_was_left_alone_stays(chars: int, n: int) -> None:
    """A bracket that was opened thousands of characters before begins no tag."""
    text = f'Wenn a <b gilt, {"so ist es " * (chars // 10)} class="x" Ende'
    assert attributes.remove(text)[1] == n
