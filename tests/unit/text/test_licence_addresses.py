"""The table of licence addresses: both sides that ask it get the same."""

import numpy as np
import pytest

from reinschrift.pages.blocks.attributes import LINK, MARK, _kind_of_link
from reinschrift.stages.rights.licences import read_licence
from reinschrift.text.licence_addresses import OF_PAGES, is_licence_of_page, licence_at


@pytest.mark.parametrize("piece", OF_PAGES)
def test_a_link_that_speaks_of_a_page_is_looked_at(piece: str) -> None:
    """The screen over the bytes of a page lets no such address go, in whatever letters."""
    for address in (f"https://{piece}x", f"HTTPS://{piece.upper()}"):
        data = np.frombuffer(address.encode(), np.uint8)
        assert is_licence_of_page(address)
        assert _kind_of_link(data, 0, len(data)) == LINK | MARK


@pytest.mark.parametrize(
    ("address", "spdx", "is_of_page"),
    [
        ("https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0", True),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0", True),
        ("https://CreativeCommons.org/Licenses/BY-SA/3.0/at/", "CC-BY-SA-3.0-AT", True),
        ("https://rightsstatements.org/vocab/InC/1.0/", None, True),
        ("https://www.gnu.org/licenses/old-licenses/fdl-1.2.html", "GFDL-1.2-only", False),
        ("https://www.etalab.gouv.fr/licence-ouverte-open-licence", "etalab-2.0", False),
        ("https://creativecommons.org/about/", None, False),
        ("https://a.example/licence", None, False),
    ],
)
def test_an_address_names_a_licence(address: str, spdx: str | None, *, is_of_page: bool) -> None:
    """That of Creative Commons by its parts, others by the table; a link to one of data says nothing of a page."""
    assert (read_licence(address), is_licence_of_page(address)) == (spdx, is_of_page)
    assert licence_at(address) in {None, spdx}
