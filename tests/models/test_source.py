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


def test_a_file_without_any_places_is_named_at_its_beginning() -> None:
    assert SourceMap("b.yaml", lambda _path: None).locate(("spec",)) == Position("b.yaml", 1, 1)
