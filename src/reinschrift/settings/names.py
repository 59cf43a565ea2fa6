"""Names of sources and datasets, which are names of folders, too: what they may be, and how a text is made one."""

from __future__ import annotations

import re

NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
_OTHER_SIGNS = re.compile(r"[^A-Za-z0-9._-]+")


def in_signs_of_names(text: str) -> str:
    """Return a text with a hyphen for each run of signs that no name may have; it may begin with a full stop."""
    return _OTHER_SIGNS.sub("-", text)


def as_name(text: str, otherwise: str) -> str:
    """Return a text as a name, `otherwise` if nothing of it may stand in one.

    >>> as_name("Briefe (1890)", "source"), as_name("…", "source")
    ('Briefe-1890', 'source')
    """
    return in_signs_of_names(text).strip("-._") or otherwise
