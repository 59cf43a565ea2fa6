"""The stage `language` as a whole: its columns, the document's vote, inheritance, foreign paragraphs, detectors."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pytest

from evaluation.data.language import batch_of
from reinschrift.batch import Batch
from reinschrift.errors import SettingsError
from reinschrift.settings.stages import LanguageSettings
from reinschrift.stages.language import add_languages
from reinschrift.stages.language.detectors import Votes

GERMAN = "Der Bundestag hat am Donnerstag über den Haushalt des kommenden Jahres beraten und ihn angenommen."
ENGLISH = "The committee will meet again next week to discuss the remaining proposals in more detail."
FRENCH = "Le gouvernement a présenté hier une nouvelle loi sur l'éducation devant l'Assemblée nationale."
CASCADE = LanguageSettings()


def run(*documents: Sequence[str], settings: LanguageSettings = CASCADE) -> Batch:
    return add_languages(batch_of([list(texts) for texts in documents]), settings)


def column(table: pa.Table, name: str) -> list[Any]:
    values: list[Any] = table[name].to_pylist()
    return values


def test_columns_have_the_promised_types() -> None:
    """The stage adds exactly its columns, with their types, and keeps the rows."""
    before = batch_of([[GERMAN, ENGLISH], []])
    after = add_languages(before, CASCADE)
    shares = pa.list_(pa.struct([("language", pa.string()), ("share", pa.float32())]))
    assert after.paragraphs.schema.names[-3:] == ["language", "language_score", "language_detector"]
    assert [field.type for field in after.paragraphs.schema][-3:] == [pa.string(), pa.float32(), pa.string()]
    added = [(field.name, field.type) for field in after.documents.schema][-4:]
    assert added == [
        ("language", pa.string()), ("language_score", pa.float32()), ("languages", shares), ("is_mixed", pa.bool_()),
    ]  # fmt: skip
    assert after.paragraphs.select(before.paragraphs.column_names).equals(before.paragraphs)
    assert all(column.num_chunks == 1 for table in after for column in table.columns)


def test_no_rows_at_all() -> None:
    """A batch without documents and one without paragraphs pass."""
    assert run().documents.num_rows == 0
    empty = run([], [])
    assert column(empty.documents, "language") == ["und", "und"]
    assert column(empty.documents, "language_score") == [0.0, 0.0]
    assert column(empty.documents, "languages") == [[], []]
    assert column(empty.documents, "is_mixed") == [False, False]


def test_rows_with_a_reason_have_no_language_and_no_vote() -> None:
    """A row removed before gets nulls and does not count for its document."""
    batch = batch_of([[ENGLISH, ENGLISH, GERMAN]])
    reasons = pa.array(["menu", "menu", None], pa.string())
    at = batch.paragraphs.schema.get_field_index("reason")
    batch = batch._replace(paragraphs=batch.paragraphs.set_column(at, "reason", reasons))
    after = add_languages(batch, CASCADE)
    for name in ("language", "language_score", "language_detector"):
        assert column(after.paragraphs, name)[:2] == [None, None]
    assert column(after.paragraphs, "language")[2] == "de"
    assert column(after.documents, "languages") == [[{"language": "de", "share": 1.0}]]


def test_languages_share_the_letters_of_a_document() -> None:
    """The document's language holds most letters, its score is that share, the list is in order of share."""
    after = run([GERMAN, GERMAN.replace("Donnerstag", "Freitag"), ENGLISH])
    (languages,) = column(after.documents, "languages")
    assert [entry["language"] for entry in languages] == ["de", "en"]
    assert sum(entry["share"] for entry in languages) == pytest.approx(1)
    assert column(after.documents, "language") == ["de"]
    assert column(after.documents, "language_score") == [languages[0]["share"]]
    assert column(after.documents, "is_mixed") == [True]


def test_mixed_begins_at_the_set_share() -> None:
    """A document is mixed from the set share of other languages on."""
    texts = [GERMAN, GERMAN.replace("Donnerstag", "Freitag"), GERMAN.replace("Donnerstag", "Dienstag"), ENGLISH]
    assert column(run(texts).documents, "is_mixed") == [True]
    assert column(run(texts, settings=LanguageSettings(mixed_share=0.3)).documents, "is_mixed") == [False]


