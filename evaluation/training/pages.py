"""Train the model of content: `python -m evaluation.training.pages`; needs lightgbm 4, which the library does not.

The pages of a site are in one fold; `two_passes.py` says what the model's two passes are. The models without one fold
serve the gate and `evaluation/measure/pages.py` (`tests/gates/pages/fold-N.json`).

Where a page's whole text is known, a block is content if its words are in it; on pages of seven types, if they stand in
it in the page's order (`in_order.py`), for a menu has the same words as cards and headings. Where only segments are
known, these decide on their blocks, and trafilatura's opinion, with little weight, on the others.
"""

from __future__ import annotations

import random
import zlib
from typing import Any, NamedTuple

import numpy as np
from trafilatura import extract as extract_by_trafilatura

from evaluation.data import PAGE_FOLDS, ROOT
from evaluation.data.page_shapes import Shaped, bare, framed, paragraphs_of
from evaluation.data.pages import WORD, LabelledPage, labelled_pages, pages_of_types, scores, shingles, words_f1
from evaluation.measure import pages as measure
from evaluation.training.card import Described, Files, write_card
from evaluation.training.in_order import shares_in_order
from evaluation.training.two_passes import Recipe, Rows, train_all
from reinschrift.model.lexicon import load_lexicon
from reinschrift.pages.blocks import block_texts, parse, title_words
from reinschrift.pages.blocks.features import FEATURES, compute_features
from reinschrift.pages.blocks.page import B_CHARS, N_BLOCKS, Page
from reinschrift.pages.blocks.surroundings import SURROUNDINGS, compute_surroundings
from reinschrift.text.decoding import decode

WEIGHTS = ROOT / "src/reinschrift/pages/blocks/weights.json"
ROUNDS = (140, 160)
PARAMETERS: dict[str, Any] = {
    "objective": "binary", "num_leaves": 31, "max_depth": 8, "learning_rate": 0.08, "min_data_in_leaf": 40,
    "feature_fraction": 0.1, "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 15, "max_bin": 63, "seed": 1,
    "deterministic": True, "force_row_wise": True, "num_threads": 1, "verbose": -1,
}  # fmt: skip
"""Each tree sees a tenth of the features: pages of unseen sites are judged better by many weak hints than by a few
strong ones (weighted log loss .149 instead of .157, two seeds)."""
CONTENT, DEBRIS, EITHER = 1, 0, -1
SURE, TAUGHT, DOUBTFUL = 4.5, 0.4, 0.5
"""Weights of a block that a segment decides, that only another extractor decides, that is only part of a line."""
OF_SET = {"fundus": 1.5, "aeb": 1.0, "wcxb": 0.31}
"""Weights of blocks whose page's whole text is known. What the pages of seven types weigh together was tried: with 2.5
times as much, segments of pages in all languages lose."""
BY_WORDS, EVENED = 0.75, 0.75
"""On pages of seven types a block weighs by this power of its words, and a page by so much less than all its blocks do:
F1 is of words, and a mean over pages."""
BARE, FRAMED, MADE = 2, 2, 0.4
"""Small pages made of each edited text, without a frame and with one, and the weight of their blocks."""
SHORT = 6
"""Words below which a block is looked up as a whole line of the known text."""
MOSTLY, HARDLY = 0.7, 0.3


class Sample(NamedTuple):
    """A page ready for training."""

    fold: int
    page: Page
    features: np.ndarray
    labels: np.ndarray
    weights: np.ndarray


def _plain(text: str) -> str:
    return " ".join(WORD.findall(text.lower()))


