"""The laws of a rebuild hold whatever people decided: nothing lost, and an incremental rebuild is a full one."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reinschrift.decisions.choose import hash_of_paragraph
from tests.property.test_rebuild import objects_of
from tests.steps import rebuild_here
from tests.unit.decisions.test_decisions import A0, A1, B0, B1, BODY, FOOT, MENU, OLD, OTHER, Corpus

ENTRIES = st.lists(
    st.builds(
        lambda decision, extent: {"decision": decision, **extent},
        st.sampled_from(["keep", "drop"]),
        st.one_of(
            st.sampled_from([A0, A1, B0, B1, OLD, "web", "old/a.jsonl"]).map(lambda name: {"document": name}),
            st.sampled_from([*MENU, *FOOT, *BODY, *OTHER]).map(lambda text: {"paragraph": hash_of_paragraph(text)}),
            st.sampled_from(["menu", "legal", "only_debris", "exact_duplicate", "gopher_top_2_gram"]).flatmap(
                lambda reason: st.sampled_from(["web", "old"]).map(lambda name: {"reason": reason, "source": name})
            ),
        ),
    ),
    max_size=5,
)


@pytest.mark.slow
@given(first=ENTRIES, second=ENTRIES)
@settings(
    max_examples=settings().max_examples // 13,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_decisions_keep_the_laws(
    first: list[dict[str, str]], second: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Every rebuild balances, which publishing checks; from finished shards it gives the bytes that it gives anew."""
    corpus = Corpus(tmp_path_factory.mktemp("decided") / "corpus")
    corpus.decide(*first)
    grown = corpus.project().output
    rebuild_here(corpus.project())
    shutil.copytree(grown, grown.parent / "full")
    shutil.rmtree(grown.parent / "full" / "work")
    corpus.decide(*second)
    rows = corpus.rebuild()
    texts = [row["text"] for row in rows["documents"]]
    removed = [row for row in rows["removed"] if row["scope"] == "document"]
    assert len(texts) + len(removed) == 5
    assert all("\n\n".join(row["text"] for row in rows["paragraphs"] if row["document_id"] == one["id"]) == one["text"]
               for one in rows["documents"])  # fmt: skip
    rebuild_here(corpus.project("paths.dataset=full"))
    assert objects_of(grown) == objects_of(grown.parent / "full")
