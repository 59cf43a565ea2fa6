"""Hold signals against thresholds: which rules speak against which documents, with what was measured."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers
from reinschrift.reasons import all_reasons, in_order
from reinschrift.settings.stages import VerdictsSettings
from reinschrift.stages.verdicts.policies import rules, thresholds_for

VERDICTS = pa.list_(
    pa.struct([
        pa.field("rule", pa.string(), nullable=False),
        pa.field("measured", pa.float32()),
        pa.field("threshold", pa.float32()),
    ])
)  # fmt: skip
"""The type of `verdicts`: every rule that speaks against a document, in the order of the rules."""


APART_RULE, APART_SPACE = "gopher_below_avg_threshold", 0.33
"""Share of white space from which on letters are set apart (W o r t has .5): our own policy asks for it. Short lines of
Chinese or Japanese, of which nobody knows the language, have words of one character, and .2 of white space."""


class Judged(NamedTuple):
    """Rules by documents, [rule, document]."""

    names: tuple[str, ...]
    applies: npt.NDArray[np.bool_]
    measured: npt.NDArray[np.float32]
    threshold: npt.NDArray[np.float32]


def judge(quality: pa.StructArray, languages: pa.Array, settings: VerdictsSettings) -> Judged:
    """Return which rules speak against documents with these signals and languages.

    Rules of repetition speak against those alone whose share of different words is at most the policy's `most_unique`.
    A rule whose signal is null, as stop words in a language without a list, speaks against nobody. What is measured
    and the threshold are compared as float32, which is how they are stored: the same numbers give the same verdict
    whenever they are read again.
    """
    values, from_words, most_unique = thresholds_for(languages, settings)
    measured = np.array([_signal(quality, rule.signal) for rule in rules()]).reshape(values.shape)
    is_least = np.array([rule.is_least for rule in rules()])[:, None]
    any_length = np.array([rule.any_length for rule in rules()])[:, None]
    is_long = _signal(quality, "word_count") >= from_words
    of_repetition = np.array([rule.of_repetition for rule in rules()])[:, None]
    repeats = _signal(quality, "frac_words_unique") <= most_unique
    applies = np.where(is_least, measured < values, measured > values) & (any_length | is_long)
    applies &= ~of_repetition | repeats
    if settings.policy == "reinschrift":
        is_other = np.array([rule.name != APART_RULE for rule in rules()])[:, None]
        applies &= is_other | (_signal(quality, "frac_chars_space") >= APART_SPACE)
    return Judged(tuple(rule.name for rule in rules()), applies, measured, values)


def and_before(named: dict[str, tuple[npt.NDArray[np.bool_], npt.NDArray[Any] | None]], judged: Judged) -> Judged:
    """Return `judged` with rules put before it, by name whom each speaks against and what it measured, if anything.

    The rules of `judged` no longer speak against a document that one of these does.
    """
    n_documents = judged.applies.shape[1]
    named = {name: named[name] for name in in_order(named)}
    nothing = np.full(n_documents, np.nan, np.float32)
    applies = np.array([speaks for speaks, _ in named.values()]).reshape(len(named), n_documents)
    measured = [nothing if values is None else values.astype(np.float32) for _, values in named.values()]
    return Judged(
        (*named, *judged.names),
        np.concatenate([applies, judged.applies & ~applies.any(axis=0)]),
        np.concatenate([measured, judged.measured]),
        np.concatenate([np.full(applies.shape, np.nan, np.float32), judged.threshold]),
    )


def verdicts_of(judged: Judged) -> pa.ListArray:
    """Return the column `verdicts`, of type `VERDICTS`; an empty list where no rule speaks against the document."""
    document, rule = np.nonzero(judged.applies.T)
    ends = np.searchsorted(document, np.arange(judged.applies.shape[1] + 1)).astype(np.int32)
    fields = [
        pa.DictionaryArray.from_arrays(pa.array(rule, pa.int32()), pa.array(judged.names, pa.string())).cast(
            pa.string()
        ),
        _or_null(judged.measured[rule, document]),
        _or_null(judged.threshold[rule, document]),
    ]
    entries = pa.StructArray.from_arrays(fields, fields=list(VERDICTS.value_type))
    return pa.ListArray.from_arrays(pa.array(ends), entries, type=VERDICTS)


def first_reasons(judged: Judged) -> dict[str, pa.Array]:
    """Return `reason`, `stage`, `measured` and `threshold` of the first rule against each document, or nulls."""
    stays = ~judged.applies.any(axis=0)
    first = np.argmax(judged.applies, axis=0)
    at = np.arange(len(first))
    names = pa.array(judged.names, pa.string())
    stages = pa.array([all_reasons()[name].stages[0] for name in judged.names], pa.string())
    measured, threshold = judged.measured[first, at], judged.threshold[first, at]
    return {
        "reason": names.take(pa.array(first, mask=stays)),
        "stage": stages.take(pa.array(first, mask=stays)),
        "measured": pa.array(measured, pa.float32(), mask=stays | np.isnan(measured)),
        "threshold": pa.array(threshold, pa.float32(), mask=stays | np.isnan(threshold)),
    }


def _or_null(values: npt.NDArray[np.float32]) -> pa.Array:
    return pa.array(values, pa.float32(), mask=np.isnan(values))


def _signal(quality: pa.StructArray, name: str) -> npt.NDArray[np.float32]:
    column = pc.cast(quality.field(name), pa.float32())
    return numbers(pc.fill_null(column, float("nan"))).astype(np.float32)
