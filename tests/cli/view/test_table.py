from __future__ import annotations

import pytest

from tranship.cli.view.table import print_table


def test_columns_are_as_wide_as_their_widest_cell(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("NAME", "STAGE"), [("a-long-name", "test"), ("b", "")])
    assert capsys.readouterr().out == "NAME         STAGE\na-long-name  test\nb\n"


def test_wide_letters_take_two_cells(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("NAME", "STAGE"), [("試験", "a"), ("abcd", "b")])
    assert capsys.readouterr().out == "NAME  STAGE\n試験  a\nabcd  b\n"
