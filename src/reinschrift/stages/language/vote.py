"""The language of a document from its paragraphs, by letters; and of undecided paragraphs from their document."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.stages.language.tags import DOMINANT_LETTERS, SEVERAL, UNKNOWN, group_of

NO = pa.scalar(value=False)

SHARES = pa.list_(pa.struct([("language", pa.string()), ("share", pa.float32())]))
"""The type of `documents.languages`."""


class Shares(NamedTuple):
    """The shares of decided letters, one row a document and group of languages, in the order of `languages`."""

    document: npt.NDArray[np.int64]
    language: pa.StringArray
    share: npt.NDArray[np.float64]


class DocumentLanguages(NamedTuple):
    """One row a document: its language, the share of the largest, all shares, whether the others hold much."""

    language: pa.StringArray
    score: npt.NDArray[np.float32]
    languages: pa.ListArray
    is_mixed: npt.NDArray[np.bool_]
    shares: Shares


def document_languages(
    document: npt.NDArray[np.int32], tags: pa.StringArray, letters: npt.NDArray[np.int32], n_documents: int
) -> Shares:
    """Return the share of each group of languages in the letters of each document's decided paragraphs.

    A group (Norwegian, Serbo-Croatian, Chinese) stands under the member that has most letters; equal ones are
    taken by name. Rows are in order of document, share (largest first), and name.
    """
    decided = pc.and_(pc.is_valid(tags), pc.not_equal(tags, UNKNOWN)).fill_null(NO)
    keep = decided.to_numpy(zero_copy_only=False) & (letters > 0)
    encoded = tags.filter(pa.array(keep)).dictionary_encode()
    names = np.array(encoded.dictionary.to_pylist(), np.str_)
    by_name = np.argsort(names)  # codes in the order of names, so that equal shares are settled by name
    names, code = names[by_name], np.argsort(by_name)[encoded.indices.to_numpy()]
    sums = np.zeros((0, 3), np.int64)
    if len(code):
        key = document[keep].astype(np.int64) * len(names) + code
        keys, inverse = np.unique(key, return_inverse=True)
        weight = np.bincount(inverse, letters[keep]).astype(np.int64)
        sums = np.stack([keys // len(names), keys % len(names), weight], axis=1)
    return _by_group(sums, names, n_documents)


def _by_group(sums: npt.NDArray[np.int64], names: npt.NDArray[np.str_], n_documents: int) -> Shares:
    """Fold (document, language, letters) into the groups of languages and turn letters into shares."""
    document, code, weight = sums.T
    groups = [group_of(name) for name in names.tolist()]
    group = np.array([groups.index(name) for name in groups], np.int64)[code]
    order = np.lexsort((code, -weight, group, document))
    document, code, weight, group = document[order], code[order], weight[order], group[order]
    first = np.ones(len(document), np.bool_)
    first[1:] = (document[1:] != document[:-1]) | (group[1:] != group[:-1])
    starts = np.flatnonzero(first)
    weight = np.add.reduceat(weight, starts) if len(starts) else weight
    document, code = document[first], code[first]
    totals = np.bincount(document, weight, minlength=n_documents)
    order = np.lexsort((code, -weight, document))
    share = (weight / totals[document])[order]
    return Shares(document[order], pa.array(names[code[order]], pa.string()), share)


def summarise(shares: Shares, n_documents: int, mixed_share: float) -> DocumentLanguages:
    """Return the language of each document: `und` without a decided paragraph, `mul` if none has half of the letters.

    `is_mixed` marks documents in which the languages but the largest hold at least `mixed_share` of the letters.
    """
    starts = np.searchsorted(shares.document, np.arange(n_documents + 1)).astype(np.int32)
    entries = pa.StructArray.from_arrays(
        [shares.language, pa.array(shares.share.astype(np.float32))], fields=list(SHARES.value_type)
    )
    has_any = starts[1:] > starts[:-1]
    top = np.zeros(n_documents, np.float64)
    top[has_any] = shares.share[starts[:-1][has_any]]
    best = shares.language.take(pa.array(np.where(has_any, starts[:-1], 0), mask=~has_any)).fill_null(UNKNOWN)
    language = pc.if_else(pa.array(has_any & (top < DOMINANT_LETTERS)), SEVERAL, best)
    is_mixed = has_any & (1.0 - top >= mixed_share)
    languages = pa.ListArray.from_arrays(pa.array(starts), entries).cast(SHARES)
    return DocumentLanguages(language, top.astype(np.float32), languages, is_mixed, shares)


def groups_of(tags: pa.StringArray) -> pa.StringArray:
    """Return the group of each tag; null for null, `und` and `mul`."""
    encoded = tags.dictionary_encode()
    groups = [None if tag in (UNKNOWN, SEVERAL) else group_of(tag) for tag in encoded.dictionary.to_pylist()]
    return pa.array(groups, pa.string()).take(encoded.indices)


def is_foreign(tags: pa.StringArray, document_tags: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Say which paragraphs are in another language than their document; none where either is unknown."""
    differ = pc.not_equal(groups_of(tags), groups_of(document_tags)).fill_null(NO)
    return differ.to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]  # Arrow has no types


def share_in_document(tags: pa.StringArray, document: npt.NDArray[np.int32], shares: Shares) -> npt.NDArray[np.float64]:
    """Return for each paragraph the share of its language's group in its document; 0 where it has no language."""
    groups = groups_of(pa.concat_arrays([tags, shares.language])).dictionary_encode()
    code = groups.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    n_groups = len(groups.dictionary) + 1
    wanted = document.astype(np.int64) * n_groups + code[: len(tags)]
    given = shares.document * n_groups + code[len(tags) :]
    order = np.argsort(given)
    at = np.minimum(np.searchsorted(given[order], wanted), max(len(given) - 1, 0))
    if not len(given):
        return np.zeros(len(tags), np.float64)
    found = (given[order][at] == wanted) & (code[: len(tags)] >= 0)
    return np.where(found, shares.share[order][at], 0.0)
