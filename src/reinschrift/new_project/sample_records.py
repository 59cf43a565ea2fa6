"""Reads the first records of a file with all their fields, as they are called there."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from itertools import islice
from typing import Any

import pyarrow as pa

from reinschrift.errors import InputError
from reinschrift.sources.readers import BY_NAME

N_RECORDS = 20
RECORD_BYTES = 1 << 20
"""Bytes of a record that is looked at; a larger one is passed over."""


def first_records(address: str, form: str) -> list[Mapping[str, Any]]:
    """Return up to `N_RECORDS` records of a file; none where its format has no fields, or it cannot be read."""
    read = BY_NAME[form].read_fields
    if read is None:
        return []
    found: list[Mapping[str, Any]] = []
    # What is wrong with the file is reported by a rebuild; what was read before that is enough.
    with suppress(InputError, pa.ArrowException, ValueError, RecursionError):
        found.extend(islice(read(address, RECORD_BYTES), N_RECORDS))
    return found
