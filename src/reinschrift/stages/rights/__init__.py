"""The stage `rights`: what a record and its site say of mining and training, weighed with what the register says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import Batch
from reinschrift.columns import numbers, one_chunk, set_columns
from reinschrift.personal import mask_texts
from reinschrift.settings.stages import PersonalSettings, RightsSettings
from reinschrift.stages.rights import licences, preferences, robots, tdmrep, words
from reinschrift.stages.rights.signals import Signal, Statement, Statements
from reinschrift.text.addresses import path_and_query

_STATED = ("headers", "html_meta", "robots_txt", "tdmrep")
"""Columns of documents that may say something of rights; a reader that has none leaves them null or out."""


class Weighed(NamedTuple):
    """What follows from all statements on a record."""

    rights: str
    license: str | None
    evidence: tuple[Signal, ...]


def weigh_rights(batch: Batch, settings: RightsSettings) -> Batch:
    """Replace `documents.rights`, `license` and `rights_evidence` where record or site say something of them.

    The most restrictive of register, record and site wins. A licence that the register names stays. Evidence is added
    to that of the register, one line a saying: where it stands, and its words.
    """
    documents = batch.documents
    stated = {name: one_chunk(documents[name]) for name in _STATED if name in documents.column_names}
    speaks = np.zeros(documents.num_rows, bool)
    for column in stated.values():
        speaks |= numbers(pc.is_valid(column)).astype(bool)
    in_words = words.reserving_texts(documents["text"])
    rows = pa.array(np.flatnonzero(speaks | in_words))
    if not len(rows):
        return batch
    own = ["url", "text", "rights", "license", "rights_evidence"]
    few = documents.select([*own, *stated]).take(rows)
    names, values_of = few.column_names, zip(*(_values(one_chunk(column)) for column in few.columns), strict=True)
    weighed = [_weigh_row(dict(zip(names, values, strict=True)), settings) for values in values_of]
    mask = pa.array(speaks | in_words)
    new = {
        "rights": [one.rights for one in weighed],
        "license": [one.license for one in weighed],
        "rights_evidence": _evidence(few["rights_evidence"], weighed),
    }
    columns = {
        name: pc.replace_with_mask(one_chunk(documents[name]), mask, pa.array(values, pa.string()))
        for name, values in new.items()
    }
    return Batch(set_columns(documents, **columns), batch.paragraphs)


def _values(column: pa.Array) -> list[Any]:
    """Return a column as Python values; what stands once in a dictionary is one value for all its rows."""
    if not pa.types.is_dictionary(column.type):
        return list(column.to_pylist())
    values = column.dictionary.to_pylist()
    return [None if at is None else values[at] for at in column.indices.to_pylist()]


def _evidence(known: pa.ChunkedArray, weighed: list[Weighed]) -> list[str | None]:
    """Return the register's evidence and a line for each saying, with addresses and numbers of persons masked."""
    lines = ["\n".join(map(str, one.evidence)) for one in weighed]
    masked, _ = mask_texts(pa.array(lines, pa.string()), PersonalSettings())
    return ["\n".join(filter(None, both)) or None for both in zip(known.to_pylist(), masked.to_pylist(), strict=True)]


def _weigh_row(row: Mapping[str, Any], settings: RightsSettings) -> Weighed:
    statements = Statements(
        headers=[(one["name"], one["value"]) for one in row.get("headers") or ()],
        page=[Statement(one["where"], one["name"], one["value"]) for one in row.get("html_meta") or ()],
        path=path_and_query(row["url"]),
        robots_txt=row.get("robots_txt"),
        tdmrep=row.get("tdmrep"),
    )
    return weigh(statements, row["text"], settings, row["rights"] or "unknown", row["license"])


def weigh(
    stated: Statements, text: str, settings: RightsSettings, known: str = "unknown", license_known: str | None = None
) -> Weighed:
    """Return what holds for a record by what it and its site say; `known` is what the register says of its source.

    A reservation of any scheme outweighs every permission. A permission of the page counts unless something is
    marked; one of the register counts anyway, since a person gave it.
    """
    chosen, evidence = licences.choose_licence(licences.find_licences(stated.page))
    evidence = [
        *tdmrep.find_tdmrep(stated),
        *preferences.find_preferences(stated),
        *robots.find_directives(stated, settings.reserving_directives),
        *robots.find_rules(stated),
        *_in_words(stated, text, settings),
        *licences.find_terms(stated.page),
        *evidence,
    ]
    is_known = license_known not in {None, "", "unknown"}
    if chosen and is_known and chosen != license_known:
        note = f"the page says {chosen}, the register or record {license_known}"
        evidence.append(Signal(licences.SCHEME, "conflict", note, "marked"))
    effects = {signal.effect for signal in evidence}
    rights = known
    if "reserved" in effects:
        rights = "reserved"
    elif known == "unknown" and effects == {"allowed"}:
        rights = "allowed"
    return Weighed(
        rights, chosen if license_known in {None, "", "unknown"} and chosen else license_known, tuple(evidence)
    )


def _in_words(stated: Statements, text: str, settings: RightsSettings) -> Iterable[Signal]:
    effect = settings.reservation_in_words
    found = list(words.in_statements(tuple(stated.page), effect))
    return found or words.in_text(text, effect)
