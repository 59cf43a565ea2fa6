"""Content of HTML pages of unseen sites, held against labelled pages: `python -m evaluation.measure.pages`."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.data import PAGE_FOLDS, TYPE_FOLDS
from evaluation.data.pages import LabelledPage, labelled_pages, pages_of_types, scores, words_f1
from reinschrift.model.trees import Trees
from reinschrift.model.two_pass import TwoPass
from reinschrift.pages.blocks import content_of, extract
from reinschrift.pages.blocks.model import model_of
from reinschrift.pages.by_type import extract_by_type
from reinschrift.pages.page_types import models_of
from reinschrift.settings.stages import LinesSettings
from reinschrift.text.decoding import decode


def ours(page: LabelledPage, model: TwoPass, types: dict[str, Trees] | None = None) -> str:
    """Return the content of a page as a run keeps it, before the stages; without `types`, by the blocks alone."""
    data = decode(page.data).text.encode()
    extracted = extract_by_type(data, model, types)[0] if types else extract(data, model)[0]
    return content_of(extracted, LinesSettings().min_markup_content)


def fold_models() -> list[TwoPass]:
    """Return the models that have not seen the sites of one fold, by fold."""
    return [model_of((PAGE_FOLDS / f"fold-{fold}.json").read_text("utf-8")) for fold in range(5)]


def fold_types() -> list[dict[str, Trees]]:
    """Return the models of types that have not seen the sites of one fold, by fold."""
    return [models_of((TYPE_FOLDS / f"fold-{fold}.json").read_text("utf-8")) for fold in range(5)]


def contents_of(pages: Sequence[LabelledPage]) -> list[str]:
    """Return the content of pages as models tell it that have not seen their site."""
    models, types = fold_models(), fold_types()
    return [ours(page, models[page.fold], types[page.fold]) for page in pages]


def main() -> None:
    """Print the scores of our content on pages whose site the model has not seen."""
    pages = labelled_pages()
    for name, value in scores(pages, contents_of(pages)).items():
        print(f"{name:<16}{value:.3f}")
    types = pages_of_types()
    for name, value in words_f1(types, contents_of(types)).items():
        print(f"{name:<16}{value:.3f}")


if __name__ == "__main__":
    main()
