"""Selectors of labels in one text, as Kubernetes' APIs take them in a query."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

Matches = Callable[[Mapping[str, str]], bool]

_KEY = r"(?:[A-Za-z0-9.-]+/)?[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_EQUAL = re.compile(rf"\s*(?P<key>{_KEY})\s*(?P<how>==|=|!=)\s*(?P<value>[A-Za-z0-9._-]*)\s*", re.ASCII)
_IN = re.compile(rf"\s*(?P<key>{_KEY})\s+(?P<how>in|notin)\s*\((?P<values>[^()]*)\)\s*", re.ASCII)
_EXISTS = re.compile(rf"\s*(?P<not>!?)\s*(?P<key>{_KEY})\s*", re.ASCII)
_BETWEEN = re.compile(r",(?![^()]*\))")


def parse_selector(text: str) -> Matches | None:
    """What tells whether labels are selected; None if the text is no selector. An empty one selects all."""
    demands = [_demand(part) for part in _BETWEEN.split(text)] if text.strip() else []
    sound = [demand for demand in demands if demand is not None]
    if len(sound) < len(demands):
        return None
    return lambda labels: all(demand(labels) for demand in sound)


def _demand(text: str) -> Matches | None:
    if match := _IN.fullmatch(text):
        values, key, wanted = {one.strip() for one in match["values"].split(",")}, match["key"], match["how"] == "in"
        return lambda labels: (labels.get(key) in values) is wanted
    if match := _EQUAL.fullmatch(text):
        key, value, equal = match["key"], match["value"], match["how"] != "!="
        return lambda labels: (labels.get(key) == value) is equal
    if match := _EXISTS.fullmatch(text):
        key, there = match["key"], not match["not"]
        return lambda labels: (key in labels) is there
    return None
