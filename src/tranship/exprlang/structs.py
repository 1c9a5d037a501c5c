"""Structs: values with named fields and methods, and values that can't be known yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tranship.exprlang.functions import Function


@dataclass(frozen=True)
class Unknown:
    """A value that can not be known yet; ``reason`` says when it will be, such as "known after git-push".

    It goes through every operator and function: what depends on it is Unknown too. Of two, the first one stays.
    ``text`` is how it is shown, if it is a longer text of which only a part is not known.
    """

    reason: str = ""
    text: str = field(default="", compare=False)

    @property
    def words(self) -> str:
        """What people see in its place, such as ``(known after git-push)``."""
        return self.text or f"({self.reason or 'not known yet'})"


@dataclass(frozen=True, eq=False)
class Struct:
    """A value with named fields. Another name is an error, where a map would give nil.

    :param type_name: what messages and ``type()`` call it.
    :param fields: values by field name, in the order in which they print.
    :param methods: what can be called on it: functions that get the struct and then the arguments. It is best a
        constant that all structs of a type share.
    :param json: its form in JSON and YAML; None means the fields under their names.
    :param text: what ``string()`` makes of it; None means its fields' values in braces.
    :param value: what its methods work with, if that is more than the fields. It counts when structs are compared.
    """

    type_name: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    methods: Mapping[str, Function] = field(default_factory=dict)
    json: Any = None
    text: str | None = None
    value: Any = None
