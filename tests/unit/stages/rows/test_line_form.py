"""What a physical line measures: its first word, where no space says how long that is."""

from __future__ import annotations

import numpy as np
import pytest

from reinschrift.stages.rows.line_form import FIRST_POINTS, FIRST_WORD, measure_lines


@pytest.mark.parametrize(
    ("line", "columns", "points"),
    [
        ("แม่น้ำใหญ่ไหลผ่านหมู่บ้านของเราในทุกเช้า", 8, 12),
        ("ဒီရွာမှာမြစ်ကြီးတစ်စင်းစီးဆင်းနေပါသည်", 8, 12),
        ("Überschwemmungen sind hier selten.", 16, 16),
        ("大きな川が村のそばを流れている。", 4, 2),
    ],
    ids=["Thai", "Burmese", "German", "Japanese"],
)
def test_the_first_word_of_a_line_without_spaces_has_eight_columns(line: str, columns: int, points: int) -> None:
    """In Thai, Lao, Burmese and Khmer nothing parts words. Of ideographs two are a word, and others end at a space.

    Programs that count code points count the marks on letters, too.
    """
    data = np.frombuffer(line.encode(), np.uint8)
    row = measure_lines(np.array([0, len(data)], np.int32), data)[0]
    assert (row[FIRST_WORD], row[FIRST_POINTS]) == (columns, points)
