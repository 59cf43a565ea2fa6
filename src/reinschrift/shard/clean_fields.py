"""Cleans the fields of records as texts are cleaned: no control, escape sequence or hidden direction is published."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import one_chunk, set_columns
from reinschrift.settings.stages import EncodingSettings
from reinschrift.text.repair import repaired
from reinschrift.text.unseen import SHAPING, UNSEEN, UNSHAPED

IN_WORDS = ("title", "author", "site_name", "license", "section", "rights_evidence")
"""Fields in words: repaired as a text is, and on one line."""

NAMES = ("url", "record", "source_path")
"""Names by which something is found: a character that shows nothing is written as its number, `%1B`."""

_UNSEEN = re.compile(UNSEEN)


def clean_fields(records: pa.Table) -> pa.Table:
    """Return records whose fields hold nothing that a terminal or a reader would obey and nobody would see."""
    words = {name: _clean_words(one_chunk(records[name])) for name in IN_WORDS if name in records.column_names}
    names = {name: _clean_names(one_chunk(records[name])) for name in NAMES}
    return set_columns(records, **words, **names)


def _clean_words(texts: pa.Array) -> pa.Array:
    """Return words without what cannot be seen; most columns have nothing of it and stay as they are."""
    mask = pc.fill_null(pc.match_substring_regex(texts, f"{UNSEEN}|{SHAPING}"), fill_value=False)
    if not mask.true_count:
        return texts
    few, _ = repaired(texts.filter(mask), EncodingSettings())
    few = pc.utf8_trim_whitespace(pc.replace_substring_regex(few, r"\s+", " "))
    return pc.replace_with_mask(texts, mask, pc.replace_substring_regex(few, UNSHAPED, ""))


def clean_texts(texts: pa.Array) -> pa.Array:
    """Return texts that no stage cleans, those of unreadable records, without controls; their lines stay."""
    mask = pc.fill_null(pc.match_substring_regex(texts, UNSEEN.replace(r"\x0a", "")), fill_value=False)
    if not mask.true_count:
        return texts
    return pc.replace_with_mask(texts, mask, repaired(texts.filter(mask), EncodingSettings())[0])


def _clean_names(names: pa.Array) -> pa.Array:
    """Return names with each such character as the numbers of its bytes, so that two names stay two."""
    mask = pc.fill_null(pc.match_substring_regex(names, UNSEEN), fill_value=False)
    if not mask.true_count:
        return names
    few = [visible_name(name) for name in names.filter(mask).to_pylist()]
    return pc.replace_with_mask(names, mask, pa.array(few, names.type))


def visible_name(name: str) -> str:
    """Return a name with what cannot be seen in it written as `%` and the hexadecimal number of each byte."""
    return _UNSEEN.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), name)
