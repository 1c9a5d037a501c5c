from __future__ import annotations

from tranship.models.base import read_model
from tranship.testing.format import laid_over
from tranship.testing.given import Given


def test_maps_are_laid_over_key_by_key_lists_appended_and_all_else_replaced() -> None:
    base = read_model(
        Given,
        {
            "stage": "prod",
            "actor": "me",
            "vars": {"a": "1", "b": "1"},
            "repositories": {"u": {"branches": {"x": {"files": {"f": "1", "g": "1"}}}}},
            "http": {"GET https://a.b/": {"status": 200, "body": "x"}},
            "events": [{"merge": {}}],
        },
    )
    top = read_model(
        Given,
        {
            "actor": "you",
            "vars": {"b": "2"},
            "repositories": {"u": {"branches": {"x": {"files": {"g": "2"}}}}, "v": {}},
            "http": {"GET https://a.b/": 404},
            "events": [{"close": {}}],
        },
    )
    laid = laid_over(base, top)
    assert (laid.stage, laid.actor, laid.vars) == ("prod", "you", {"a": "1", "b": "2"})
    assert laid.repositories["u"].branches["x"].files == {"f": "1", "g": "2"}
    assert laid.repositories.keys() == {"u", "v"}
    assert laid.http == {"GET https://a.b/": 404}
    assert [one.merge is not None for one in laid.events] == [True, False]
    assert base.vars == {"a": "1", "b": "1"}
