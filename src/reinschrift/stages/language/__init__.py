"""The stage `language`: the language of every paragraph and document, and who decided it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import Batch
from reinschrift.columns import constant, numbers, one_chunk, set_columns
from reinschrift.reasons import mark_rows
from reinschrift.settings.stages import LanguageSettings
from reinschrift.stages.language import cascade, vote
from reinschrift.stages.language.cascade import Decisions
from reinschrift.stages.language.detectors import Votes, ask_langdetect, other_detector
from reinschrift.stages.language.prepare import Prepared, prepare_texts
from reinschrift.stages.language.script import with_script
from reinschrift.stages.language.tags import DOMINANT_LETTERS, UNKNOWN
from reinschrift.stages.language.words import outvote

NOBODY = "none"
BY_WORDS = "words"
BY_DOCUMENT = "document"
"""What `language_detector` says of a paragraph that nobody decided, that its words did, or that its document did."""

CASCADES = ("cascade", "fast")
"""The detectors in which several vote; any other answers alone."""

REMOVED = {"remove": "foreign_language", "split": "foreign_language_split"}
"""The reason a foreign paragraph gets under each setting of `foreign_paragraphs` but `keep`."""


class ParagraphLanguages(NamedTuple):
    """One row a content paragraph."""

    tags: pa.StringArray
    scores: npt.NDArray[np.float64]
    detectors: pa.StringArray
    guesses: tuple[pa.StringArray, ...]


def add_languages(batch: Batch, settings: LanguageSettings) -> Batch:
    """Return the batch with the language of its paragraphs and documents.

    Adds to `paragraphs`: `language` (BCP-47; `und` where nobody can tell: names, numbers, addresses, code), its
    `language_score` (0 to 1, as the deciding detector gives it; 0 for `und`) and `language_detector` (`eldc`,
    `py3langid`, `langdetect`, `document`, `none`, or the name of another package's detector). Rows that have a
    reason get null. Adds to `documents`: `language` (the one with at least half of the decided letters, else `mul`;
    `und` if none is decided), `language_score` (the largest share), `languages` (all shares), `is_mixed`.
    """
    content = pc.is_null(batch.paragraphs["reason"])
    rows = batch.paragraphs.filter(content)
    document = numbers(rows["document"])
    prepared = prepare_texts(rows["text"])
    found = paragraph_languages(prepared, settings)
    n_documents = batch.documents.num_rows
    shares = vote.document_languages(document, found.tags, prepared.letters, n_documents)
    whole = vote.summarise(shares, n_documents, settings.mixed_share)
    found = _from_document(found, document, whole)
    documents = set_columns(
        batch.documents,
        language=whole.language,
        language_score=whole.score,
        languages=whole.languages,
        is_mixed=whole.is_mixed,
    )
    paragraphs = _with_columns(batch.paragraphs, content, found)
    return Batch(documents, _remove_foreign(paragraphs, whole, settings))


def paragraph_languages(prepared: Prepared, settings: LanguageSettings) -> ParagraphLanguages:
    """Return the language of each text by the chosen detector; each different text is looked at once."""
    asked = (prepared.letters >= settings.min_letters) & ~prepared.is_code
    texts = pc.if_else(pa.array(asked), prepared.texts, pa.scalar("", pa.string()))
    encoded = texts.dictionary_encode()
    unique = encoded.dictionary
    decisions = _decide(unique, settings.detector)
    tags = with_script(decisions.tags, unique)
    known = pc.not_equal(tags, UNKNOWN)
    back = encoded.indices
    return ParagraphLanguages(
        tags.take(back),
        np.where(known, decisions.scores, 0.0)[back],
        pc.if_else(known, decisions.detectors, NOBODY).take(back),
        tuple(guess.take(back) for guess in decisions.guesses),
    )


def _decide(texts: pa.StringArray, detector: str) -> Decisions | ParagraphLanguages:
    """Return the answers of the detector called `detector`."""
    if detector in CASCADES:
        return _with_words(cascade.decide(texts, ask_third=detector == "cascade"), texts)
    votes: Votes = (ask_langdetect if detector == "langdetect" else other_detector(detector))(texts)
    return ParagraphLanguages(
        pa.array(votes.tags, pa.string()), votes.scores, constant(detector, len(texts), pa.string()), ()
    )


def _with_words(decisions: Decisions, texts: pa.StringArray) -> Decisions:
    """Return the decisions after the vote of words, which knows languages that no detector does."""
    is_weak = pc.equal(decisions.detectors, cascade.DETECTORS[cascade.LANGDETECT]).to_numpy(zero_copy_only=False)
    tags, settled, share = outvote(decisions.tags, is_weak, texts)
    detectors = pc.if_else(pa.array(settled), BY_WORDS, decisions.detectors)
    return decisions._replace(tags=tags, scores=np.where(settled, share, decisions.scores), detectors=detectors)


def _from_document(
    found: ParagraphLanguages, document: npt.NDArray[np.int32], whole: vote.DocumentLanguages
) -> ParagraphLanguages:
    """Give an undecided paragraph its document's language if one of the first two detectors had guessed that."""
    of_document = whole.language.take(pa.array(document))
    group = vote.groups_of(of_document)
    inherits = pa.array(np.zeros(len(document), np.bool_))
    for guess in found.guesses:
        inherits = pc.or_(inherits, pc.equal(vote.groups_of(guess), group).fill_null(vote.NO))
    inherits = pc.and_(inherits, pc.equal(found.tags, UNKNOWN))
    scores = np.where(inherits, whole.score[document], found.scores)
    return found._replace(
        tags=pc.if_else(inherits, of_document, found.tags),
        scores=scores,
        detectors=pc.if_else(inherits, BY_DOCUMENT, found.detectors),
    )


def _with_columns(paragraphs: pa.Table, content: pa.Array, found: ParagraphLanguages) -> pa.Table:
    """Return the table with the languages of its content rows and nulls elsewhere."""
    mask = one_chunk(content)
    at = pc.if_else(mask, pc.subtract(pc.cumulative_sum(mask.cast(pa.int32())), 1), None)
    return set_columns(
        paragraphs,
        language=one_chunk(found.tags).take(at),
        language_score=pa.array(found.scores.astype(np.float32)).take(at),
        language_detector=one_chunk(found.detectors).take(at),
    )


def _remove_foreign(paragraphs: pa.Table, whole: vote.DocumentLanguages, settings: LanguageSettings) -> pa.Table:
    """Give paragraphs in another language than their document a reason, unless they stay.

    `measured` is the share of the document's letters that are in the paragraph's language, `threshold` the share
    that would make it the document's language.
    """
    if settings.foreign_paragraphs == "keep":
        return paragraphs
    document = numbers(paragraphs["document"])
    tags = one_chunk(paragraphs["language"])
    foreign = vote.is_foreign(tags, whole.language.take(pa.array(document)))
    share = vote.share_in_document(tags, document, whole.shares)
    return mark_rows(
        paragraphs,
        foreign,
        reason=REMOVED[settings.foreign_paragraphs],
        measured=share[foreign].astype(np.float32),
        threshold=DOMINANT_LETTERS,
        stage="language",
    )
