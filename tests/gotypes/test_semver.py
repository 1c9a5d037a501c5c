import pytest
from hypothesis import given
from hypothesis import strategies as st

from tranship.gotypes.semver import Version


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("1.2.3", "1.2.3"),
        ("v1.2", "1.2.0"),
        ("1", "1.0.0"),
        ("01.02.3", "1.2.3"),
        ("1.2.3-rc.1+build.5", "1.2.3-rc.1+build.5"),
        ("1-rc", "1.0.0-rc"),
        ("1.2.3--", "1.2.3--"),
        ("0" * 5000 + "1", "1.0.0"),
    ],
)
def test_versions_are_read_leniently(text: str, full: str) -> None:
    version = Version.parse(text)
    assert str(version) == full
    assert version.original == text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no semantic version"),
        ("latest", "no semantic version"),
        ("V1.2.3", "no semantic version"),
        ("1.2.3.4", "no semantic version"),
        (" 1.2.3", "no semantic version"),
        ("1.2.3-", "no semantic version"),
        ("1.2.3+", "no semantic version"),
        ("1.2.3-01", "no leading zero"),
        ("1.2.3-rc.007", "no leading zero"),
        ("99999999999999999999.0.0", "too large"),
        ("9" * 5000, "too large"),
    ],
)
def test_what_is_no_version(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Version.parse(text)


def test_the_next_versions() -> None:
    version = Version.parse("v1.2.3-rc.1+b5")

    assert (str(version.next_major()), str(version.next_minor()), str(version.next_patch())) == (
        "2.0.0",
        "1.3.0",
        "1.2.3",
    )
    assert str(Version.parse("1.2.3").next_patch()) == "1.2.4"
    assert version.next_major().original == "v2.0.0"


def test_prerelease_and_metadata_can_be_changed() -> None:
    version = Version.parse("1.2.3-rc.1+b5")

    assert str(version.with_prerelease("beta")) == "1.2.3-beta+b5"
    assert str(version.with_prerelease("").with_metadata("")) == "1.2.3"
    with pytest.raises(ValueError, match="no leading zero"):
        version.with_prerelease("01")
    with pytest.raises(ValueError, match="letters, digits, hyphens"):
        version.with_metadata("a_b")


def test_versions_are_ordered_by_their_numbers_then_by_prerelease() -> None:
    ordered = ["0.9.9", "1.2.3-1", "1.2.3-2", "1.2.3-10", "1.2.3-alpha", "1.2.3-alpha.1", "1.2.3-rc", "1.2.3", "1.10.0"]
    versions = [Version.parse(text) for text in ordered]

    for index, version in enumerate(versions):
        assert [version.compare(other) for other in versions] == [
            (index > place) - (index < place) for place in range(len(versions))
        ]


def test_numbers_of_a_prerelease_beyond_64_bits_are_words() -> None:
    long = Version.parse("1.0.0-" + "9" * 5000)
    assert long.compare(Version.parse("1.0.0-" + "8" * 5001)) == 1
    assert long.compare(Version.parse("1.0.0-1")) == 1


def test_metadata_does_not_count_for_the_order() -> None:
    assert Version.parse("1.2.3+a").compare(Version.parse("v1.2.3+b")) == 0


@given(st.integers(0, 2**64 - 1), st.integers(0, 99), st.integers(0, 99), st.sampled_from(["", "rc.1", "0", "x-y.z"]))
def test_a_version_reads_back_from_its_full_form(major: int, minor: int, patch: int, prerelease: str) -> None:
    version = Version(major, minor, patch, prerelease)
    read = Version.parse(str(version))
    assert read.compare(version) == 0
    assert str(read) == str(version)
