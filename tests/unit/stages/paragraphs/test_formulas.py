"""On a page, too, a refrain, a formula, a step or a question comes again; what was doubled by mistake goes."""

from __future__ import annotations

import pytest

from reinschrift.look.clean import clean_all

NAV = (
    "<nav><ul><li><a href='/a'>Home</a></li><li><a href='/b'>News</a></li><li><a href='/c'>Kontakt</a></li></ul></nav>"
)
FOOT = "<footer><ul><li><a href='/d'>Impressum</a></li><li><a href='/e'>Datenschutz</a></li></ul></footer>"
SHORT = 60
"""Characters below which a row of the tests is a heading."""
BODY = [
    "Am Morgen lag der Nebel noch über dem Fluss, und die Fähre blieb am anderen Ufer liegen. Niemand rief nach ihr.",
    "Gegen Mittag kam die Sonne heraus, und drei Wagen fuhren hinüber zum Markt in Oberau, beladen mit Kohl und Rüben.",
    "Der Fährmann zählte sein Geld, schloss den Kasten ab und ging langsam die Böschung hinauf zu seinem kleinen Haus.",
    "Am Abend war alles wieder still, nur das Seil schlug noch manchmal gegen den Pfahl, an dem das alte Boot hing.",
]


def gone(*rows: str, title: str = "Die Fähre am Fluss") -> list[str]:
    """Return what goes of a page of such rows; short ones without an end are headings."""
    body = "".join(f"<h2>{row}</h2>" if len(row) < SHORT and row[-1] not in ".:?“" else f"<p>{row}</p>" for row in rows)
    page = f"<html><body>{NAV}<main><article><h1>{title}</h1>{body}</article></main>{FOOT}</body></html>"
    (cleaned,) = clean_all([page])
    return [one.text for one in cleaned.paragraphs if not one.is_kept and one.reason == "repeats_content"]


@pytest.mark.parametrize(
    "formula",
    [
        "(Lebhafter Beifall bei der Bürgerliste – Zuruf von der Heimatpartei: Das haben Sie doch selbst verschlafen!)",
        "Wer dafür ist, den bitte ich um das Handzeichen. Gegenstimmen? Enthaltungen? Einstimmig angenommen.",
        "Schalten Sie die Maschine aus, ziehen Sie den Stecker, und warten Sie, bis das Messer still steht.",
        "Was wünschen Sie sich von der neuen Bürgermeisterin für die nächsten fünf Jahre in unserer Stadt?",
        "Raises ValueError if the port is not in the table of ports that was loaded at the start.",
        "Cette résolution est mise aux voix et adoptée à l'unanimité des copropriétaires présents et représentés.",
        "El incumplimiento de esta cláusula dará lugar a la resolución inmediata del contrato sin indemnización.",
        "Signore del mare e della terra, ascolta la voce dei tuoi figli e riportali tutti al porto.",
        "— Oddaj mi swój młot i swoje kowadło, a zostawię twoją wieś w spokoju na sto lat.",
        "Bij overtreding van dit artikel kan de badmeester de bezoeker voor de rest van de dag de toegang ontzeggen.",
        "— Отдай мне, мельник, мешок муки, а не то сломаю твоё колесо и выпью весь твой пруд.",
    ],
)
@pytest.mark.parametrize("times", [2, 3])
def test_what_is_meant_to_come_again_stays(formula: str, times: int) -> None:
    """Between paragraphs, and right below the headings of parts."""
    between = [row for text in BODY[:times] for row in (text, formula)]
    below_headings = [row for part, text in enumerate(BODY[:times], 1) for row in (f"Der {part}. Teil", formula, text)]
    assert (gone(*between), gone(*below_headings)) == ([], [])


def test_fields_of_a_form_come_again() -> None:
    """A second child has a name, too."""
    fields = [
        "Name, Vorname, Tag der Geburt und Anschrift des Kindes, das mitfahren soll, in Druckbuchstaben:",
        "Krankheiten, Allergien und Arzneien, die das Kind regelmäßig nimmt, mit Angabe der Menge am Tag:",
    ]
    assert gone(BODY[0], *fields, "Zweites Kind", *fields, BODY[1]) == []


