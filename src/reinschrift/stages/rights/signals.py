"""What a record says of its rights, as it stands there, in signs that a policy can read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Statement(NamedTuple):
    """Something a page says of rights in its markup: see `headers` and `html_meta` of the documents read."""

    where: str
    name: str
    value: str


class Statements(NamedTuple):
    """All that a record and its site say."""

    headers: Sequence[tuple[str, str]] = ()
    """HTTP headers, names in small letters."""
    page: Sequence[Statement] = ()
    path: str = "/"
    """Path and query of the record's address."""
    robots_txt: str | None = None
    tdmrep: str | None = None
    """The site's /.well-known/tdmrep.json."""
    ai_txt: str | None = None
    rsl: Sequence[str] = ()
    """The site's licence files."""
    host: str = ""
    """Of the record's address, without `www.`."""


class Signal(NamedTuple):
    """One saying that matters."""

    scheme: str
    where: str
    stated: str
    signs: tuple[str, ...] = ()
    """What it says in the words of its scheme, such as `train-ai=n`; a policy knows for which purposes that counts."""
    marks: bool = False
    """Something to look at that decides nothing, but keeps a permission that the page gives from being taken for
    granted."""

    def __str__(self) -> str:
        """Return it as it stands in `rights_evidence`."""
        return f"{self.where}: {self.quoted}"

    @property
    def quoted(self) -> str:
        """Its words in one line, no more of them than evidence needs."""
        return " ".join(self.stated.split())[:LONGEST]


LONGEST = 300
"""Characters of a saying that are kept as evidence."""
