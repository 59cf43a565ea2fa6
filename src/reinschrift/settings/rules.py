"""The names of the rules that thresholds can be set for: those of reasons.toml that have a signal.

`make docs` writes them here, since a type must be written out.
"""

from __future__ import annotations

from typing import Literal

Rule = Literal[
    # begin of part: rules
    "gopher_short_doc",
    "gopher_long_doc",
    "mostly_signs",
    "gopher_below_avg_threshold",
    "gopher_above_avg_threshold",
    "gopher_too_many_hashes",
    "gopher_too_many_ellipsis",
    "gopher_too_many_bullets",
    "gopher_too_many_end_ellipsis",
    "gopher_below_alpha_threshold",
    "gopher_enough_stop_words",
    "gopher_enough_english_stop_words",
    "gopher_dup_para_frac",
    "gopher_dup_para_char_frac",
    "gopher_dup_line_frac",
    "gopher_dup_line_char_frac",
    "gopher_top_2_gram",
    "gopher_top_3_gram",
    "gopher_top_4_gram",
    "gopher_duplicated_5_n_grams",
    "gopher_duplicated_6_n_grams",
    "gopher_duplicated_7_n_grams",
    "gopher_duplicated_8_n_grams",
    "gopher_duplicated_9_n_grams",
    "gopher_duplicated_10_n_grams",
    "c4_lorem_ipsum",
    "c4_curly_bracket",
    "c4_too_few_sentences",
    "fineweb_line_punct_ratio",
    "fineweb_short_line_ratio",
    "fineweb_char_dup_ratio",
    "fineweb_list_ratio",
    # end of part: rules
]