def label_by_text(blocks: list[str], gold: str, weight: float) -> tuple[np.ndarray, np.ndarray]:
    """Return labels and weights of blocks (plain texts) where the whole text is known."""
    labels, weights = np.full(len(blocks), EITHER), np.zeros(len(blocks))
    runs, lines = shingles(gold), {_plain(line) for line in gold.split("\n")}
    whole = f" {_plain(gold)} "
    for row, block in enumerate(blocks):
        words = block.split()
        if not words:
            continue
        if len(words) >= SHORT:
            own = [tuple(words[at : at + 4]) for at in range(len(words) - 3)]
            share = sum(run in runs for run in own) / len(own)
            labels[row] = CONTENT if share > MOSTLY else DEBRIS if share < HARDLY else EITHER
            weights[row] = weight
        elif block in lines:
            labels[row], weights[row] = CONTENT, weight
        elif f" {block} " in whole:
            labels[row], weights[row] = (CONTENT, weight * DOUBTFUL) if len(words) > 2 else (EITHER, 0)
        else:
            labels[row], weights[row] = DEBRIS, weight
    return labels, weights


def label_by_order(blocks: list[str], gold: str, weight: float) -> tuple[np.ndarray, np.ndarray]:
    """Return labels and weights of blocks (plain texts) by where the known text stands on the page.

    What the text says elsewhere is debris here, with less weight; whether of two copies of a sentence the one or the
    other is content nobody knows.
    """
    labels, weights = label_by_text(blocks, gold, weight)
    words = [block.split() for block in blocks]
    shares = shares_in_order(words, _plain(gold).split())
    if shares is None:
        return labels, weights
    sizes = np.array([len(each) for each in words])
    found = np.where(shares > MOSTLY, CONTENT, np.where(shares < HARDLY, DEBRIS, EITHER))
    is_elsewhere = (labels == CONTENT) & (found == DEBRIS)
    found[(is_elsewhere & (sizes >= SHORT)) | (sizes == 0)] = EITHER
    return found, np.where(is_elsewhere, weight * DOUBTFUL, weight) * (found != EITHER)


def label_by_segments(blocks: list[str], page: LabelledPage, labels: np.ndarray, weights: np.ndarray) -> None:
    """Overrule labels where a segment of the page decides."""
    for segments, label in ((page.needed, CONTENT), (page.unwanted, DEBRIS)):
        for segment in filter(None, map(_plain, segments)):
            for row, block in enumerate(blocks):
                if segment in block or (len(block.split()) >= 4 and block in segment):
                    labels[row], weights[row] = label, SURE


def sample_of(labelled: LabelledPage) -> Sample:
    text = decode(labelled.data).text
    page = parse(text.encode())
    features = np.zeros((page.state[N_BLOCKS], len(FEATURES)), np.float32)
    if len(features):
        compute_features(page, title_words(page), load_lexicon().table, features)
    blocks = [_plain(block) for block in block_texts(page)]
    if labelled.gold is None:
        labels, weights = label_by_text(blocks, extract_by_trafilatura(text) or "", TAUGHT)
        label_by_segments(blocks, labelled, labels, weights)
    else:
        label = label_by_order if labelled.of == "wcxb" else label_by_text
        labels, weights = label(blocks, labelled.gold, OF_SET[labelled.of])
    size = 0.3 + np.log1p(page.blocks[: len(features), B_CHARS])
    if labelled.of == "wcxb":
        size = (0.3 + np.array([len(block.split()) for block in blocks])) ** BY_WORDS
    return Sample(labelled.fold, page, features, labels, weights * size * (labels != EITHER))


def evened(samples: list[Sample]) -> list[Sample]:
    """Weigh pages of many words down, and those of few up: a few long lists would outweigh all articles."""
    totals = [float(sample.weights.sum()) for sample in samples]
    middle = float(np.median(totals))
    return [
        sample._replace(weights=sample.weights * (middle / total) ** EVENED) if total else sample
        for sample, total in zip(samples, totals, strict=True)
    ]


