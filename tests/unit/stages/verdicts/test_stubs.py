"""Pages that are none: what they say, how little else they may hold, and who only speaks of such pages."""

from __future__ import annotations

import pyarrow as pa
import pytest

from reinschrift.batch import Batch
from reinschrift.languages import words
from reinschrift.stages.verdicts.stubs import KINDS, TEASER_WORDS, find_stubs

TEXT = "Der Stadtrat hat am Dienstag beschlossen, die große Halle am alten Hafen noch in diesem Jahr neu zu decken."
LANGUAGES = {"cs", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "sv"}


def kinds_of(
    kept: list[str],
    gone: tuple[str, ...] = (),
    title: str | None = None,
    source_format: str = "html",
    free: str = "true",
) -> list[str]:
    """Return what a page of these lines is taken for."""
    reasons = [None] * len(kept) + ["menu"] * len(gone)
    n = len(reasons)
    rows = {"document": pa.array([0] * n, pa.int32()), "text": pa.array([*kept, *gone], pa.string())}
    meta = pa.array([[{"where": "json-ld", "name": "isAccessibleForFree", "value": free}]])
    documents = pa.table({
        "title": pa.array([title], pa.string()), "source_format": pa.array([source_format]), "html_meta": meta,
    })  # fmt: skip
    found = find_stubs(Batch(documents, pa.table(rows | {"reason": pa.array(reasons, pa.string())})))
    return [kind for kind, (is_one, _) in found.items() if is_one[0]]


@pytest.mark.parametrize(
    ("kind", "title", "kept", "gone"),
    [
        ("error_page", "404 – Seite nicht gefunden | Stadt Hafen", ["Zurück zur Startseite"], ()),
        ("error_page", None, ["Fehler 404", "Die von Ihnen aufgerufene Seite wurde nicht gefunden."], ()),
        ("error_page", "Page introuvable", ["Oups ! Cette page n’existe plus.", "Vérifiez l’adresse."], ()),
        ("error_page", "500 Internal Server Error", ["nginx"], ()),
        ("error_page", "Página no encontrada", ["La página que buscas no existe.", "Volver al inicio"], ()),
        ("error_page", "Stránka nenalezena", ["Požadovaná stránka neexistuje."], ()),
        ("no_results", "Suche", ["Ihre Suche ergab leider keine Treffer."], ("Suche", "Menü")),
        ("no_results", "Brak wyników wyszukiwania", ["Spróbuj innego słowa."], ()),
        ("no_results", None, ["Nessun risultato trovato"], ()),
        ("bot_check", "Just a moment...", ["Checking your browser before accessing example.org."], ()),
        ("bot_check", None, ["Bitte bestätigen Sie, dass Sie ein Mensch sind."], ()),
        ("script_needed", "React App", [], ("You need to enable JavaScript to run this app.",)),
        ("script_needed", None, ["Schakel JavaScript in om deze pagina te bekijken."], ()),
        ("script_needed", None, ["Ative o JavaScript no seu navegador."], ()),
        ("consent_wall", "Tagblatt", [], ("Mit Werbung weiterlesen", "Zustimmen und weiter", "Wir verwenden Cookies.")),
        ("consent_wall", None, ["Innan du fortsätter"], ("Vi använder kakor",)),
        ("paywall", "Neues Dach", [TEXT, "Dieser Artikel ist nur für Abonnenten."], ("Menü",)),
        ("paywall", "Neues Dach", [TEXT], ("Jetzt abonnieren und weiterlesen",)),
        ("paywall", None, [TEXT], ("Dit artikel is alleen voor abonnees.",)),
        ("placeholder", None, ["Hier entsteht eine neue Internetpräsenz."], ()),
        ("placeholder", "Welcome to nginx!", ["nginx"], ("Menu",)),
    ],
)  # fmt: skip
def test_pages_that_are_none(kind: str, title: str | None, kept: list[str], gone: tuple[str, ...]) -> None:
    """In ten languages, in the title, in the text, or in what went as debris."""
    assert kinds_of(kept, gone, title) == [kind]


