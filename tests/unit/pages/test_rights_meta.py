"""The metas that the stage `rights` reads are kept of a page."""

from __future__ import annotations

import pytest

from reinschrift.pages.speaking_names import RIGHTS_META


@pytest.mark.parametrize("name", ["content-usage", "content-signal", "noai", "noimageai", "tdm-reservation", "GPTBot"])
def test_names_that_say_something_of_rights(name: str) -> None:
    """And no name that only contains one."""
    assert RIGHTS_META.fullmatch(name)
    assert not RIGHTS_META.fullmatch(f"x-{name}x")
