"""Errors for users: their texts, and the places they name."""

import pytest

from tranship.errors import ExprError, FieldPath, InputError, Position, StepError, StepFailed, field_text


@pytest.mark.parametrize(
    ("path", "text"), [((), ""), (("images", 0, "tag"), "images[0].tag"), ((0, "a"), "[0].a"), (("a", 1, 2), "a[1][2]")]
)
def test_field_paths_are_written_as_people_write_them(path: FieldPath, text: str) -> None:
    assert field_text(path) == text


def test_input_errors_begin_with_their_place() -> None:
    error = InputError("no such Stage", Position("stages.yaml", 3, 5))
    assert str(error) == "stages.yaml:3:5: no such Stage"
    assert error.message == "no such Stage"


def test_steps_fail_or_err() -> None:
    assert StepError("x").status == "Errored"
    assert StepFailed("x").status == "Failed"


def test_an_error_of_an_expression_marks_the_place() -> None:
    assert str(ExprError("there is no such name", "a + bc", 4, 6)) == (
        "1:5: there is no such name\n"
        "  a + bc\n"
        "      ^^"
    )  # fmt: skip


def test_of_several_lines_the_right_one_is_shown() -> None:
    error = ExprError("there is no such name", "a +\n\tbc +\nd", 5, 7)
    assert (error.line, error.column) == (2, 2)
    assert str(error) == "2:2: there is no such name\n   bc +\n   ^^"


def test_of_a_long_line_only_what_is_around_the_place_is_shown() -> None:
    _, line, carets = str(ExprError("wrong", "a" * 80 + "HERE" + "b" * 80, 80, 84)).splitlines()
    assert line == "  …" + "a" * 50 + "HERE" + "b" * 46 + "…"
    assert line[carets.index("^") : carets.index("^") + 4] == "HERE"


def test_a_place_outside_of_the_source_is_cut_to_it() -> None:
    error = ExprError("it ends too soon", "a +", 9)
    assert (error.start, error.end) == (3, 3)


def test_without_a_source_there_is_only_the_message() -> None:
    assert str(ExprError("wrong")) == "wrong"
    assert str(ExprError("wrong", field=("config", "a"))) == "config.a: wrong"


def test_an_expression_in_a_text_has_its_place_in_there_and_names_the_field() -> None:
    error = ExprError("there is no such name", "a + bc", 4, 6).within("x ${{ a + bc }}", 6, ("config", "tags", 0))
    assert str(error) == (
        "config.tags[0]: there is no such name\n"
        "  x ${{ a + bc }}\n"
        "            ^^"
    )  # fmt: skip


def test_in_a_field_of_several_lines_the_line_is_named_too() -> None:
    error = ExprError("wrong", "b", 0, 1).within("a\n${{b}}", 5, ("config",))
    assert str(error).startswith("config: 2:4: wrong\n")


def test_the_place_in_a_file_comes_first() -> None:
    error = ExprError("wrong", "a", 0, 1, field=("if",)).at(Position("stages.yaml", 33, 18))
    assert str(error) == "stages.yaml:33:18: if: wrong\n  a\n  ^"
