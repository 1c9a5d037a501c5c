"""Errors with the file, line and column of the expression."""

from tranship.errors import ExprError, FieldPath, Position
from tranship.expressions.places import placed
from tranship.models.source import SourceMap


def find(path: FieldPath) -> Position | None:
    return {(): Position("a.yaml", 1, 1), ("steps", 0): Position("a.yaml", 3, 5)}.get(path)


def within(path: FieldPath, offset: int) -> Position | None:
    return Position("a.yaml", 9, 10 + offset) if path == ("steps", 0, "config", "message") else None


SOURCE = SourceMap("a.yaml", find, ("steps", 0), find_within=within)
ERROR = ExprError("no such thing", "x ${{ a.b }}", 8, 9, field=("config", "message"))


def test_the_place_in_the_file_comes_first_then_the_field() -> None:
    assert str(placed(ERROR, SOURCE)) == ("a.yaml:9:18: config.message: no such thing\n  x ${{ a.b }}\n          ^")
    assert placed(ERROR, SOURCE).position == Position("a.yaml", 9, 18)


def test_where_the_place_within_is_not_known_it_is_that_of_what_is_around_it() -> None:
    error = ERROR.within(ERROR.source, field=("config", "other"))
    assert placed(error, SOURCE).position == Position("a.yaml", 3, 5)


def test_another_path_than_the_field_can_be_given() -> None:
    error = ExprError("no such thing", "${{ a }}", 4, 5, field=("vars", "tag"))
    found = placed(error, SOURCE, ("config", "message"))
    assert str(found).startswith("a.yaml:9:14: vars.tag: no such thing\n")


def test_without_a_source_the_error_stays_as_it_is() -> None:
    assert placed(ERROR, None) is ERROR