def test_no_language_with_half_of_the_letters_is_mul() -> None:
    """A document in three languages, none of them with half of the letters, is `mul`."""
    after = run([GERMAN, ENGLISH, FRENCH])
    assert column(after.documents, "language") == ["mul"]
    assert column(after.documents, "is_mixed") == [True]


def test_an_undecided_paragraph_takes_its_documents_language() -> None:
    """A heading of product names is German in a German document, since eldc guessed so, and alone it is `und`."""
    heading = "Server-Administration mit Ansible und Docker"
    alone = run([heading]).paragraphs
    assert column(alone, "language") == ["und"]
    assert column(alone, "language_detector") == ["none"]
    after = run([GERMAN, heading]).paragraphs
    assert column(after, "language") == ["de", "de"]
    assert column(after, "language_detector") == ["eldc", "document"]


def test_numbers_take_no_language_from_their_document() -> None:
    """What no detector guessed to be in the document's language stays `und`."""
    after = run([GERMAN, "17.04.2024, 12:30", "Jonas Hofmann, Keiko Tanaka, Pierre Dubois, Ana Souza"])
    assert column(after.paragraphs, "language") == ["de", "und", "und"]


@pytest.mark.parametrize(("choice", "reason"), [("remove", "foreign_language"), ("split", "foreign_language_split")])
def test_foreign_paragraphs_go_with_a_reason(choice: Literal["remove", "split"], reason: str) -> None:
    """A paragraph in another language is removed by setting, with its language's share and the share that was short."""
    texts = [GERMAN, GERMAN.replace("Donnerstag", "Freitag"), "17", ENGLISH]
    after = run(texts, settings=LanguageSettings(foreign_paragraphs=choice))
    share = column(after.documents, "languages")[0][1]["share"]
    assert column(after.paragraphs, "reason") == [None, None, None, reason]
    assert column(after.paragraphs, "measured") == [None, None, None, pytest.approx(share)]
    assert column(after.paragraphs, "threshold") == [None, None, None, 0.5]
    assert column(after.paragraphs, "stage") == [None, None, None, "language"]
    assert column(after.paragraphs, "language") == ["de", "de", "und", "en"]


def test_foreign_paragraphs_stay_by_default() -> None:
    """A quotation in another language stays."""
    assert column(run([GERMAN, GERMAN, ENGLISH]).paragraphs, "reason") == [None, None, None]


def test_members_of_a_group_are_not_foreign() -> None:
    """Nynorsk in a Bokmål document counts as Norwegian."""
    bokmal = "Regjeringen ønsker å gi kommunene mer penger til skolene, sier statsministeren til avisen i dag."
    nynorsk = "Eg veit ikkje kva dei har tenkt å gjere, men me kjem ikkje til å vente lenger."
    after = run([bokmal, bokmal + " Ja.", nynorsk], settings=LanguageSettings(foreign_paragraphs="remove"))
    assert column(after.paragraphs, "language") == ["nb", "nb", "nn"]
    assert column(after.paragraphs, "reason") == [None] * 3
    assert column(after.documents, "languages") == [[{"language": "nb", "share": 1.0}]]


def test_serbian_in_latin_script_says_so() -> None:
    """The tag names the script where it is not the likely one."""
    after = run(["Влада је данас усвојила нови закон о образовању, саопштено је из кабинета премијера."])
    assert column(after.paragraphs, "language") == ["sr"]
    latin = "Predsednik Vlade Srbije izjavio je juče da će ceo svet videti šta je sve urađeno ove nedelje u Beogradu."
    assert column(run([latin]).paragraphs, "language")[0] in ("sr-Latn", "hr", "bs")