@pytest.mark.parametrize(
    ("title", "kept", "gone"),
    [
        ("Was bedeutet „Fehler 404“?", [TEXT], ()),
        ("404", ["Wer eine Seite aufruft, die es nicht mehr gibt, bekommt den Status 404 statt eines Textes."], ()),
        ("Status codes", ["403 Forbidden", "404 Not Found", "500 Internal Server Error"], ()),
        ("Paywalls im Test", ["Verlage verlangen Geld. Ein Text hinter einer Paywall ist für Abonnenten."], ()),
        ("Seite nicht gefunden", ["Das Stück „Seite nicht gefunden“ kommt am Freitag wieder auf die Bühne.", TEXT], ()),
        ("Herbst", ["Das Laub fällt,", "der Wind kommt vom Meer."], ("Bitte aktivieren Sie JavaScript.",)),
        (None, ["Wir haben heute geschlossen."], ("Wir verwenden Cookies.", "Seite im Aufbau")),
        ("Hafen", [TEXT], ("Wir verwenden Cookies.", "Bitte aktivieren Sie JavaScript.", "Keine Ergebnisse gefunden")),
        ("JavaScript", ["Bitte aktivieren Sie JavaScript?"], ()),
        ("Meine Seite", ["Diese Seite befindet sich im Aufbau.", TEXT], ()),
        ("Dach", [TEXT], ("Weiterlesen mit Plus", "Jetzt abonnieren")),
    ],
)  # fmt: skip
def test_pages_that_speak_of_it_or_hold_a_text(title: str | None, kept: list[str], gone: tuple[str, ...]) -> None:
    """An article on errors, a list of them, a poem, a short notice with a banner beside it."""
    assert kinds_of(kept, gone, title) == []


def test_only_pages_are_asked() -> None:
    """In subtitles somebody may say so."""
    assert kinds_of(["Access denied."], source_format="html") == ["error_page"]
    assert kinds_of(["Access denied."], source_format="subtitles") == []


def test_a_marked_text_is_a_beginning_while_it_is_short() -> None:
    """What JSON-LD says counts for a teaser, not for a whole text."""
    sentence = TEXT.split()
    assert kinds_of([TEXT], free="False") == ["paywall"]
    long = " ".join(sentence * (TEASER_WORDS // len(sentence)))
    assert kinds_of([long], free="False") == ["paywall"]
    assert kinds_of([f"{long} {TEXT}"], free="False") == []


def words_of(n: int, letters: int = 4) -> str:
    """Return words that make no sentence."""
    return " ".join(["Dach" * (letters // 4)] * n)


@pytest.mark.parametrize(
    ("title", "most", "kind", "lines"),
    [
        (None, 9, "placeholder", ("Diese Seite befindet sich im Aufbau.",)),
        ("Seite nicht gefunden", 14, "error_page", ()),
        ("Seite nicht gefunden", 59, "error_page", ("Diese Seite existiert nicht mehr.",)),
    ],
)
def test_what_else_a_page_may_hold(title: str | None, most: int, kind: str, lines: tuple[str, ...]) -> None:
    """Nine words; fourteen if its head says so, 59 if it says so in two ways."""
    assert kinds_of([*lines, words_of(most)], title=title) == [kind]
    assert kinds_of([*lines, words_of(most + 1)], title=title) == []


def test_six_words_stand_around_what_it_says() -> None:
    """More make a sentence that speaks of such a page."""
    for around in ("{} Seite nicht gefunden", "Seite nicht gefunden {}"):
        assert kinds_of([around.format(words_of(6))]) == ["error_page"]
        assert kinds_of([around.format(words_of(7))]) == []


def test_a_teaser_has_less_than_120_words_and_1500_characters() -> None:
    """Longer ones are texts."""
    assert kinds_of([words_of(119)], free="False") == ["paywall"]
    assert kinds_of([words_of(120)], free="False") == []
    assert kinds_of([words_of(115, 12)], free="False") == ["paywall"]  # 1,494 characters
    assert kinds_of([words_of(116, 12)], free="False") == []


def test_each_of_ten_languages_has_every_list() -> None:
    """A gap would be a page that stays."""
    for kind in KINDS:
        assert words("stubs", kind).keys() >= LANGUAGES, kind
