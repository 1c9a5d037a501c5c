import pytest

from tranship.formats.yaml_order import natural_order


@pytest.mark.parametrize(
    "ordered",
    [
        ["a1b2", "a1b10", "a9", "a10"],
        ["-x", "_x", "0", "9", "10", "A", "B", "a", "b"],
        ["Item3", "item-1", "item-2", "item-10", "item1"],
        ["", "a", "ab"],
        ["v1", "v01", "v2", "v100", "v101"],
        ["1a", "1-a", "a-1", "aa"],
        ["ключ", "日"],
        [False, 0, 0.0, True, 1, 1.0, 1.5, None, "", "1"],
    ],
)
def test_numbers_in_texts_count_by_their_value_and_letters_come_last(ordered: list[object]) -> None:
    shuffled = [*ordered[1::2], *ordered[::2]]
    assert sorted(shuffled, key=natural_order) == ordered
