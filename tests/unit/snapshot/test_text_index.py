"""By which hashes the index finds a passage: published objects have theirs beside them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.snapshot.text_index import keys_of
from reinschrift.text.words import tokenise


def test_the_keys_of_a_text_stay_what_they_are() -> None:
    """Indexes lie beside published objects: by other keys nothing would be found in them any more."""
    text = "In der Mühle am Fluss mahlt seit dem Herbst wieder ein Rad. 中国人民从此站起来了他们很高兴"
    keys = keys_of(tokenise(pa.array([text])))
    assert (len(keys), int(np.bitwise_xor.reduce(keys))) == (5, 117852336)


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("am alten Fluss mahlt wieder ein Rad", False),
        ("am alten Fluss mahlt wieder ein großes Rad", True),
        ("中国人民从此站起来了他们很高", False),
        ("中国人民从此站起来了他们很高兴啊", True),
    ],
)
def test_a_passage_of_eight_words_has_keys(text: str, *, is_found: bool) -> None:
    """Or of sixteen characters of a script without spaces; of a shorter one objects are read whole."""
    assert (len(keys_of(tokenise(pa.array([text])))) > 0) == is_found
