"""The stage `rights`: what a record and its site say of its use, weighed with what the register says, by purpose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import BETWEEN_FILES, READ, Batch
from reinschrift.columns import numbers, one_chunk, set_columns
from reinschrift.personal import mask_texts
from reinschrift.settings.stages import PersonalSettings, RightsSettings
from reinschrift.stages.rights import ai_txt, licences, preferences, robots, rsl, tdmrep, words
from reinschrift.stages.rights.policy import Policy, policy_of
from reinschrift.stages.rights.purposes import (
    FIELDS,
    SITE_FILES,
    STATEMENTS,
    STATUS,
    Days,
    Registered,
    of_register,
    rights_of,
    rows_of,
    weigh_purposes,
)
from reinschrift.stages.rights.signals import Signal, Statement, Statements
from reinschrift.text.addresses import host_of, path_and_query, without_www

_STATED = ("headers", "html_meta", *SITE_FILES.values())
"""Columns of documents that may say something of rights; a reader that has none leaves them null or out."""
_REGISTERED = ("rights", "license", "rights_evidence", "registered")


class Weighed(NamedTuple):
    """What follows from all statements on a record."""

    rights: str
    license: str | None
    evidence: tuple[Signal, ...]
    """What page and site say."""
    purposes: tuple[str, ...] = ()
    """The status of each purpose."""
    registered: tuple[Signal, ...] = ()
    """What register and record say."""
    days: Days = MappingProxyType({})
    """The days on which the record and the files of its site were read."""


def weigh_rights(batch: Batch, settings: RightsSettings) -> Batch:
    """Add `documents.purposes` and `rights_statements`; replace `rights`, `license` and `rights_evidence`.

    The most restrictive of register, record and site wins. A licence that the register names stays. Evidence is added
    to that of the register, one line a saying: where it stands, and its words. Records that say nothing themselves are
    weighed once for all that register and record say the same of.
    """
    documents = batch.documents
    policy = policy_of(settings.reserving_directives, settings.reservation_in_words)
    stated = {name: one_chunk(documents[name]) for name in _STATED if name in documents.column_names}
    reserves = words.reserving_texts(documents["text"])
    speaks = reserves.copy()
    for column in stated.values():
        speaks |= numbers(pc.is_valid(column)).astype(bool)
    alike, first = _alike(documents)
    own = [name for name in ("url", "text", *_REGISTERED, "collected") if name in documents.column_names]
    silent = [_weigh_silent(row, policy) for row in documents.select(own).take(pa.array(first)).to_pylist()]
    days = [f"{name}{READ}" for name in stated if f"{name}{READ}" in documents.column_names]
    few = documents.select([*own, *stated, *days]).take(pa.array(np.flatnonzero(speaks)))
    few = set_columns(few, text=pc.if_else(pa.array(reserves[speaks]), one_chunk(few["text"]), ""))
    names, values_of = few.column_names, zip(*(_values(one_chunk(column)) for column in few.columns), strict=True)
    weighed = [_weigh_row(dict(zip(names, values, strict=True)), settings) for values in values_of]
    quoted = _quoted([*silent, *weighed])
    place = alike.astype(np.int64)
    place[speaks] = len(silent) + np.arange(len(weighed))
    new = _purposes([*silent, *weighed], quoted, policy, pa.array(place))
    if weighed:
        own_words = quoted[len(silent) :]
        new |= _replaced(documents, speaks, {
            "rights": [one.rights for one in weighed],
            "license": [one.license for one in weighed],
            "rights_evidence": _evidence(few["rights_evidence"], weighed, own_words),
        })  # fmt: skip
    return Batch(set_columns(documents, **new), batch.paragraphs)


def _replaced(documents: pa.Table, mask: npt.NDArray[np.bool_], new: Mapping[str, list[Any]]) -> dict[str, pa.Array]:
    return {
        name: pc.replace_with_mask(one_chunk(documents[name]), pa.array(mask), pa.array(values, pa.string()))
        for name, values in new.items()
    }


def _alike(documents: pa.Table) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return for each row the number of what register and record say of it, and the first row of each."""
    columns = [one_chunk(documents[name]) for name in _REGISTERED if name in documents.column_names]
    keys = pc.binary_join_element_wise(*(pc.fill_null(column, "\0") for column in columns), "\n").dictionary_encode()
    numbered = numbers(keys.indices).astype(np.int64)
    return numbered, np.unique(numbered, return_index=True)[1]


