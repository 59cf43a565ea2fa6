"""Who decides a text's language: eldc, then py3langid, then langdetect where the two disagree, else nobody."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.languages import section
from reinschrift.stages.language import linear
from reinschrift.stages.language.detectors import (
    DIGITS,
    ask_eldc,
    ask_langdetect_rs,
    known_to_eldc,
    known_to_langdetect,
)
from reinschrift.stages.language.tags import UNKNOWN, data_file, group_of, tag_of
from reinschrift.text.arrays import Flags

NOBODY, ELDC, PY3LANGID, LANGDETECT = range(4)
DETECTORS = ("none", "eldc", "py3langid", "langdetect")
"""Who decided, as it is written into `language_detector`."""

Codes = npt.NDArray[np.int16]


class Decisions(NamedTuple):
    """The cascade's answers: a tag, the decider and its score, and the answers of the first two, right or not."""

    tags: pa.StringArray
    scores: npt.NDArray[np.float64]
    detectors: pa.StringArray
    guesses: tuple[pa.StringArray, pa.StringArray]


class Tags(NamedTuple):
    """All tags that a detector can give, as codes, with what the cascade has to know about each."""

    names: tuple[str, ...]
    code: dict[str, int]
    group: Codes
    safe: Flags
    in_eldc: Flags
    in_langdetect: Flags
    asked_score: npt.NDArray[np.float64]

    def codes(self, tags: list[str]) -> Codes:
        """Return the tags as codes."""
        return np.array([self.code[tag] for tag in tags], np.int16)


@cache
def known_tags() -> Tags:
    """Return the tags of the three detectors."""
    linear_tags = [tag_of(label) for label in linear.linear_model().labels]
    names = tuple(sorted({UNKNOWN, *known_to_eldc(), *known_to_langdetect(), *linear_tags}))
    groups = [group_of(name) for name in names]
    eldc_groups, langdetect_groups = map(group_of, known_to_eldc()), map(group_of, known_to_langdetect())
    thresholds, own = data_file("cascade.toml"), section("detection")
    asked_score = thresholds["eldc_unsure_same"]["asked_score"]
    return Tags(
        names,
        {name: code for code, name in enumerate(names)},
        np.array([groups.index(group) for group in groups], np.int16),
        np.isin(names, thresholds["eldc"]["safe"]),
        np.isin(groups, list(eldc_groups)),
        np.isin(groups, list(langdetect_groups)),
        np.array([own.get(name, {}).get("unsure_score", asked_score) for name in names]),
    )


def decide(texts: pa.StringArray, *, ask_third: bool = True) -> Decisions:
    """Return the language of each text; `ask_third` says whether langdetect may settle what the first two do not."""
    tags = known_tags()
    first = ask_eldc(texts)
    answer = tags.codes(first.tags)
    guess, second_guess = answer.copy(), np.full(len(answer), tags.code[UNKNOWN], np.int16)
    alone = first.reliable & (first.scores >= data_file("cascade.toml")["eldc"]["accepted_score"]) & tags.safe[answer]
    score, decider = first.scores.copy(), np.full(len(answer), ELDC, np.int8)
    rest = np.flatnonzero(~alone)
    if len(rest):
        left = Undecided(texts.take(pa.array(rest)), guess[rest], first.scores[rest], first.reliable[rest])
        second_guess[rest], answer[rest], score[rest], decider[rest] = _decide_rest(left, tags, ask_third=ask_third)
    names = pa.array(tags.names)
    return Decisions(
        names.take(pa.array(answer)),
        score,
        pa.array(DETECTORS).take(pa.array(decider)),
        (names.take(pa.array(guess)), names.take(pa.array(second_guess))),
    )


class Undecided(NamedTuple):
    """The texts that eldc alone could not decide, with its answers."""

    texts: pa.StringArray
    guess: Codes
    score: npt.NDArray[np.float64]
    reliable: Flags


def _decide_rest(
    left: Undecided, tags: Tags, *, ask_third: bool
) -> tuple[Codes, Codes, npt.NDArray[np.float64], npt.NDArray[np.int8]]:
    """Return py3langid's guess, and the answer, score and decider, of each text that eldc alone could not decide."""
    classes, probability = linear.classify(left.texts)
    probability = probability.round(DIGITS)
    second = tags.codes([tag_of(label) for label in linear.linear_model().labels])[classes]
    by_eldc, by_second, ask = _verdict_of_two(left, second, probability, tags)
    score = np.select([by_eldc, by_second], [left.score, probability], 0.0)
    decider = np.select([by_eldc, by_second], [ELDC, PY3LANGID], NOBODY).astype(np.int8)
    answer = np.select([by_eldc, by_second], [left.guess, second], tags.code[UNKNOWN]).astype(np.int16)
    asked = np.flatnonzero(ask)
    if ask_third and len(asked):
        third = ask_langdetect_rs(left.texts.take(pa.array(asked)))
        vote = tags.group[tags.codes(third.tags)]
        reliable = left.reliable[asked]
        likely = ~reliable | (probability[asked] >= data_file("cascade.toml")["eldc_reliable"]["asked_probability"])
        for candidate, allowed in ((second, likely), (left.guess, reliable)):
            agreed = (vote == tags.group[candidate[asked]]) & allowed & (decider[asked] == NOBODY)
            answer[asked[agreed]] = candidate[asked[agreed]]
            score[asked[agreed]] = third.scores[agreed]
            decider[asked[agreed]] = LANGDETECT
    return second, answer, score, decider


def _verdict_of_two(
    left: Undecided, second: Codes, probability: npt.NDArray[np.float64], tags: Tags
) -> tuple[Flags, Flags, Flags]:
    """Say which texts eldc's vote settles against py3langid, which py3langid's, and where langdetect is to be asked."""
    limits = data_file("cascade.toml")
    sure, unsure_same, unsure_other = (limits[f"eldc_{name}"] for name in ("reliable", "unsure_same", "unsure_other"))
    some = second != tags.code[UNKNOWN]
    same = (tags.group[second] == tags.group[left.guess]) & some
    other, reliable = ~same & some, left.reliable
    foreign = other & ~tags.in_eldc[second]  # a language that eldc could not have named
    by_eldc = reliable & other & tags.in_eldc[second]
    by_second = (
        (reliable & same)
        | (reliable & foreign & (probability >= sure["accepted_probability"]))
        | (~reliable & same & ~tags.in_langdetect[second] & (left.score >= unsure_same["accepted_score"]))
        | (~reliable & foreign & (probability >= unsure_other["accepted_probability"]))
    )
    ask = (
        (reliable & foreign & tags.in_langdetect[second])  # else its vote for eldc's language would mean little
        | (~reliable & same & tags.in_langdetect[second] & (left.score >= tags.asked_score[second]))
        | (~reliable & foreign & (probability >= unsure_other["asked_probability"]))
    )
    return by_eldc, by_second, ask & ~by_second
