"""How values are printed."""

import pytest

from tests.exprlang.evaluation import message, run


@pytest.mark.parametrize("function", ["toJSON", "string"])
def test_what_grows_with_each_use_of_itself_is_not_printed_forever(function: str) -> None:
    assert message(f"{function}(reduce(1..60, [#acc, #acc], 'ab'))") == "the expression takes too long"


def test_large_arrays_are_printed() -> None:
    assert run("toJSON(1..99999) == '[\\n  ' + join(map(1..99999, string(#)), ',\\n  ') + '\\n]'")
    assert run("string(map(1..9999, {{a: #}})) startsWith '[map[a:1] map[a:2]'")
