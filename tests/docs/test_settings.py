"""The page of settings names every variable that is read."""

from __future__ import annotations

import inspect
import re

from docs.generate.__main__ import ROOT
from tranship import app
from tranship.lifecycle import git_user


def test_every_variable_is_on_the_page_of_settings() -> None:
    sources = inspect.getsource(app) + inspect.getsource(git_user)
    names = set(re.findall(r'"([A-Z][A-Z_]+_[A-Z_]+)"', sources))
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert sorted(name for name in names if name not in page) == []
