"""Placeholders are filled into texts, and put back for their values."""

from tests.conformance.placeholders import Placeholders


def placeholders(**values: str) -> Placeholders:
    made = Placeholders()
    for name, value in values.items():
        made.set(name, value)
    return made


def test_known_names_are_filled_and_all_else_stays() -> None:
    made = placeholders(GIT="http://127.0.0.1:1")
    text = "${GIT}/a.git ${OTHER} ${{ vars.x }} ${% 1 %} $GIT"
    assert made.fill(text) == "http://127.0.0.1:1/a.git ${OTHER} ${{ vars.x }} ${% 1 %} $GIT"


def test_values_become_names_in_texts_and_keys_at_any_depth() -> None:
    made = placeholders(WORK="/w/1", SHA="a" * 40)
    outcome = {"state": {"/w/1/src": ["a" * 40, 1, None, True]}, "message": "in /w/1/x"}
    assert made.restore(outcome) == {"state": {"${WORK}/src": ["${SHA}", 1, None, True]}, "message": "in ${WORK}/x"}


def test_the_longest_value_wins_whatever_came_first() -> None:
    made = placeholders(HTTP_HOST="127.0.0.1:8", HTTP="https://127.0.0.1:8")
    assert made.restore("https://127.0.0.1:8/a http://127.0.0.1:8/b") == "${HTTP}/a http://${HTTP_HOST}/b"


def test_what_was_put_back_is_not_searched_again() -> None:
    assert placeholders(A="xyz", B="A").restore("xyz A") == "${A} ${B}"


def test_of_names_with_one_value_the_first_is_taken() -> None:
    assert placeholders(SHA="c0ffee", TOP="c0ffee").restore("c0ffee") == "${SHA}"


def test_an_empty_value_is_filled_but_never_put_back() -> None:
    made = placeholders(NOTHING="")
    assert made.fill("a${NOTHING}b") == "ab"
    assert made.restore("ab") == "ab"


def test_without_placeholders_everything_stays() -> None:
    assert Placeholders().restore({"a": ["b"]}) == {"a": ["b"]}
