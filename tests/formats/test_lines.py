import pytest

from tranship.errors import Position
from tranship.formats.lines import Lines


@pytest.mark.parametrize(
    ("offset", "line", "column"),
    [(0, 1, 1), (1, 1, 2), (2, 2, 1), (4, 3, 1), (5, 4, 1), (6, 4, 2), (7, 4, 3)],
)
def test_lines_end_with_lf_cr_lf_or_cr(offset: int, line: int, column: int) -> None:
    assert Lines("a.yaml", "a\n\r\n\r日x").position(offset) == Position("a.yaml", line, column)


def test_a_byte_order_mark_takes_no_column() -> None:
    lines = Lines("a.yaml", "\ufeffab\nc")
    assert lines.position(1) == Position("a.yaml", 1, 1)
    assert lines.position(2) == Position("a.yaml", 1, 2)
    assert lines.position(4) == Position("a.yaml", 2, 1)


def test_an_empty_text_has_a_first_place() -> None:
    assert Lines("a.yaml", "").position(0) == Position("a.yaml", 1, 1)


def test_a_line_by_its_number() -> None:
    lines = Lines("a.yaml", "\ufeffone\r\ntwo\rthree\n")
    assert [lines.line(number) for number in range(6)] == ["", "one", "two", "three", "", ""]
