"""The names of HTML's elements and attributes, as `html.json` beside this module groups them."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import NamedTuple


class Vocabulary(NamedTuple):
    """Names in lower case."""

    parts: dict[str, int]
    """Element → line feeds between what stood before and after it: 2 paragraphs, 1 lines, 0 the same line."""
    cells: frozenset[str]
    empty: frozenset[str]
    end_optional: frozenset[str]
    never_words: frozenset[str]
    """Elements that nobody takes for a placeholder (`<TITLE>`, `<data>`)."""
    switches: frozenset[str]
    """Attributes without a value."""
    telling: frozenset[str]
    """Attributes that alone betray markup."""
    attributes: frozenset[str]
    """All attributes with a value."""

    def is_attribute(self, name: str) -> bool:
        """Say whether HTML, or a script in it, uses an attribute of this name."""
        return name in self.attributes or self.is_telling(name)

    def is_telling(self, name: str) -> bool:
        """Say whether an attribute of this name in running text can only be left-over markup."""
        return name in self.telling or name.startswith(("data-", "aria-", "xml:", "xmlns:", "v-", "ng-"))


@cache
def vocabulary() -> Vocabulary:
    """Return the names."""
    lists = json.loads(resources.files(__package__).joinpath("html.json").read_text("utf-8"))
    parts = {name: feeds for group, feeds in (("paragraph", 2), ("line", 1)) for name in lists[group]}
    parts |= dict.fromkeys([*lists["cell"], *lists["inline"]], 0)
    return Vocabulary(
        parts=parts,
        cells=frozenset(lists["cell"]),
        empty=frozenset(lists["empty"]),
        end_optional=frozenset(lists["end_optional"]),
        never_words=frozenset(lists["never_words"]),
        switches=frozenset(lists["switches"]),
        telling=frozenset(lists["telling_attributes"]),
        attributes=frozenset([*lists["attributes"], *lists["telling_attributes"]]),
    )
