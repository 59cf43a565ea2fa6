"""[dedup]: what counts as a duplicate; all of it changes data, so all of it enters the fingerprint."""

from __future__ import annotations

from pydantic import Field, model_validator

from reinschrift.settings.stages import Section

DECIDE_ALONE = ("documents", "threshold", "tolerance", "min_shingles", "leaders", "min_frequency")
"""What only the decisions on all shards together depend on: with another value, shards and signatures stay."""


class DedupSettings(Section):
    """Exact and near duplicates among documents, and boilerplate repeated all over a source."""

    documents: bool = True
    """Whether duplicates among documents are removed."""
    paragraphs: bool = True
    """Whether boilerplate repeated all over a source is removed: notices, imprints, calls, not all that is frequent."""
    threshold: float = Field(default=0.8, ge=0.5, le=1.0)
    """Jaccard similarity of two documents' shingles from which on the worse-ranked one is removed."""
    tolerance: float = Field(default=0.03, ge=0.0, le=0.1)
    """How far under the threshold an estimated similarity may lie; the estimate's standard error is 0.025."""
    words: int = Field(default=5, ge=1, le=32)
    """Tokens in a shingle that ends in a word."""
    han_characters: int = Field(default=8, ge=1, le=32)
    """Tokens in a shingle that ends in a Han or kana character."""
    syllable_characters: int = Field(default=16, ge=1, le=32)
    """Tokens in a shingle that ends in a character of Thai, Lao, Khmer, Myanmar or Tibetan."""
    fold_digits: bool = True
    """Whether all digits count as the same one in shingles; never in exact or normalised duplicates."""
    min_shingles: int = Field(default=10, ge=1)
    """A text with fewer shingles has only exact and normalised duplicates, no near ones."""
    leaders: int = Field(default=4, ge=1, le=64)
    """How many of the best-ranked documents of a bucket every other one in it is compared with."""
    min_frequency: int = Field(default=20, ge=2)
    """Boilerplate in so many documents of one source (domain) is kept only in the best-ranked of them."""

    @model_validator(mode="after")
    def _order(self) -> DedupSettings:
        if self.han_characters < self.words or self.syllable_characters < self.han_characters:
            raise ValueError("shingles need words <= han_characters <= syllable_characters")
        return self
