"""Laws of the stage `language` that hold for any text."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from evaluation.data.language import batch_of
from reinschrift.batch import Batch
from reinschrift.settings.stages import LanguageSettings
from reinschrift.stages.language import add_languages, linear
from reinschrift.stages.language.prepare import prepare_texts

WORDS = st.sampled_from([
    "der", "die", "und", "ist", "nicht", "the", "of", "and", "isch", "nöd", "öppis", "nich", "hebbt", "kiž", "wot",
    "le", "les", "et", "des", "www.a.de", "17", "{x}", "foo()", "что", "не", "в", "на", "这个", "國家", "のは", "ΚΑΙ",
    "της", "NATO", "Haus!", "Straße", "École",
])  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=30).map(" ".join))
DOCUMENTS = st.lists(st.lists(TEXTS, max_size=4), max_size=5)
SETTINGS = st.builds(
    LanguageSettings,
    detector=st.sampled_from(["cascade", "fast"]),
    foreign_paragraphs=st.sampled_from(["keep", "remove", "split"]),
)


@given(DOCUMENTS, SETTINGS)
def test_a_document_does_not_depend_on_its_company(documents: list[list[str]], settings: LanguageSettings) -> None:
    """Together or alone, first or last: a document and its paragraphs come out the same."""
    together = add_languages(batch_of(documents), settings)
    for i, texts in enumerate(documents):
        alone = add_languages(batch_of([texts]), settings)
        mine = pa.array(np.asarray(together.paragraphs["document"]) == i)
        assert together.paragraphs.filter(mine).drop(["document"]).to_pylist() == (
            alone.paragraphs.drop(["document"]).to_pylist()
        )
        assert together.documents.slice(i, 1).drop(["id"]).to_pylist() == alone.documents.drop(["id"]).to_pylist()


@given(DOCUMENTS, SETTINGS)
def test_shares_scores_and_flags_belong_together(documents: list[list[str]], settings: LanguageSettings) -> None:
    """Shares sum to one and fall; the score is the largest; `mul` is below half; removed rows are explained."""
    after = add_languages(batch_of(documents), settings)
    for row in after.documents.to_pylist():
        shares = [entry["share"] for entry in row["languages"]]
        assert shares == sorted(shares, reverse=True)
        assert sum(shares) == pytest.approx(1 if shares else 0, abs=1e-5)
        assert row["language_score"] == (shares[0] if shares else 0)
        assert (row["language"] == "und") == (not shares)
        assert (row["language"] == "mul") == bool(shares and shares[0] < 0.5)
    for row in after.paragraphs.to_pylist():
        assert (row["language"] == "und") == (row["language_detector"] == "none")
        assert 0 <= row["language_score"] <= 1
        if row["reason"] is not None:
            assert row["measured"] <= row["threshold"]
            assert row["stage"] == "language"


@given(DOCUMENTS)
def test_the_argument_stays_as_it_was(documents: list[list[str]]) -> None:
    """The stage edits neither table it is given."""
    batch = batch_of(documents)
    copy = Batch(*(pa.table(table.to_pydict(), table.schema) for table in batch))
    add_languages(batch, LanguageSettings(foreign_paragraphs="remove"))
    assert batch.documents.equals(copy.documents)
    assert batch.paragraphs.equals(copy.paragraphs)


@given(TEXTS)
def test_preparing_twice_changes_nothing(text: str) -> None:
    """What is prepared has nothing more to drop."""
    once = prepare_texts(pa.array([text])).texts
    assert prepare_texts(once).texts.to_pylist() == once.to_pylist()


@pytest.fixture(scope="module")
def package() -> Any:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80))
@example(text="ǅ")
@example(text="İSTANBUL")
@example(text="Aª")
def test_the_linear_kernel_is_the_package(package: LanguageIdentifier, text: str) -> None:
    """Any text gets the package's label, or one that the package holds as likely."""
    (found,), (probability,) = linear.classify(pa.array([text], pa.string()))
    expected = dict(package.rank(text))
    label = linear.linear_model().labels[found]
    assert probability == pytest.approx(expected[label], abs=1e-4)
    assert expected[label] == pytest.approx(max(expected.values()), abs=1e-4)
