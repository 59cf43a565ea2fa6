"""Kind: debris of pages that a model keeps (K23). What a site tells each visitor goes; a text about it stays."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.look.clean import clean, clean_all
from reinschrift.stages.lines.alone import PageRows
from reinschrift.stages.lines.banners import MOST_NOTICES, NOTICE_WORDS, REACH, find_banners

STORY = (
    "Am Samstag feiert der Ort sein Fest mit Musik, Kuchen und einem Umzug durch die Hauptstraße.",
    "Seit dem Frühjahr haben die Vereine geübt, und der Bäcker hat zwölf Bleche bestellt.",
    "Am Sonntag wird aufgeräumt, und wer hilft, isst die Reste.",
    "Im nächsten Jahr ist das Nachbardorf an der Reihe.",
)
NOTICE = "Wir verwenden Cookies, um unsere Website zu verbessern."
NOTICES = (
    NOTICE, "Diese Seite nutzt Cookies. Wenn Sie weiterlesen, stimmen Sie zu.",
    "Um dir das beste Erlebnis zu bieten, nutzen wir Cookies.",
    "We use cookies to give you the best experience on our site.", "This website uses cookies.",
    "By using this site you accept our use of cookies.", "Ce site utilise des cookies pour mesurer l’audience.",
    "Nous et nos partenaires déposons des cookies afin d’analyser la navigation.",
    "Utilizamos cookies para mejorar su experiencia.", "Questo sito utilizza cookie. Proseguendo ne accetti l’uso.",
    "Deze site maakt gebruik van cookies.", "Ta strona korzysta z plików cookie.", "Este site usa cookies.",
    "Vi använder kakor för att förbättra din upplevelse.", "Tento web používá cookies.",
    "Denne hjemmeside bruger cookies.", "Dette nettstedet bruker informasjonskapsler.",
    "Tämä sivusto käyttää evästeitä.", "Ez a weboldal sütiket használ.", "Acest site folosește cookie-uri.",
    "Bu sitede çerezler kullanılmaktadır.", "Мы используем файлы cookie. Оставаясь на сайте, вы соглашаетесь с этим.",
    "Цей сайт використовує файли cookie.", "Αυτός ο ιστότοπος χρησιμοποιεί cookies.",
    "Táto stránka používa cookies.",
)  # fmt: skip
NAMED = (
    "Angemeldet als waldkauz77", "Sie sind angemeldet als Gast.", "Eingeloggt als: Lena Harms | Abmelden",
    "Logged in as reader_1987", "You are logged in as M. Reed (Log out)", "Connecté en tant que marie87",
    "Sesión iniciada como pepe. Salir", "Accesso effettuato come gufo", "U bent ingelogd als veerman – Afmelden",
    "Jesteś zalogowana jako ola_k (wyloguj)", "Sessão iniciada como ana", "Du är inloggad som gäst.",
    "Přihlášen jako mlynar", "Вы вошли как гость", "Ви увійшли як гість",
)  # fmt: skip
CALLS_OF = {
    "comment_form": (
        "Sie müssen angemeldet sein, um einen Kommentar zu schreiben.", "Fehler gefunden? Bitte melden!",
        "You must be logged in to post a comment.", "Sign in to leave a reply", "Found a typo? Tell us.",
        "Connectez-vous pour laisser un commentaire.", "Debes iniciar sesión para publicar un comentario.",
        "Devi accedere per commentare.", "Tem de iniciar sessão para comentar.",
        "Je moet ingelogd zijn om een reactie te plaatsen.", "Zaloguj się, aby dodać komentarz.",
        "Du måste logga in för att kommentera.", "Чтобы оставить комментарий, войдите на сайт.",
    ),
    "cookie_notice": (
        "Bitte aktivieren Sie JavaScript.", "Please enable JavaScript to continue.",
        "Cette page nécessite JavaScript.", "Activa JavaScript para continuar.", "Questo sito richiede JavaScript.",
        "Esta página requer JavaScript.", "Schakel JavaScript in.", "Ta strona wymaga włączonego JavaScript.",
        "Denna sida kräver JavaScript.", "Пожалуйста, включите JavaScript.",
    ),
    "promotion": (
        "Jetzt den Newsletter bestellen!", "Weiterlesen mit dem Digitalabo. Jetzt 2 Wochen gratis testen.",
        "Subscribe to our weekly newsletter.", "Subscribe now to continue reading. Already a member? Log in.",
        "Inscrivez-vous à notre newsletter.", "Déjà abonné ? Connectez-vous.", "Suscríbete a nuestro boletín.",
        "Iscriviti alla newsletter.", "Assine a nossa newsletter.", "Meld je aan voor onze nieuwsbrief.",
        "Zapisz się na newsletter!", "Prenumerera på vårt nyhetsbrev.", "Подпишитесь на нашу рассылку.",
    ),
    "menu": (
        "Lesezeit: 4 Minuten", "5 min read", "Temps de lecture : 4 minutes", "4 min de lectura",
        "Tempo di lettura: 2 minuti", "Leitura: 5 min", "Leestijd: 2 minuten", "Czas czytania: 6 min",
        "Lästid: 3 min", "Время чтения: 5 мин",
    ),
}  # fmt: skip
NO_CALLS = (
    "Der Verein wollte einen Newsletter abonnieren, doch das Postfach war voll.",
    "You must be logged in to post a comment, she read, and closed the book again.",
    "Who signs up for our newsletter gets a letter from the mill once a month, with two recipes and the dates.",
    "The reading time of 3 minutes was far too short for the children.",
    "Wer JavaScript abschaltet, sieht von der Karte nur den Rand, und die Namen der Orte fehlen ihm ganz.",
    "Zapisz się w historii, powiedział burmistrz i podał mu rękę.",
    "Il vous reste une erreur à trouver.",
    "Log in, said the miller, and pointed at the fire.",
)
TEXTS = (
    "We use cookies instead of sponge, because they soak up the coffee.",
    "Vi använder kakor som bakats dagen innan.", "A sütiket használjuk alapnak.",
    "Bu sitede oturanlar akşamları avluda toplanır ve çerez yer.",
    "By continuing to sell cookies through the winter the troop paid for its bus.",
    "Our site uses a database that we wrote ourselves.",
    "Logged in as root, she had the whole machine at her feet.",
    "Angemeldet als Gast können Sie nur lesen, aber nichts speichern.",
    "Connecté en tant que simple visiteur, il ne voyait que la moitié des pages.",
    "Sie sind angemeldet als Gast, wenn oben rechts kein Name steht.",
)  # fmt: skip


def found_in(*texts: str, kind: str = "paragraph", is_page: bool = True) -> dict[str, str]:
    rows = PageRows(
        np.array([0, len(texts)]),
        pa.array(texts),
        np.array([len(text.split()) for text in texts], np.int32),
        np.full(len(texts), is_page),
        pa.array([kind] * len(texts)),
    )
    return {texts[row]: reason for row, reason in find_banners(rows, np.zeros(len(texts), bool)).items()}


@pytest.mark.parametrize("text", NOTICES)
def test_a_notice_of_cookies_at_either_end_goes(text: str) -> None:
    """In whatever language; a heading, a quotation and a plain text may say the same."""
    assert found_in(text, *STORY) == found_in(*STORY, text) == {text: "cookie_notice"}
    assert found_in(text, *STORY, kind="quote") == found_in(text, *STORY, is_page=False) == {}


@pytest.mark.parametrize("text", NAMED)
def test_the_name_of_who_is_logged_in_goes(text: str) -> None:
    """With the button beside it."""
    assert found_in(text, *STORY) == found_in(*STORY, text) == {text: "comment_form"}


@pytest.mark.parametrize(("reason", "text"), [(reason, text) for reason, texts in CALLS_OF.items() for text in texts])
def test_a_row_that_only_calls_to_the_visitor_goes(reason: str, text: str) -> None:
    """At either end of a page; offers between its paragraphs, too."""
    assert found_in(text, *STORY) == found_in(*STORY, text) == {text: reason}
    inside = (*STORY[:3], text, *STORY[1:])
    assert found_in(*inside) == ({text: reason} if reason == "promotion" else {})
    assert found_in(text, *STORY, kind="quote") == found_in(text, *STORY, is_page=False) == found_in(text) == {}


@pytest.mark.parametrize("text", NO_CALLS)
def test_a_row_that_says_more_than_a_call_stays(text: str) -> None:
    """The whole row must be made of such sentences."""
    assert found_in(text, *STORY) == found_in(*STORY, text) == {}


@pytest.mark.parametrize(("n", "goes"), [(10, True), (17, False)])
def test_a_call_has_few_words(n: int, *, goes: bool) -> None:
    """Twenty-four; a longer row says something."""
    text = "Subscribe to our newsletter" + " a" * n + ". Already a member? Log in."
    assert (found_in(text, *STORY) != {}) == goes


@pytest.mark.parametrize("text", TEXTS)
def test_a_sentence_with_the_same_words_stays(text: str) -> None:
    """It says nothing of the site, or goes on behind the name."""
    assert found_in(text, *STORY) == found_in(*STORY, text) == {}


@pytest.mark.parametrize("other", ["Was Cookies sind", "Wer Cookies setzt, muss sagen, wie lange sie bleiben."])
def test_a_page_about_cookies_keeps_all_it_says_of_them(other: str) -> None:
    """A policy's first sentence is that of a notice."""
    assert found_in(other, NOTICE, *STORY) == found_in(NOTICE, *STORY, other) == {}


