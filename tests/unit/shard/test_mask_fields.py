"""What names a person in the address of a page is masked; what tells pages apart stays."""

from __future__ import annotations

import pytest

from reinschrift.settings.stages import PersonalSettings
from reinschrift.shard.mask_fields import mask_address


@pytest.mark.parametrize(
    ("address", "after"),
    [
        ("https://a.example/tel/0211-45-67-89/7", "https://a.example/tel/<PHONE>/7"),
        ("https://w.example/wiki/Benutzer:91.16.147.92", "https://w.example/wiki/Benutzer:<IP>"),
        (
            "https://w.example/wiki/Special:Contributions/91.16.147.92",
            "https://w.example/wiki/Special:Contributions/<IP>",
        ),
        ("https://a.example/?client_ip=91.16.147.92&p=3", "https://a.example/?client_ip=<IP>&p=3"),
        ("https://a.example/?phone=0211%2012345", "https://a.example/?phone=<PHONE>"),
    ],
)
def test_a_person_in_an_address_is_masked(address: str, after: str) -> None:
    """Numbers in a path or parameter that says they are one, and visitors' addresses in wikis and logs."""
    assert mask_address(address, PersonalSettings()) == after


@pytest.mark.parametrize(
    "address",
    [
        "http://91.16.147.92:8080/seite/3",
        "https://a.example/download/7.0.100.200/",
        "https://a.example/mobile/2024-01-05/a",
        "https://a.example/phone/123",
    ],
)
def test_what_tells_pages_apart_stays(address: str) -> None:
    """Hosts, versions, days and short numbers."""
    assert mask_address(address, PersonalSettings()) == address