def _purposes(all_: Sequence[Weighed], quoted: list[list[str]], policy: Policy, place: pa.Array) -> dict[str, pa.Array]:
    """Return the columns `purposes` and `rights_statements`; `place` says for each row which of the weighed it is."""
    statuses = [dict(zip(FIELDS, one.purposes, strict=True)) for one in all_]
    stated = [
        rows_of((*one.registered, *one.evidence), words_, one.days, policy)
        for one, words_ in zip(all_, quoted, strict=True)
    ]
    return {
        "purposes": pa.array(statuses, STATUS).take(place),
        "rights_statements": pa.array(stated, STATEMENTS).take(place),
    }


def _values(column: pa.Array) -> list[Any]:
    """Return a column as Python values; what stands once in a dictionary is one value for all its rows."""
    if not pa.types.is_dictionary(column.type):
        return list(column.to_pylist())
    values = column.dictionary.to_pylist()
    return [None if at is None else values[at] for at in column.indices.to_pylist()]


def _quoted(weighed: Sequence[Weighed]) -> list[list[str]]:
    """Return the words of every statement, with addresses and numbers of persons masked."""
    lists = [[signal.quoted for signal in (*one.registered, *one.evidence)] for one in weighed]
    masked, _ = mask_texts(pa.array([each for one in lists for each in one], pa.string()), PersonalSettings())
    flat = iter(masked.to_pylist())
    return [[next(flat) for _ in one] for one in lists]


def _evidence(known: pa.ChunkedArray, weighed: list[Weighed], quoted: list[list[str]]) -> list[str | None]:
    """Return the register's evidence and a line for each saying of page and site."""
    lines = [
        "\n".join(
            f"{signal.where}: {quote}" for signal, quote in zip(one.evidence, own[len(one.registered) :], strict=True)
        )
        for one, own in zip(weighed, quoted, strict=True)
    ]
    return ["\n".join(filter(None, both)) or None for both in zip(known.to_pylist(), lines, strict=True)]


def _registered(row: Mapping[str, Any]) -> Registered:
    more = tuple((row.get("registered") or "").split(",")) if row.get("registered") else ()
    return Registered(row["rights"] or "unknown", row["license"], row["rights_evidence"], more)


def _weigh_silent(row: Mapping[str, Any], policy: Policy) -> Weighed:
    """Return what register and record say by themselves."""
    known = _registered(row)
    signals = tuple(of_register(known))
    return Weighed(known.rights, known.license, (), weigh_purposes(signals, policy), signals)


def _weigh_row(row: Mapping[str, Any], settings: RightsSettings) -> Weighed:
    statements = Statements(
        headers=[(one["name"], one["value"]) for one in row.get("headers") or ()],
        page=[Statement(one["where"], one["name"], one["value"]) for one in row.get("html_meta") or ()],
        path=path_and_query(row["url"]),
        robots_txt=row.get("robots_txt"),
        tdmrep=row.get("tdmrep"),
        ai_txt=row.get("ai_txt"),
        rsl=row["rsl"].split(BETWEEN_FILES) if row.get("rsl") else (),
        host=without_www(host_of(row["url"]) or "") if row.get("rsl") else "",
    )
    read = row.get("collected")
    days = {where: row.get(f"{name}{READ}") for where, name in SITE_FILES.items()}
    return weigh(statements, row["text"], settings, _registered(row))._replace(days={"": read and read.date(), **days})


def weigh(stated: Statements, text: str, settings: RightsSettings, known: Registered | None = None) -> Weighed:
    """Return what holds for a record by what it and its site say; `known` is what register and record say of it.

    What outweighs what: `weigh_purposes`. `rights` is what is stated of training, the licence that register or record
    name left aside.
    """
    known = known or Registered()
    policy = policy_of(settings.reserving_directives, settings.reservation_in_words)
    chosen, found = licences.choose_licence(licences.find_licences(stated.page))
    evidence = [
        *tdmrep.find_tdmrep(stated),
        *preferences.find_preferences(stated),
        *robots.find_directives(stated, policy),
        *robots.find_rules(stated, policy),
        *ai_txt.find_rules(stated),
        *_in_words(stated, text),
        *licences.find_terms(stated.page),
        *found,
    ]
    evidence = rsl.with_terms_read(evidence, stated)
    is_known = known.license not in {None, "", "unknown"}
    if chosen and is_known and chosen != known.license:
        note = f"the page says {chosen}, the register or record {known.license}"
        evidence.append(Signal(licences.SCHEME, "conflict", note, marks=True))
    registered = of_register(known)
    return Weighed(
        rights_of([*registered, *evidence], policy),
        known.license if is_known or not chosen else chosen,
        tuple(evidence),
        weigh_purposes([*registered, *evidence], policy),
        tuple(registered),
    )


def _in_words(stated: Statements, text: str) -> Iterable[Signal]:
    return list(words.in_statements(tuple(stated.page))) or words.in_text(text)
