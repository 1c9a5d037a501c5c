"""semverParse() and semverDiff()."""

from typing import Any

import pytest

from tests.expressions.sources import evaluate, sources
from tranship.errors import ExprError


def value(expression: str, **env: Any) -> Any:
    return evaluate(f"${{{{ {expression} }}}}", sources(), **env)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("semverParse('v1.2')", "1.2.0"),
        ("semverParse('v1.2.3-rc.1+b5').Major()", 1.0),
        ("semverParse('v1.2.3-rc.1+b5').Prerelease()", "rc.1"),
        ("semverParse('v1.2.3-rc.1+b5').Metadata()", "b5"),
        ("semverParse('v1.2.3').Original()", "v1.2.3"),
        ("semverParse('1.2.3-rc.1+b5').IncPatch().String()", "1.2.3"),
        ("semverParse('1.2.3').IncMajor().IncMinor().IncPatch().String()", "2.1.1"),
        ("semverParse('1.2.3').SetPrerelease('rc').SetMetadata('b').String()", "1.2.3-rc+b"),
        ("semverParse('1.10.0').GreaterThan(semverParse('1.9.0'))", True),
        ("semverParse('1.2.3-rc').LessThan(semverParse('1.2.3'))", True),
        ("semverParse('1.2.3').LessThanEqual(semverParse('1.2.2'))", False),
        ("semverParse('1.2.3').GreaterThanEqual(semverParse('1.2.3'))", True),
        ("semverParse('1.2.3').Equal(semverParse('v1.2.3'))", True),
        ("semverParse('1.2.3').Compare(semverParse('1.2.4'))", -1.0),
        ("semverParse('1.2.3') == semverParse('1.2.3')", True),
        ("semverParse('1.2.3') == semverParse('1.2.4')", False),
        ("semverParse('1.2.3').Minor() + 1", 3.0),
        ("string(semverParse('1.2'))", "1.2.0"),
        ("string(semverParse('1.2').MarshalJSON())", "[34 49 46 50 46 48 34]"),
        ("semverParse('1.2').MarshalText() == b'1.2.0'", True),
        ("semverParse('1.2').Value()", "1.2.0"),
        ("asYAML([semverParse('1.2')])", "- 1.2.0\n"),
    ],
)
def test_versions_have_the_methods_of_go(expression: str, expected: Any) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ("1.2.3", "v2.2.3", "Major"),
        ("1.2.3", "1.3.0", "Minor"),
        ("1.2.3", "1.2.4", "Patch"),
        ("1.2.3+a", "1.2.3+b", "Metadata"),
        ("v1", "1.0.0", "None"),
        ("1.2.3-rc.1", "1.2.3", "None"),
        ("main", "1.2.3", "Incomparable"),
        ("1.2.3", "", "Incomparable"),
    ],
)
def test_the_first_difference_is_named_and_prereleases_do_not_count(one: str, other: str, difference: str) -> None:
    assert value("semverDiff(old, new)", old=one, new=other) == difference


def test_what_is_no_version_is_an_error_without_its_text() -> None:
    with pytest.raises(ExprError) as caught:
        value("semverParse(tag).Major()", tag="latest")
    assert caught.value.message == "semverParse() can't use the text: it is no semantic version such as 1.2.3"
    assert "latest" not in str(caught.value)


@pytest.mark.parametrize(
    "expression",
    [
        "semverParse()",
        "semverParse(1)",
        "semverParse(nil)",
        "semverDiff('1.2.3')",
        "semverDiff(1, 2)",
        "semverParse('1.2.3').major()",
        "semverParse('1.2.3').Major",
        "semverParse('1.2.3') < semverParse('1.2.4')",
        "semverParse('1.2.3').LessThan('1.2.4')",
        "semverParse('1.2.3').SetPrerelease('a_b')",
    ],
)
def test_wrong_use_is_an_error(expression: str) -> None:
    with pytest.raises(ExprError):
        value(expression)


def test_nil_is_no_version_to_compare_with() -> None:
    with pytest.raises(ExprError) as caught:
        value("semverParse('1.2.3').Compare(other)", other=None)
    assert caught.value.message == "Compare() needs a version, not nil"


def test_a_version_made_of_another_one_can_not_be_compared_as_in_go() -> None:
    with pytest.raises(ExprError):
        value("semverParse('1.2.3').IncMinor().LessThan(semverParse('1.2.4'))")