def test_what_a_text_explains_stays() -> None:
    """A saying stands whole, and then its sentences one by one, each with what it means."""
    first, second = (
        "Wer eintritt, der lasse den Zorn vor der Schwelle liegen.",
        "Wer hinausgeht, nehme das Recht mit nach Hause.",
    )
    assert gone(f"Über der Tür steht: „{first} {second}“", f"„{first}“", BODY[0], f"„{second}“", BODY[1]) == []


def test_a_tale_that_grows_stays() -> None:
    """Each sentence holds the one above it."""
    ends = (
        "the barge that Harry built on the bank of the river.",
        "the rope that was tied to ",
        "the rat that gnawed ",
    )
    tale = [f"This is {''.join(reversed(ends[1 : n + 1]))}{ends[0]}" for n in range(3)]
    tale.append(tale[-1].replace("This is ", "This is the cat that chased "))
    assert gone(BODY[0], *tale, BODY[1]) == []


@pytest.mark.parametrize("mark", ["(1)", "1.", "§ 4", "a)"])
def test_a_numbered_clause_is_no_pull_quote(mark: str) -> None:
    """The old wording and the new one stand beside each other."""
    old = f"{mark} Der Vorstand wird von der Versammlung auf zwei Jahre gewählt und bleibt bis zur Neuwahl im Amt."
    assert gone(BODY[0], old, BODY[1], f"{old} Eine Wiederwahl ist höchstens zweimal hintereinander möglich.") == []


def test_a_reference_says_things_in_two_places() -> None:
    """Its summary has the first sentence of each description; an article has a pull quote or two."""
    whole = [
        f"Liest die Zahl der {n}. Fähre aus der Liste der Fähren am Fluss. Fehlt sie, so ist es null." for n in range(7)
    ]
    short = [text.partition(" Fehlt")[0] for text in whole]
    assert gone(BODY[0], *short[:5], BODY[1], *whole[:5]) == []
    assert gone(BODY[0], *short[:4], BODY[1], *whole[:4]) == short[:4]


@pytest.mark.parametrize("between", [[], ["Von Jana Wilke"], ["Von Jana Wilke", "12. Mai 2021"]])
def test_a_lead_that_comes_again_goes(between: list[str]) -> None:
    """Above the article stands its teaser; between them no more than who wrote it, and when."""
    assert gone(BODY[0], *between, BODY[0], *BODY[1:]) == [BODY[0]]


def test_a_lead_below_the_article_goes() -> None:
    """As a teaser of two sentences; one sentence is a formula, as a court's decision that is said again at its end."""
    assert gone(*BODY, BODY[0]) == [BODY[0]]
    assert gone(*BODY[1:], BODY[1]) == []


def test_a_pull_quote_goes() -> None:
    """Above its paragraph or below it, in quotation marks or not, cut or whole."""
    said = "Ich habe ihm nie gesagt, dass er hierbleiben soll, und ich werde es auch nicht tun."
    long = f"Sein Sohn ist nach Hamburg gezogen und programmiert dort Spiele. {said} Das weiß er."
    assert gone(BODY[0], long, BODY[1], said, *BODY[2:]) == [said]
    assert gone(BODY[0], f"„{said[:60]}“", BODY[1], long, *BODY[2:]) == [f"„{said[:60]}“"]


@pytest.mark.parametrize("between", [[], ["Lesen Sie weiter"]])
def test_an_article_given_twice_stays_once(between: list[str]) -> None:
    """Whole, with something between or nothing."""
    assert gone(*BODY, *between, *BODY) == BODY


