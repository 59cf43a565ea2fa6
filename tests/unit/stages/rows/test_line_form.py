"""What a physical line measures: its first word, where no space says how long that is."""

from __future__ import annotations

import numpy as np
import pytest

from reinschrift.stages.rows.line_form import FIRST_WORD, measure_lines


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        ("แม่น้ำใหญ่ไหลผ่านหมู่บ้านของเราในทุกเช้า", 8),
        ("ဒီရွာမှာမြစ်ကြီးတစ်စင်းစီးဆင်းနေပါသည်", 8),
        ("Überschwemmungen sind hier selten.", 16),
        ("大きな川が村のそばを流れている。", 4),
    ],
    ids=["Thai", "Burmese", "German", "Japanese"],
)
def test_the_first_word_of_a_line_without_spaces_has_eight_columns(line: str, columns: int) -> None:
    """In Thai, Lao, Burmese and Khmer nothing parts words. Of ideographs two are a word, and others end at a space."""
    data = np.frombuffer(line.encode(), np.uint8)
    assert measure_lines(np.array([0, len(data)], np.int32), data)[0, FIRST_WORD] == columns