@pytest.mark.parametrize(("n", "goes"), [(1, True), (2, True), (3, True), (4, False), (5, False)])
def test_a_notice_has_three_rows_at_most(n: int, *, goes: bool) -> None:
    """Five rows at both ends are no banner."""
    notices = [f"{NOTICE} {'Ja. ' * k}" for k in range(n)]
    assert n <= MOST_NOTICES or not goes
    assert bool(found_in(*notices[:3], *STORY, *notices[3:])) == goes


@pytest.mark.parametrize(("above", "goes"), [(0, True), (1, True), (2, True), (3, False), (4, False)])
def test_a_banner_stands_among_the_three_rows_at_an_end(above: int, *, goes: bool) -> None:
    """In the middle somebody quotes it."""
    rows = [*(f"{n}. {STORY[0]}" for n in range(above)), NOTICE, *STORY]
    assert (above < REACH) == goes
    assert (NOTICE in found_in(*rows)) == goes


@pytest.mark.parametrize(("words", "goes"), [(40, True), (60, True), (61, False), (80, False)])
def test_a_notice_has_sixty_words_at_most(words: int, *, goes: bool) -> None:
    """What says more is a text."""
    text = " ".join([NOTICE, *["Ja"] * (words - len(NOTICE.split()))])
    assert (words <= NOTICE_WORDS) == goes
    assert bool(found_in(text, *STORY)) == goes


