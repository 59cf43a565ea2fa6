"""What of a page's structure its blocks keep: tables, lists, headings, programs, definitions."""

from reinschrift.pages import read_fragment


def test_the_cells_of_a_row_may_hold_paragraphs_and_be_empty() -> None:
    html = (
        "<table><tr><th></th><th>2023</th><th>2024</th></tr>"
        "<tr><td><p>Cars</p></td><td></td><td><p>7</p><p>or 8</p></td></tr>"
        "<tr><td colspan=3>All | counted</td></tr></table>"
    )
    assert read_fragment(html.encode())[0].split("\n") == [" | 2023 | 2024", "Cars |  | 7 or 8", "All|counted"]


def test_a_page_that_a_table_lays_out_is_no_table() -> None:
    text = "A long paragraph of the article stands here and goes on. " * 10
    html = f"<table><tr><td><a href=/>Home</a></td><td><p>{text}</p></td></tr></table>"
    assert all(block["kind"] != "table" for block in read_fragment(html.encode())[1])


def test_half_a_row_that_is_none_of_a_table_is_none_either() -> None:
    html = f"<table><tr><td>{'<p>One</p>' * 5}</td><td>{'<p>Two</p>' * 5}</td></tr></table>"
    assert {block["kind"] for block in read_fragment(html.encode())[1]} == {"paragraph"}


def test_a_table_in_a_cell_is_none_of_its_cells() -> None:
    html = "<table><tr><td>Menu</td><td>Left<table><tr><td>a</td><td>1</td></tr></table></td></tr></table>"
    kinds = [block["kind"] for block in read_fragment(html.encode())[1]]
    assert kinds.count("table") == 1


def test_items_have_the_level_of_their_list_and_headings_theirs() -> None:
    html = (
        "<h3>Steps</h3><ol><li>One<ul><li>inside</li><li>b</li><li>c</li><li>d</li><li>e</li></ul></li><li>Two</li></ol>"
        "<p>After.</p>"
    )
    text, blocks = read_fragment(html.encode())
    lines = text.split("\n")
    assert [(lines[block["line"] - 1], block["level"]) for block in blocks] == [
        ("Steps", 3), ("1. One", 1), ("• inside", 2), ("• b", 2), ("• c", 2), ("• d", 2), ("• e", 2), ("2. Two", 1),
        ("After.", None),
    ]  # fmt: skip


def test_a_program_is_one_piece_whatever_its_lines_are_tags_of() -> None:
    html = "<pre><code><div>def f():</div><div>    return 1</div>\n\n<span>f</span>()</code></pre><p>Then.</p>"
    text, blocks = read_fragment(html.encode())
    assert text == "def f():\n    return 1\nf()\n\nThen."
    assert [block["kind"] for block in blocks] == ["code", "paragraph"]


def test_terms_and_their_definitions_have_kinds() -> None:
    html = "<dl><dt>Beck</dt><dd>A brook.</dd><dt>Fen</dt><dd><p>Wet land.</p></dd></dl>"
    kinds = [block["kind"] for block in read_fragment(html.encode())[1]]
    assert kinds == ["term", "definition", "term", "definition"]
