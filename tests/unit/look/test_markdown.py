"""Paragraphs as Markdown."""

import pyarrow as pa

from reinschrift.look.markdown import cells_of, join_pieces, markdown_of


def test_headings_have_their_level_and_titles_the_first() -> None:
    rows = [("title", 0, "A bridge"), ("heading", 3, "Its cost"), ("heading", 0, "Its end"), ("paragraph", 0, "Text.")]
    assert join_pieces(rows) == "# A bridge\n\n### Its cost\n\n## Its end\n\nText."


def test_items_of_a_list_keep_number_and_depth() -> None:
    rows = [("list_item", 1, "1. One"), ("list_item", 2, "• inside"), ("list_item", 1, "2. Two"), ("paragraph", 0, "P")]
    assert join_pieces(rows) == "1. One\n    - inside\n2. Two\n\nP"


def test_a_list_that_begins_deep_begins_at_the_margin() -> None:
    assert join_pieces([("list_item", 3, "• One"), ("list_item", 3, "• Two")]) == "- One\n    - Two"


def test_a_table_keeps_rows_and_empty_cells() -> None:
    text = "| Year | Cars\nred | 2024 | 7\nblue |  | 8|9"
    assert join_pieces([("table", 0, text)]) == (
        "|  | Year | Cars |\n| --- | --- | --- |\n| red | 2024 | 7 |\n| blue |  | 8\\|9 |"
    )
    assert cells_of("a | | c") == ["a", "", "c"]


def test_code_is_fenced_by_more_backticks_than_it_holds() -> None:
    text = "if x:\n    print('```')"
    assert join_pieces([("code", 0, text)]) == f"````\n{text}\n````"


def test_text_that_looks_like_markup_is_escaped() -> None:
    documents = ["a"]
    texts = ["# 5 *stars* [x](y) <b>", "2024. A year", "one\n- two", "snake_case"]
    paragraphs = pa.table({"document_id": ["a"] * 4, "kind": ["paragraph", "paragraph", "verse", "paragraph"],
                           "text": texts})  # fmt: skip
    assert markdown_of(documents, paragraphs).to_pylist() == [
        "\\# 5 \\*stars\\* \\[x\\](y) \\<b>\n\n2024\\. A year\n\none\\\n\\- two\n\nsnake_case"
    ]


def test_quotes_definitions_and_captions() -> None:
    rows = [("quote", 0, "Said\nso"), ("term", 0, "Beck"), ("definition", 0, "A brook."), ("caption", 0, "The brook")]
    assert join_pieces(rows) == "> Said\\\n> so\n\nBeck\n:   A brook.\n\n*The brook*"


def test_paragraphs_of_other_documents_are_left_out_and_documents_without_any_are_empty() -> None:
    paragraphs = pa.table(
        {"document_id": ["b", "a"], "kind": ["paragraph"] * 2, "text": ["B", "A"], "level": [None, 1]}
    )
    assert markdown_of(["a", "c"], paragraphs).to_pylist() == ["A", ""]


def test_items_within_an_item_of_a_text_are_lists_within_it() -> None:
    """In plain text they are lines of its paragraph, standing in."""
    rows = [
        ("list_item", 0, "- Obst\n  - Äpfel\n    - Boskop\n  - Birnen"),
        ("list_item", 0, "- Gemüse\n  (und *mehr*)"),
    ]
    wanted = "- Obst\n    - Äpfel\n        - Boskop\n    - Birnen\n- Gemüse\\\n    (und *mehr*)"
    assert join_pieces(rows) == wanted
