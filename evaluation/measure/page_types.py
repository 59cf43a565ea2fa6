"""Types of unseen pages, and how right the promised probabilities are: `python -m evaluation.measure.page_types`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from evaluation.data.pages import WORD, labelled_pages, pages_of_types, words_f1
from evaluation.measure.pages import fold_models, fold_types
from reinschrift.pages.blocks import content_of, extract
from reinschrift.pages.page_types import GOOD_F1, LEAST, TYPES, judge
from reinschrift.pages.page_types.features import features_of
from reinschrift.settings.stages import LinesSettings
from reinschrift.text.decoding import decode

BINS = 5
"""Groups of equally many pages that the promised probability is held against."""


class Judged(NamedTuple):
    """A labelled page as the model of types sees it."""

    fold: int
    type: str | None
    """Its type, where it is labelled."""
    f1: float | None
    """F1 over the words of its text, where that is known."""
    values: np.ndarray


def judged_pages() -> list[Judged]:
    """Return the labelled pages that have a type or a text, read by models that have not seen their site.

    They are read as if nothing were known of their type, as they are when the type is asked for.
    """
    models, least = fold_models(), LinesSettings().min_markup_content
    typed = pages_of_types()
    found = []
    for number, page in enumerate([*typed, *(page for page in labelled_pages() if page.gold)]):
        data = decode(page.data).text.encode()
        extracted, parsed = extract(data, models[page.fold])
        values = features_of(parsed, np.array(extracted.scores, np.float32), data)
        f1 = words_f1([page], [content_of(extracted, least)])["all"] if WORD.search(page.gold or "") else None
        found.append(Judged(page.fold, page.language if number < len(typed) else None, f1, values))
    return found


def scores_of(judged: list[Judged]) -> dict[str, dict[str, float]]:
    """Return the share of right types and F1 by type, and how the promised confidence holds."""
    models = fold_types()
    answers = [judge(page.values, models[page.fold]) for page in judged]
    pairs = [
        (TYPES.index(page.type), int(chances.argmax()), float(chances.max()))
        for page, (chances, _) in zip(judged, answers, strict=True)
        if page.type is not None
    ]
    gold, own, sure = (np.array(column) for column in zip(*pairs, strict=True))
    types = {
        name: 2 * float(((gold == n) & (own == n)).sum()) / max(1, int((gold == n).sum() + (own == n).sum()))
        for n, name in enumerate(TYPES)
    }
    doubtful = sure < LEAST
    types |= {"right_where_doubtful": float((gold == own)[doubtful].mean()), "doubtful": float(doubtful.mean())}
    types |= {"right": float((gold == own).mean()), "right_where_sure": float((gold == own)[sure >= 0.7].mean())}
    promised, right = (
        np.array(column)
        for column in zip(
            *[
                (chance, page.f1 >= GOOD_F1)
                for page, (_, chance) in zip(judged, answers, strict=True)
                if page.f1 is not None
            ],
            strict=True,
        )
    )
    return {"types": types, "confidence": confidence_table(promised, right.astype(float))}


def confidence_table(promised: np.ndarray, right: np.ndarray) -> dict[str, float]:
    """Return promised and measured shares in groups of equally many pages, their mean gap, and the area under ROC."""
    order = np.argsort(promised, kind="stable")
    table: dict[str, float] = {}
    gap = 0.0
    for number, rows in enumerate(np.array_split(order, BINS), 1):
        table |= {f"promised_{number}": float(promised[rows].mean()), f"measured_{number}": float(right[rows].mean())}
        gap += abs(promised[rows].mean() - right[rows].mean()) * len(rows) / len(order)
    good, bad = promised[right == 1], promised[right == 0]
    area = (good[:, None] > bad[None]).mean() + (good[:, None] == bad[None]).mean() / 2
    return table | {"gap": float(gap), "area": float(area)}


def main() -> None:
    for part, values in scores_of(judged_pages()).items():
        for name, value in values.items():
            print(f"{part:<12}{name:<18}{value:.3f}")


if __name__ == "__main__":
    main()
