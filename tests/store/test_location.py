from pathlib import Path

import pytest

from tranship.store.location import default_path


@pytest.mark.parametrize(
    ("environ", "path"),
    [
        ({"XDG_STATE_HOME": "/state", "HOME": "/home/u"}, "/state/tranship/tranship.db"),
        ({"HOME": "/home/u"}, "/home/u/.local/state/tranship/tranship.db"),
        ({"XDG_STATE_HOME": "", "HOME": "/home/u"}, "/home/u/.local/state/tranship/tranship.db"),
        ({"XDG_STATE_HOME": "relative", "HOME": "/home/u"}, "/home/u/.local/state/tranship/tranship.db"),
    ],
)
def test_the_store_stands_where_state_belongs(environ: dict[str, str], path: str) -> None:
    assert default_path(environ) == Path(path)


def test_without_a_home_in_the_environment_the_systems_is_taken() -> None:
    assert default_path({}) == Path.home() / ".local/state/tranship/tranship.db"