def test_a_row_beside_an_article_given_twice_goes_with_it() -> None:
    """Where the second copy lacks a row, the rows below it still belong to it."""
    rows = [
        *BODY,
        "Die Karten kauft man beim Fährmann selbst, denn am Ufer steht seit Jahren kein Automat mehr.",
        "Ende.",
    ]
    assert gone(*rows, *rows[:3], *rows[4:]) == [*rows[:3], *rows[4:]]


def test_entries_of_a_manual_that_are_made_of_formulas_stay() -> None:
    """Three functions are described alike: what each says is in all of them."""
    alike = [
        "Zahl ist die Zahl, die gerundet werden soll, oder ein Bezug zu einer Zelle, welche die Zahl enthält. " * 2,
        "Diese Funktion ist nicht Teil der Norm für offene Formate von Dateien in Büros, und sie ist nur hier bekannt. "
        * 3,
        "Leere Zellen und solche mit Text werden nicht gezählt; wer das nicht will, schreibe vorher eine Null hinein. "
        * 3,
    ]
    rows = [
        row.strip() for n in range(3) for row in (f"Funktion {n}", f"Rundet auf {n} Stellen, wenn es geht.", *alike)
    ]
    assert gone(*rows) == []


def test_a_formula_that_a_longer_one_holds_stays() -> None:
    """Three entries say so, and one of another part says more; of two alike one is a pull quote and was doubled."""
    formula = "Zahl 1, Zahl 2 und so fort sind Zahlen oder Bezüge zu Zellen, in denen Zahlen stehen."
    longer = f"{formula} Es dürfen nicht mehr als 255 sein, und keine davon kleiner als null."
    assert gone(BODY[0], formula, BODY[1], formula, BODY[2], formula, longer, BODY[3]) == []
    assert gone(BODY[0], formula, BODY[1], formula, BODY[2], longer, BODY[3]) == [formula, formula]


def rows_of(n_rows: int, n_words: int, name: str) -> list[str]:
    """Return rows of so many words, all of them different."""
    return [f"{name.title()}{' '.join(f'{name}{row}x{word}' for word in range(n_words))}." for row in range(n_rows)]


@pytest.mark.parametrize(
    ("n_words", "n_between", "goes"),
    [(16, 1, True), (14, 1, False), (20, 3, True), (20, 8, False), (31, 20, True), (29, 20, False)],
)
def test_so_long_a_run_is_a_text_given_twice(n_words: int, n_between: int, *, goes: bool) -> None:
    """Sixty words in most of the rows of a page, or 120 anywhere."""
    text = rows_of(4, n_words, "fluss")
    assert gone(*text, *rows_of(n_between, 12, "markt"), *text) == (text if goes else [])


@pytest.mark.parametrize(("n_more", "goes"), [(3, True), (4, False)])
def test_what_follows_a_text_given_twice_belongs_to_it(n_more: int, *, goes: bool) -> None:
    """Though three rows of the second copy are not in the first."""
    text, (row,) = rows_of(4, 31, "fluss"), rows_of(1, 12, "kahn")
    rows = [*text, row, *rows_of(9, 12, "markt"), *text, *rows_of(n_more, 12, "brot"), row, BODY[0]]
    assert gone(*rows) == [*text, *([row] if goes else [])]


@pytest.mark.parametrize(("between", "goes"), [((5, 20), True), ((6, 20), False), ((1, 50), True), ((1, 70), False)])
def test_little_stands_between_a_lead_and_itself(between: tuple[int, int], *, goes: bool) -> None:
    """Five rows, none of them a paragraph."""
    n_rows, n_chars = between
    rows = [f"{chr(65 + row)}{'nahe bei dem Fluss ' * 4}"[:n_chars].strip() for row in range(n_rows)]
    assert gone(BODY[0], *rows, *BODY) == (BODY[:1] if goes else [])


@pytest.mark.parametrize(("title", "goes"), [("Die Fähre am Fluss", True), ("Die Fähre heute", False)])
def test_a_title_of_four_words_is_said_again(title: str, *, goes: bool) -> None:
    """A shorter one says too little."""
    assert gone(title, *BODY, title=title) == ([title] if goes else [])