def test_fast_asks_no_third() -> None:
    """The fast cascade never names langdetect, and decides no more than the whole one."""
    texts = [GERMAN, ENGLISH, "Rezept: Kürbissuppe mit Ingwer", "Die besten Apps für Android Tablets"]
    fast = run(*[[text] for text in texts], settings=LanguageSettings(detector="fast"))
    assert "langdetect" not in column(fast.paragraphs, "language_detector")
    whole = run(*[[text] for text in texts])
    assert "langdetect" in column(whole.paragraphs, "language_detector")


def test_langdetect_alone() -> None:
    """With `langdetect` every answer is langdetect's, and it calls Swiss German German, as it always did."""
    swiss = "Mir händ geschter z Züri no öppis gässe und sind denn hei gange, wil s eifach z spat gsi isch."
    after = run([GERMAN], [ENGLISH], [swiss], ["17"], settings=LanguageSettings(detector="langdetect"))
    assert column(after.paragraphs, "language") == ["de", "en", "de", "und"]
    assert column(after.paragraphs, "language_detector") == ["langdetect"] * 3 + ["none"]


class OtherPackage:
    """An installed package with a detector, as its metadata on `sys.path` describe it."""

    def __init__(self, folder: Path) -> None:
        (folder / "other_detector.py").write_text(
            "from reinschrift.stages.language.detectors import Votes\n"
            "import numpy as np\n"
            "def detect(texts):\n"
            "    tags = ['tlh' if 'Qapla' in text else 'und' for text in texts.to_pylist()]\n"
            "    return Votes(tags, np.array([0.75 if tag == 'tlh' else 0.0 for tag in tags]))\n",
            encoding="utf-8",
        )
        metadata = folder / "other_detector-2.5.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: other-detector\nVersion: 2.5\n")
        (metadata / "entry_points.txt").write_text("[reinschrift.detectors]\nklingon = other_detector:detect\n")


def test_another_package_can_bring_a_detector(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A detector under the entry-point group is found by its name."""
    OtherPackage(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    after = run(["Qapla! batlh bIHeghjaj, tlhIngan maH"], [GERMAN], settings=LanguageSettings(detector="klingon"))
    assert column(after.paragraphs, "language") == ["tlh", "und"]
    assert column(after.paragraphs, "language_detector") == ["klingon", "none"]
    assert column(after.paragraphs, "language_score") == [0.75, 0.0]


def test_an_unknown_detector_is_refused() -> None:
    """The error names the setting and the detectors there are."""
    with pytest.raises(SettingsError, match="klingon") as raised:
        run([GERMAN], settings=LanguageSettings(detector="klingon"))
    assert "cascade, fast, langdetect" in str(raised.value)


def test_every_different_text_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Repeated paragraphs are answered from the first."""
    seen = []

    def detect(texts: pa.Array) -> Votes:
        seen.extend(texts.to_pylist())
        return Votes(["de"] * len(texts), np.ones(len(texts)))

    monkeypatch.setattr("reinschrift.stages.language.other_detector", lambda _: detect)
    run([GERMAN, GERMAN, "17 18"], [GERMAN], settings=LanguageSettings(detector="any"))
    assert sorted(seen) == ["", GERMAN]


DIGEST = """
import hashlib, sys
from evaluation.data.language import batch_of
from reinschrift.settings.stages import LanguageSettings
from reinschrift.stages.language import add_languages
import pyarrow.parquet as pq
texts = pq.read_table(sys.argv[1])["text"].to_pylist()[::10]
after = add_languages(batch_of([texts[i:i + 5] for i in range(0, len(texts), 5)]), LanguageSettings())
print(hashlib.sha256(repr([table.to_pydict() for table in after]).encode()).hexdigest())
"""


@pytest.mark.slow
def test_other_processes_say_the_same(labelled: Path) -> None:
    """Two processes with other hash seeds give the same bytes."""
    digests = set()
    for seed in ("1", "2"):
        command = [sys.executable, "-c", DIGEST, str(labelled / "language" / "texts.parquet")]
        done = subprocess.run(
            command, env={"PYTHONHASHSEED": seed, "PATH": ""}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        digests.add(done.stdout)
    assert len(digests) == 1
