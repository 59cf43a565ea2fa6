"""What each rule of the contract asks for, in words: a report says that it held, or which rows broke it."""

from __future__ import annotations

WORDS = {
    "expect_column_pair_values_a_to_be_greater_than_b": "one value is greater than the other",
    "expect_column_value_lengths_to_be_between": "no value is longer or shorter than it may be",
    "expect_column_values_to_be_between": "every value lies within its bounds",
    "expect_column_values_to_be_in_column": "every value stands in the column that it refers to",
    "expect_column_values_to_be_in_set": "every value is one of those that may be",
    "expect_column_values_to_be_of_type": "every column has its type",
    "expect_column_values_to_be_unique": "every value is unique",
    "expect_column_values_to_match_regex": "every value has the form that it must have",
    "expect_column_values_to_not_be_null": "every row has a value",
    "expect_document_once": "every document is kept or removed, once",
    "expect_document_to_exist": "what was removed from a document belongs to one that was read",
    "expect_n_chars_to_count_text": "n_chars is the number of characters of the text",
    "expect_n_paragraphs_to_count_rows": "n_paragraphs is the number of rows in paragraphs",
    "expect_offsets_to_hold_text": "start and end of a paragraph hold its text in the document",
    "expect_position_unless_document": "whole documents, and only these, have no position",
    "expect_positions_without_gaps": "the paragraphs of a document are numbered without gaps",
    "expect_read_to_equal_kept_and_removed": "whatever was read is kept or removed",
    "expect_rows_in_document_order": "paragraphs stand in the order of their documents",
    "expect_statistics_to_add_up": "the statistics add up to what was counted",
    "expect_table_columns_to_match_ordered_list": "the columns are those of the contract, in its order",
    "expect_text_sha256_to_match_text": "text_sha256 is the hash of the text",
    "expect_text_to_join_paragraphs": "the text is its paragraphs, with a blank line between two",
}


def in_words(expectation: str) -> str:
    """Return what an expectation asks for; of one that has no words here, its name in plain letters."""
    return WORDS.get(expectation, expectation.removeprefix("expect_").replace("_", " "))