@pytest.mark.parametrize(("name", "goes"), [("a", True), ("Lena von Harms", True), ("a b c d", False)])
def test_a_name_has_three_words_at_most(name: str, *, goes: bool) -> None:
    """Four go on as a sentence."""
    assert bool(found_in(f"Logged in as {name}", *STORY)) == goes


def test_a_page_loses_its_banners_and_nothing_else() -> None:
    """From the markup to the text, hidden ones, too; nothing but a notice is a page all the same."""
    hidden = f"<div hidden><p>{NAMED[0]}</p></div>"
    body = "".join(f"<p>{text}</p>" for text in STORY)
    cleaned = clean(f"<html lang=de><body><div>{NOTICE}</div><h1>Das Fest</h1>{body}{hidden}</body></html>")
    assert [one.text for one in cleaned.paragraphs if one.is_kept] == ["Das Fest", *STORY]
    assert {one.text: one.reason for one in cleaned.paragraphs if not one.is_kept} == {
        NOTICE: "cookie_notice", NAMED[0]: "comment_form",
    }  # fmt: skip
    pages = [f"<html><body><p>{text}</p>{body}</body></html>" for text in TEXTS]
    assert [text in one.text for text, one in zip(TEXTS, clean_all(pages), strict=True)] == [True] * len(TEXTS)
