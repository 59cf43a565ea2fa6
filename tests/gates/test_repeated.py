"""What comes often goes if it is boilerplate, and stays if it is text: headings, speakers, signatures, formulas."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from evaluation.data.clean import labelled_kinds
from evaluation.measure.repeated import NOTICES, boilerplate_gone, plant, planted_sources, repeated_in
from tests.texts import text_of

LIMITS = tomllib.loads(Path(__file__).with_name("repeated.toml").read_text(encoding="utf-8"))
BOILERPLATE = json.loads(NOTICES.read_text("utf-8"))
LANGUAGES = tuple(dict.fromkeys(notice["language"] for notice in BOILERPLATE))
N_DOCUMENTS = 60

FORMULAIC = {
    "a manual's headings": ["ÜBERSICHT", "{0}", "BESCHREIBUNG", "{1}", "{2}", "SIEHE AUCH", "{3}"],
    "a manual's steps": ["{0}", "Schalten Sie das Gerät aus und ziehen Sie den Netzstecker.", "{1}", "{2}", "{3}"],
    "a play's speakers": ["ANNA.", "{0}", "DER MÜLLER.", "{1}", "ANNA.", "{2}", "Ab nach links.", "DER MÜLLER.", "{3}"],
    "a law's formulas": [
        "{0}", "Absatz 1 gilt entsprechend.", "{1}", "{2}", "{3}",
        "Dieses Gesetz tritt am Tag nach der Verkündung in Kraft.", "Der Bundesrat hat zugestimmt.",
    ],
    "letters": ["Liebe Freunde,", "{0}", "{1}", "{2}", "{3}", "Mit herzlichen Grüßen", "Euer Anton Weidenbach"],
    "quotations": ["{0} {1}", "— Anna Weidenbach, Tagebücher aus den Jahren im Gebirge, zweiter Band"],
    "minutes": [
        "Der Vorsitzende eröffnet die Sitzung um 19 Uhr und stellt die Beschlussfähigkeit des Rates fest.",
        "{0}", "(Beifall)", "{1}", "(Zuruf: Sehr richtig!)", "{2}", "{3}", "Die Sitzung ist geschlossen.",
    ],
    "sermons": [
        "Gnade sei mit euch und Friede von Gott, unserem Vater, und unserem Herrn Jesus Christus. Amen.",
        "{0}", "{1}", "{2}", "{3}", "Amen.",
    ],
    "contracts": [
        "{0}", "{1}", "{2}", "{3}", "§ 9 Schlussbestimmungen",
        "Ist eine Bestimmung dieses Vertrages unwirksam, so bleiben die übrigen Bestimmungen davon unberührt.",
    ],
    "a law's closing words": [
        "§ 4 Geltungsbereich", "{0}", "{1}", "(3) Absatz 2 gilt nicht für Personen, die jünger als sechzehn sind.",
        "{2}", "{3}",
        "Die Versammlung hat das vorstehende Gesetz mit der nötigen Mehrheit beschlossen, das hiermit verkündet wird.",
    ],
    "minutes with opening and end": [
        "Item 4", "The Chair welcomed everybody and noted that enough members were present to take decisions.",
        "{0}", "{1}", "(Applause from the public gallery)", "{2}", "{3}",
        "There being no further business to discuss, the Chair closed the evening at a quarter past nine.",
    ],
    "a manual's notes": [
        "Avant de commencer", "Lisez attentivement cette notice en entier et conservez-la pour la suite.", "{0}", "{1}",
        "Attention : débranchez toujours l’appareil avant de l’ouvrir ou de le nettoyer.", "{2}", "{3}",
        "Contact your dealer if the fault remains.",
    ],
    "a radio play": [
        "Musik.", "STIMME: {0}", "Schritte auf Kies, die sich entfernen.", "{1}", "STIMME: {2}", "{3}",
        "Ende der Folge. Es sprachen wie immer die Mitglieder des Ensembles aus dem kleinen Haus am Fluss.",
    ],
    "judgments": [
        "Tatbestand", "{0}", "{1}", "Entscheidungsgründe", "{2}", "{3}", "Richterin am Amtsgericht Sommerfeld",
    ],
    "lists": ["{0}", "• ein scharfes Messer", "• ein Brett aus Holz", "{1}", "{2}", "{3}"],
}  # fmt: skip


def articles(*, of: str) -> tuple[list[str], list[str]]:
    """Return made-up articles with the boilerplate of one language planted, and its lines."""
    own = [notice for notice in BOILERPLATE if notice["language"] == of]
    texts = [plant(text_of(number).split("\n\n"), own, number) for number in range(N_DOCUMENTS)]
    return texts, [line for notice in own for line in notice["lines"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_boilerplate_goes(language: str) -> None:
    """Notices of licence, imprints, calls within articles: nearly every copy goes, and nothing else."""
    gone, harm, stays, wrong = boilerplate_gone(*articles(of=language))
    assert gone >= LIMITS["boilerplate"]["gone"], stays.most_common(5)
    assert harm <= LIMITS["boilerplate"]["harm"], wrong.most_common(5)


@pytest.mark.parametrize("kind", FORMULAIC)
def test_what_belongs_to_the_text_stays(kind: str) -> None:
    """However often it comes, and whatever its place."""
    paragraphs = (text_of(number).split("\n\n") for number in range(N_DOCUMENTS))
    texts = ["\n\n".join(row.format(*own) for row in FORMULAIC[kind]) for own in paragraphs]
    repeats = repeated_in(texts)
    assert max(repeats.left.values()) >= N_DOCUMENTS, "nothing in it comes often"
    assert repeats.gone == {}


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_boilerplate_goes_from_real_articles(labelled: Path, language: str) -> None:
    """The same boilerplate in edited articles of newspapers."""
    gone, harm, stays, wrong = boilerplate_gone(*planted_sources(labelled)[language])
    assert gone >= LIMITS["boilerplate"]["gone"], stays.most_common(5)
    assert harm <= LIMITS["boilerplate"]["harm"], wrong.most_common(5)


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(LIMITS["clean"]))
def test_clean_sources_lose_nothing(labelled: Path, kind: str) -> None:
    """Laws, plays and journals, each as one source."""
    assert labelled.exists()
    repeats = repeated_in(dict(labelled_kinds())[kind])
    assert repeats.share <= LIMITS["clean"][kind], repeats.gone.most_common(5)
