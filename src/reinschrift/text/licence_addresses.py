"""The addresses of licences: which links speak of a page's licence, and which licence an address names."""

from __future__ import annotations

import tomllib
from importlib.resources import files

_TABLE: dict[str, dict[str, str]] = tomllib.loads(
    files(__package__).joinpath("licence_addresses.toml").read_text(encoding="utf-8")
)
OF_PAGES = tuple(_TABLE["of_pages"])
"""What the addresses of licences hold to which a page links for its own text, in small letters."""


def is_licence_of_page(address: str) -> bool:
    """Say whether a link to an address speaks of the page that it is on, whatever the link is marked as."""
    return any(piece in address.lower() for piece in OF_PAGES)


def licence_at(text: str) -> str | None:
    """Return the SPDX identifier of the licence whose address a text holds; none where no address says it alone."""
    small = text.lower()
    return next((spdx for piece, spdx in _TABLE["of_data"].items() if piece in small), None)
