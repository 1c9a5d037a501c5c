from tranship.errors import FieldPath, Position
from tranship.models.source import SourceMap

PLACES: dict[FieldPath, Position] = {
    (): Position("a.yaml", 1, 1),
    ("spec",): Position("a.yaml", 2, 1),
    ("spec", "steps", 0): Position("a.yaml", 4, 3),
}
SOURCE = SourceMap("a.yaml", PLACES.get)


def test_the_place_of_a_value_is_found() -> None:
    assert SOURCE.locate(("spec", "steps", 0)) == Position("a.yaml", 4, 3)


def test_a_value_without_a_place_has_that_of_its_nearest_parent() -> None:
    assert SOURCE.locate(("spec", "steps", 0, "config", "path")) == Position("a.yaml", 4, 3)
    assert SOURCE.locate(("spec", "vars")) == Position("a.yaml", 2, 1)
    assert SOURCE.locate(("status",)) == Position("a.yaml", 1, 1)


def test_a_part_knows_the_places_below_it() -> None:
    step = SOURCE.below(("spec", "steps", 0))
    assert step.locate() == Position("a.yaml", 4, 3)
    assert step.below(("config",)).locate(("x",)) == Position("a.yaml", 4, 3)


def test_the_place_of_a_key_is_that_of_its_value_where_nobody_knows_better() -> None:
    keys: dict[FieldPath, Position] = {("spec", "steps"): Position("a.yaml", 3, 3)}
    known = SourceMap("a.yaml", PLACES.get, ("spec",), find_key=keys.get)
    assert known.locate_key(("steps",)) == Position("a.yaml", 3, 3)
    assert known.locate_key(("vars",)) == Position("a.yaml", 2, 1)
    assert SOURCE.locate_key(("spec", "steps", 0)) == Position("a.yaml", 4, 3)


def test_a_character_of_a_text_has_a_place_of_its_own() -> None:
    def find_within(path: FieldPath, offset: int) -> Position | None:
        return Position("a.yaml", 9, offset + 1) if path == ("spec", "steps", 0, "if") else None

    known = SourceMap("a.yaml", PLACES.get, ("spec", "steps", 0), find_within=find_within)
    assert known.locate_within(("if",), 7) == Position("a.yaml", 9, 8)
    assert known.below(("if",)).locate_within((), 7) == Position("a.yaml", 9, 8)
    assert known.locate_within(("as",), 7) == Position("a.yaml", 4, 3)
    assert SOURCE.locate_within(("spec",), 7) == Position("a.yaml", 2, 1)


def test_a_file_without_any_places_is_named_at_its_beginning() -> None:
    assert SourceMap("b.yaml", lambda _path: None).locate(("spec",)) == Position("b.yaml", 1, 1)
