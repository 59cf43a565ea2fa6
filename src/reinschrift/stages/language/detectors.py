"""The detectors: the three that vote, langdetect alone, and those that other packages bring."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from importlib.resources import files
from typing import Any, NamedTuple, Protocol

import eldc
import langdetect
import langdetect_rs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from langdetect.lang_detect_exception import LangDetectException

from reinschrift.errors import SettingsError
from reinschrift.stages.language.tags import UNKNOWN, tag_of

ENTRY_POINTS = "reinschrift.detectors"
"""The entry-point group under which another package offers a detector."""

PACKAGES = {
    "cascade": ("eldc", "py3langid", "langdetect-rs", "langdetect"),
    "fast": ("eldc", "py3langid"),
    "langdetect": ("langdetect",),
}
"""The packages whose models make the answers of each detector; langdetect-rs reads langdetect's profiles."""

SEED = 0
"""langdetect draws at random; with one seed for each text the answer depends on the text alone."""

DIGITS = 6
"""Scores are rounded to that many digits: beyond, they may differ between machines."""


class Votes(NamedTuple):
    """One detector's answers: a BCP-47 tag a text (`und` for none) and how sure it is of it, 0 to 1."""

    tags: list[str]
    scores: npt.NDArray[np.float64]


class Detector(Protocol):
    """What another package has to offer under the entry-point group `reinschrift.detectors`: such a callable."""

    def __call__(self, texts: pa.StringArray) -> Votes:
        """Return a vote for each text; a text has been through `prepare` and its answer depends on it alone."""


class ReliableVotes(NamedTuple):
    """eldc's answers; its score means something only together with `reliable`."""

    tags: list[str]
    scores: npt.NDArray[np.float64]
    reliable: npt.NDArray[np.bool_]


@cache
def _eldc() -> Any:
    """Return a detector of our own: eldc's module-wide settings may belong to somebody else."""
    eldc.init()
    instance = eldc.instance()
    instance.set_scores(1)
    return instance.detect_details


def ask_eldc(texts: pa.StringArray) -> ReliableVotes:
    """Return eldc's answers; it reads the first 1,000 bytes of a text."""
    detect = _eldc()
    results = [detect(text) for text in texts.to_pylist()]
    scores = np.array([next(iter(result.scores.values()), 0.0) for result in results], np.float64)
    reliable = np.array([result.reliable for result in results], np.bool_)
    return ReliableVotes([tag_of(result.language) for result in results], scores.round(DIGITS), reliable)


@cache
def _profiles() -> tuple[str, ...]:
    """Return langdetect's language profiles in the order of their names.

    The package itself reads them in the order of the directory, which moves the last bits of its probabilities.
    """
    folder = files("langdetect") / "profiles"
    return tuple(path.read_text(encoding="utf-8") for path in sorted(folder.iterdir(), key=lambda path: path.name))


@cache
def _factory(package: Any) -> Any:
    """Return a detector factory of langdetect, or of langdetect_rs, which has the same classes."""
    factory = package.DetectorFactory()
    factory.load_json_profile(list(_profiles()))
    factory.set_seed(SEED)
    return factory


def _ask(package: Any, texts: pa.StringArray) -> Votes:
    factory, tags, scores = _factory(package), [], []
    for text in texts.to_pylist():
        detector = factory.create()
        detector.append(text)
        try:
            best = detector.get_probabilities()[:1]
        except (LangDetectException, langdetect_rs.LangDetectException):  # no letter that a profile knows
            best = []
        tags.append(tag_of(best[0].lang) if best else UNKNOWN)
        scores.append(best[0].prob if best else 0.0)
    return Votes(tags, np.array(scores, np.float64).round(DIGITS))


def ask_langdetect(texts: pa.StringArray) -> Votes:
    """Return langdetect's answers: the reference, 0.05 MB a second."""
    return _ask(langdetect, texts)


def ask_langdetect_rs(texts: pa.StringArray) -> Votes:
    """Return langdetect's answers, bit for bit, from langdetect-rs, about 50 times as fast."""
    return _ask(langdetect_rs, texts)


@cache
def known_to_langdetect() -> tuple[str, ...]:
    """Return the tags of the languages that langdetect has a profile of."""
    return tuple(sorted({tag_of(path.name) for path in (files("langdetect") / "profiles").iterdir()}))


@cache
def known_to_eldc() -> tuple[str, ...]:
    """Return the tags of the languages that eldc knows."""
    return tuple(sorted({tag_of(label) for label in eldc.LANGUAGES}))


def other_detector(name: str) -> Detector:
    """Return the detector that another package offers under `name`; `SettingsError` if none does."""
    offered = {point.name: point for point in entry_points(group=ENTRY_POINTS)}
    if name not in offered:
        known = ", ".join([*PACKAGES, *sorted(offered)])
        raise SettingsError(
            f"There is no language detector {name!r}.",
            hint=f"Set one of: {known}; or install the package that offers it.",
            context={"setting": "stages.language.detector", "entry points": ENTRY_POINTS},
        )
    detector: Detector = offered[name].load()
    return detector
