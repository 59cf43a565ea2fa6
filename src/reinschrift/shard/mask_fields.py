"""Masks personal data in the fields of documents: titles, authors, addresses, and the text of unreadable records."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers, one_chunk, set_columns
from reinschrift.personal import mask_texts
from reinschrift.personal.checksums import is_iban
from reinschrift.personal.dialled import MESSENGER, PARAMETERS, PLUS
from reinschrift.personal.emails import replace_in_address
from reinschrift.settings.stages import PersonalSettings

FIELDS = ("title", "author", "site_name", "license", "section", "agency", "problem_text", "problem_detail")
"""Fields in words: each is looked at as a paragraph is."""

ADDRESS = "url"
LOCATOR = "record"

_PARAMETERS = f"{PARAMETERS}|iban"
_IN_ADDRESS = (
    rf"(?i)@|%40|[?&;](?:{_PARAMETERS})\w*=|/(?:{PARAMETERS}|tel)/[+0]|[:=/](?:[0-9]{{1,3}}\.){{3}}[0-9]"
    rf"|{MESSENGER}|[=/]{PLUS}[0-9]|[a-z]{{2}}[0-9]{{2}}[a-z0-9]{{11}}"
)
_USER = re.compile(r"(?<=://)[^/@?#]+@")
_NUMBER = re.compile(rf"(?i)([?&;](?:{_PARAMETERS})\w*=)[^&;#]+")
_NAMED_PATH = re.compile(rf"(?i)(/(?:{PARAMETERS}|tel)/)[+0][0-9.-]{{7,}}(?=[/?#]|\Z)")
_QUAD = r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}"
_OF_VISITOR = re.compile(rf"(?i)([?&;](?:\w+_)?ip\w*=|(?<=\w):|/(?:\w+:)?contributions/){_QUAD}(?=[/?&#]|\Z)")
"""The address of a visitor's computer: as a parameter, or as the name of an author in a wiki (`User:203.0.113.7`)."""
_DIALLED = re.compile(rf"(?i)((?:{MESSENGER}|[=/](?={PLUS}))){PLUS}?[0-9]{{8,15}}(?![0-9])")
_ACCOUNT = re.compile(r"(?i)(?<![a-z0-9])[a-z]{2}[0-9]{2}[a-z0-9]{11,30}(?![a-z0-9])")
_PHONE, _EMAIL, _IBAN, _IP = "<PHONE>", "<EMAIL>", "<IBAN>", "<IP>"


def mask_fields(documents: pa.Table, settings: PersonalSettings) -> pa.Table:
    """Return documents with personal data in their fields masked by the placeholders of the texts.

    In `url` only e-mail addresses, names of users before the host, the values of parameters that say they are a
    telephone or account number or the address of a visitor's computer, numbers that are dialled (`wa.me/`, `=+49…`,
    `/tel/…`) and IBANs are masked: other digits tell pages apart, and a host may be a number. A `record` that is
    nothing but digits is the record's number and stays. What is masked here is not counted in `personal_data`, which
    counts the text's.
    """
    names = [name for name in FIELDS if name in documents.column_names]
    masked = {name: mask_column(one_chunk(documents[name]), settings) for name in names}
    masked[ADDRESS] = mask_addresses(one_chunk(documents[ADDRESS]), settings)
    written = one_chunk(documents[LOCATOR])
    is_words = pc.fill_null(pc.match_substring_regex(written, r"[^0-9]"), fill_value=False)
    masked[LOCATOR] = pc.replace_with_mask(written, is_words, mask_column(written.filter(is_words), settings))
    return set_columns(documents, **masked)


def mask_column(texts: pa.Array, settings: PersonalSettings) -> pa.Array:
    """Return a column of texts with personal data masked; null stays null."""
    there = pc.is_valid(texts)
    if not there.true_count:
        return texts
    masked, _ = mask_texts(texts.filter(there), settings)
    return pc.replace_with_mask(texts, there, masked)


def mask_addresses(addresses: pa.Array, settings: PersonalSettings) -> pa.Array:
    """Return addresses with what names a person in them masked; only the few with a sign of it are looked at."""
    found = numbers(pc.fill_null(pc.match_substring_regex(addresses, _IN_ADDRESS), fill_value=False)).astype(bool)
    rows = np.flatnonzero(found)
    if not len(rows):
        return addresses
    few = [mask_address(address, settings) for address in addresses.take(pa.array(rows)).to_pylist()]
    return pc.replace_with_mask(addresses, pa.array(found), pa.array(few, pa.string()))


def mask_address(address: str, settings: PersonalSettings) -> str:
    """Return one address of a page with what names a person in it masked."""
    if settings.emails == "mask":
        address = replace_in_address(_USER.sub("", address), _EMAIL)
    if settings.ibans == "mask":
        address = _ACCOUNT.sub(lambda found: _IBAN if is_iban(found[0].upper()) else found[0], address)
    if settings.phones == "mask":
        for pattern in (_NUMBER, _NAMED_PATH, _DIALLED):
            address = pattern.sub(rf"\1{_PHONE}", address)
    if settings.ips == "mask":
        address = _OF_VISITOR.sub(rf"\1{_IP}", address)
    return address
