"""Texts as words and pairs of words, counted with Arrow and NumPy."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import distinct, numbers
from reinschrift.text.arrays import RowNumbers

_BETWEEN_WORDS = r"[^\p{L}\p{N}]+"


class Words(NamedTuple):
    """The words of texts in small letters, text by text."""

    text: RowNumbers
    """The number of the text that each is in, ascending."""
    words: pa.DictionaryArray


def words_of(texts: pa.Array) -> Words:
    """Return the words of texts: runs of letters and digits, in small letters."""
    lists = pc.split_pattern_regex(pc.utf8_lower(texts), _BETWEEN_WORDS)
    words = pc.list_flatten(lists)
    is_word = pc.not_equal(words, "")
    text = numbers(pc.list_parent_indices(lists).filter(is_word)).astype(np.int64)
    return Words(text, words.filter(is_word).dictionary_encode())


def numbered(words: Words, vocabulary: pa.Array) -> tuple[RowNumbers, RowNumbers]:
    """Return the text and the number of every word and pair; -1 for what the vocabulary does not have.

    A pair is two words in a row of one text, written with a blank between them.
    """
    single = pc.fill_null(pc.index_in(words.words.dictionary, value_set=vocabulary), -1)
    code = numbers(words.words.indices).astype(np.int64)
    is_pair = words.text[1:] == words.text[:-1]
    n_words = max(len(words.words.dictionary), 1)
    pairs, place = np.unique((code[:-1] * n_words + code[1:])[is_pair], return_inverse=True)
    spelled = [words.words.dictionary.take(pa.array(part)) for part in np.divmod(pairs, n_words)]
    double = pc.fill_null(pc.index_in(pc.binary_join_element_wise(*spelled, " "), value_set=vocabulary), -1)
    return (
        np.concatenate((words.text, words.text[1:][is_pair])),
        np.concatenate((numbers(single).astype(np.int64)[code], numbers(double).astype(np.int64)[place])),
    )


def vocabulary_of(words: Words, least: int) -> tuple[pa.Array, RowNumbers, RowNumbers]:
    """Return the words and pairs that at least so many texts have; and of each of these its text, each pair once."""
    code = words.words.dictionary
    single = _frequent(words.text, numbers(words.words.indices).astype(np.int64), least)
    is_known = np.isin(numbers(words.words.indices), single)
    known = np.where(is_known, numbers(words.words.indices), -1).astype(np.int64)
    is_pair = (words.text[1:] == words.text[:-1]) & (known[1:] >= 0) & (known[:-1] >= 0)
    pairs = (known[:-1] * max(len(code), 1) + known[1:])[is_pair]
    double = _frequent(words.text[1:][is_pair], pairs, least)
    spelled = [code.take(pa.array(part)) for part in np.divmod(double, max(len(code), 1))]
    vocabulary = pa.concat_arrays([code.take(pa.array(single)), pc.binary_join_element_wise(*spelled, " ")])
    text, number = numbered(words, vocabulary)
    once = distinct(text[number >= 0] * (len(vocabulary) + 1) + number[number >= 0])
    text, number = np.divmod(once, len(vocabulary) + 1)
    return vocabulary, text, number


def _frequent(text: RowNumbers, number: RowNumbers, least: int) -> RowNumbers:
    """Return the numbers that stand in at least so many texts, ascending."""
    if not len(number):
        return number
    width = int(number.max()) + 1
    values, counts = np.unique(distinct(text * width + number) % width, return_counts=True)
    found: RowNumbers = values[counts >= least]
    return found
