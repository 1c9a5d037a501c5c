"""State: what steps have put out, by alias. Snapshots of it share everything and cost nothing."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn, Self

from tranship.gotypes.json_text import encode

ALIAS_SEPARATOR = "::"
"""Between a task step's alias and the alias of a step within the task."""


def task_namespace(alias: str) -> str:
    """The task that a step's alias belongs to, empty if none. An alias with exactly one ``::`` belongs to a task."""
    parts = alias.split(ALIAS_SEPARATOR)
    return parts[0] if len(parts) == 2 else ""


def _refuse(*_args: object, **_kwargs: object) -> NoReturn:
    raise TypeError("outputs of earlier steps are read-only; copy what you want to change")


class FrozenDict(dict[str, Any]):
    """A dict that can't be changed any more."""

    __slots__ = ()
    __setitem__ = __delitem__ = __ior__ = _refuse
    update = setdefault = pop = popitem = clear = _refuse

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Any]:
        return {key: copy.deepcopy(value, memo) for key, value in self.items()}

    def __reduce__(self) -> tuple[Any, ...]:
        return (FrozenDict, (dict(self),))


class FrozenList(list[Any]):
    """A list that can't be changed any more."""

    __slots__ = ()
    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = extend = insert = pop = remove = clear = sort = reverse = _refuse

    def __deepcopy__(self, memo: dict[int, Any]) -> list[Any]:
        return [copy.deepcopy(value, memo) for value in self]

    def __reduce__(self) -> tuple[Any, ...]:
        return (FrozenList, (list(self),))


def freeze(value: Any) -> Any:
    """A JSON-like value with all its maps and lists read-only. What is frozen already is taken as it is."""
    if isinstance(value, FrozenDict | FrozenList):
        return value
    if isinstance(value, Mapping):
        return FrozenDict({key: freeze(item) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return FrozenList([freeze(item) for item in value])
    return value


_MISSING = object()


class State(Mapping[str, Any]):
    """The outputs of a promotion's steps, by alias.

    Values are frozen when they are set. :meth:`snapshot` is the state as it is now and stays so whatever is set
    later: all snapshots share one history, in which each alias keeps its values with the moment they were set.
    Nothing is copied or scanned for each step, so a promotion costs in proportion to its number of steps.
    """

    __slots__ = ("_by_task", "_history", "_now", "_readonly")

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        self._history: dict[str, list[tuple[int, Any]]] = {}
        self._by_task: dict[str, list[str]] = {}
        self._now = 0
        self._readonly = False
        for key, value in (values or {}).items():
            self.set(key, value)

    def set(self, key: str, value: Any) -> None:
        """Store the output of the step ``key``, in place of an earlier one."""
        if self._readonly:
            _refuse()
        self._now += 1
        versions = self._history.get(key)
        if versions is None:
            self._history[key] = [(self._now, freeze(value))]
            if namespace := task_namespace(key):
                self._by_task.setdefault(namespace, []).append(key)
        else:
            versions.append((self._now, freeze(value)))

    def get(self, key: str, default: Any = None) -> Any:
        """The output stored under ``key``, or ``default``."""
        value = self._find(key)
        return default if value is _MISSING else value

    def snapshot(self) -> State:
        """This state as it is now, read-only, at no cost."""
        view = State.__new__(State)
        view._history, view._by_task = self._history, self._by_task
        view._now, view._readonly = self._now, True
        return view

    def task_outputs(self, alias: str) -> TaskOutputs | None:
        """The outputs of the task that ``alias`` belongs to, None outside of tasks."""
        namespace = task_namespace(alias)
        return TaskOutputs(self, namespace) if namespace else None

    def deep_copy(self) -> State:
        """A state of its own with the same values."""
        return State(self)

    def to_json(self) -> str:
        """JSON text with sorted keys, as Go prints it; empty for an empty state."""
        return encode(dict(self)) if len(self) else ""

    def __getitem__(self, key: str) -> Any:
        value = self._find(key)
        if value is _MISSING:
            raise KeyError(key)
        return value

    def __contains__(self, key: object) -> bool:
        return self._find(key) is not _MISSING

    def __iter__(self) -> Iterator[str]:
        return (key for key, versions in list(self._history.items()) if versions[0][0] <= self._now)

    def __len__(self) -> int:
        return len(self._history) if not self._readonly else sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"State({', '.join(self)})"

    def __copy__(self) -> State:
        return self.snapshot()

    def __deepcopy__(self, _memo: dict[int, Any]) -> Self:
        return self.deep_copy()  # type: ignore[return-value]

    def _find(self, key: object) -> Any:
        versions = self._history.get(key)  # type: ignore[call-overload]
        if versions is None:
            return _MISSING
        for moment, value in reversed(versions):
            if moment <= self._now:
                return value
        return _MISSING


class TaskOutputs(Mapping[str, Any]):
    """The outputs of one task's steps by the names they have within the task; a view on the whole state."""

    __slots__ = ("_namespace", "_state")

    def __init__(self, state: State, namespace: str) -> None:
        self._state = state
        self._namespace = namespace

    def __getitem__(self, name: str) -> Any:
        key = f"{self._namespace}{ALIAS_SEPARATOR}{name}"
        if ALIAS_SEPARATOR in name and task_namespace(key) != self._namespace:
            raise KeyError(name)
        return self._state[key]

    def __iter__(self) -> Iterator[str]:
        start = len(self._namespace) + len(ALIAS_SEPARATOR)
        return (key[start:] for key in list(self._state._by_task.get(self._namespace, ())) if key in self._state)

    def __len__(self) -> int:
        return sum(1 for _ in self)
