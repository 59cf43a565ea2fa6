"""Content of HTML pages of unseen sites, held against labelled pages: `python -m evaluation.measure.pages`."""

from __future__ import annotations

from evaluation.data import PAGE_FOLDS
from evaluation.data.pages import LabelledPage, labelled_pages, pages_of_types, scores, words_f1
from reinschrift.model.two_pass import TwoPass
from reinschrift.pages.blocks import content_of, extract
from reinschrift.pages.blocks.model import model_of
from reinschrift.settings.stages import LinesSettings
from reinschrift.text.decoding import decode


def ours(page: LabelledPage, model: TwoPass) -> str:
    """Return the content of a page as a run keeps it, before the stages."""
    extracted, _ = extract(decode(page.data).text.encode(), model)
    return content_of(extracted, LinesSettings().min_markup_content)


def fold_models() -> list[TwoPass]:
    """Return the models that have not seen the sites of one fold, by fold."""
    return [model_of((PAGE_FOLDS / f"fold-{fold}.json").read_text("utf-8")) for fold in range(5)]


def main() -> None:
    """Print the scores of our content on pages whose site the model has not seen."""
    pages, models = labelled_pages(), fold_models()
    for name, value in scores(pages, [ours(page, models[page.fold]) for page in pages]).items():
        print(f"{name:<16}{value:.3f}")
    types = pages_of_types()
    for name, value in words_f1(types, [ours(page, models[page.fold]) for page in types]).items():
        print(f"{name:<16}{value:.3f}")


if __name__ == "__main__":
    main()