def shaped_samples(pages: list[LabelledPage]) -> list[Sample]:
    """Return small pages made of the edited texts: what stands on them is known to the last line."""
    texts = [(page, paragraphs) for page in pages if page.gold and (paragraphs := paragraphs_of(page.gold))[1:]]
    others = [paragraphs for _, paragraphs in texts]
    samples = []
    for page, (title, *paragraphs) in texts:
        choice = random.Random(zlib.crc32(page.name.encode()))  # not a secret
        made = [bare(paragraphs, title, choice) for _ in range(BARE)]
        made += [framed(paragraphs, title, others, choice) for _ in range(FRAMED)]
        samples += [shaped_sample(page.fold, each) for each in made]
    return samples


def shaped_sample(fold: int, shaped: Shaped) -> Sample:
    page = parse(shaped.html.encode())
    features = np.zeros((page.state[N_BLOCKS], len(FEATURES)), np.float32)
    if len(features):
        compute_features(page, title_words(page), load_lexicon().table, features)
    content, debris = {_plain(line) for line in shaped.content}, {_plain(" ".join(shaped.debris))}
    debris |= {_plain(line) for line in shaped.debris}
    labels = np.full(len(features), CONTENT)
    for row, block in enumerate(map(_plain, block_texts(page))):
        if block in debris - content or (
            shaped.debris
            and set(block.split()) <= set(_plain(" ".join(shaped.debris)).split())
            and block not in content
        ):
            labels[row] = DEBRIS
    size = 0.3 + np.log1p(page.blocks[: len(features), B_CHARS])
    return Sample(fold, page, features, labels, MADE * size)


def recipe_of(samples: list[Sample]) -> Recipe:
    """Return how the model is made: what the first pass makes of a page's blocks goes into the second."""
    starts = np.concatenate([[0], np.cumsum([len(sample.features) for sample in samples])])

    def surround(scores: np.ndarray) -> np.ndarray:
        more = np.zeros((len(scores), len(SURROUNDINGS)), np.float32)
        for sample, start, end in zip(samples, starts[:-1], starts[1:], strict=True):
            if start < end:
                compute_surroundings(sample.page.blocks[: end - start], scores[start:end], more[start:end])
        return more

    return Recipe(PARAMETERS, ROUNDS, FEATURES + SURROUNDINGS, surround)


def rows_of(samples: list[Sample]) -> Rows:
    """Return the blocks of all pages."""
    folds = np.repeat([sample.fold for sample in samples], [len(sample.features) for sample in samples])
    features, labels, weights = (
        np.concatenate([getattr(sample, name) for sample in samples]) for name in ("features", "labels", "weights")
    )
    return Rows(features, labels, weights, folds)


DESCRIBED = Described(
    name="pages",
    answers="Is this block of an HTML page content, or part of the frame around it?",
    command="python -m evaluation.training.pages",
    data={
        "pages/trafilatura.jsonl.zst": "pages with segments that a text must hold and must not, from the evaluation of "
        "trafilatura",
        "pages/fundus.jsonl.zst": "newspaper pages with their texts, from the tests of Fundus",
        "pages/aeb.jsonl.zst": "English articles with their texts, from article-extraction-benchmark",
        "pages/wcxb.jsonl.zst": "pages of seven types with their texts, the development set of WCXB",
    },
    limits=(
        "A third of pages of products and cards is wrong: a description goes as debris, or the next product stays.",
        "Small pages and pages without a frame are known from made ones alone.",
        "Mostly German and English pages.",
    ),
)


def main() -> None:
    articles = labelled_pages()
    samples = [*map(sample_of, articles), *evened(list(map(sample_of, pages_of_types()))), *shaped_samples(articles)]
    rows, recipe = rows_of(samples), recipe_of(samples)
    train_all(rows, recipe, WEIGHTS, PAGE_FOLDS)
    pages, models = labelled_pages(), measure.fold_models()
    found = scores(pages, [measure.ours(page, models[page.fold]) for page in pages])
    by_type = words_f1(types := pages_of_types(), [measure.ours(page, models[page.fold]) for page in types])
    figures = {"content": found, "words_by_type": by_type}
    write_card(Files(WEIGHTS, PAGE_FOLDS), DESCRIBED, recipe, len(rows.labels), figures)


if __name__ == "__main__":
    main()
