"""Built-in functions on texts. Positions count bytes, as in Go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from tranship.exprlang.access import to_int
from tranship.exprlang.arithmetic import a
from tranship.exprlang.budget import Budget
from tranship.exprlang.faults import Fault, NotKnown
from tranship.exprlang.lexer import SPACES
from tranship.exprlang.signatures import BuiltinFunction
from tranship.exprlang.text import canonical, ends_with, from_bytes, lower, starts_with, to_bytes, upper
from tranship.exprlang.types import ARRAY, BOOL, INT, STRING, STRINGS
from tranship.exprlang.values import NIL_STRINGS, Sort, Strings, array_class, kind_of

_MOST_REPEATS: Final = 1_000_000


def string_of(value: Any, name: str) -> str:
    """An argument that must be a text.

    :raises Fault: it is none.
    """
    if type(value) is str:
        return value
    if kind_of(value) is Sort.STRING:
        return str(value)
    raise Fault(f"{name}() takes a string here, not {a(value)}")


def _plain(*texts: str) -> bool:
    """Whether characters are bytes in all of these."""
    return all(text.isascii() for text in texts)


def _trim(budget: Budget, value: Any, *characters: Any) -> str:
    text = string_of(value, "trim")
    budget.write(len(text))
    if not characters:
        return text.strip(SPACES)
    cut = string_of(characters[0], "trim")
    if not cut.isascii() and any(char == "\ufffd" or "\ud800" <= char <= "\udfff" for char in cut):
        # All bytes that are no characters are the same one to Go.
        cut += "\ufffd" + "".join(map(chr, range(0xDC80, 0xDD00)))
    return text.strip(cut)


def _trim_prefix(budget: Budget, value: Any, *prefix: Any) -> str:
    part = string_of(prefix[0], "trimPrefix") if prefix else " "
    text = string_of(value, "trimPrefix")
    budget.write(len(text))
    if not starts_with(text, part):
        return text
    return text[len(part) :] if _plain(text, part) else from_bytes(to_bytes(text)[len(to_bytes(part)) :])


def _trim_suffix(budget: Budget, value: Any, *suffix: Any) -> str:
    part = string_of(suffix[0], "trimSuffix") if suffix else " "
    text = string_of(value, "trimSuffix")
    budget.write(len(text))
    if not part or not ends_with(text, part):
        return text
    return text[: -len(part)] if _plain(text, part) else from_bytes(to_bytes(text)[: -len(to_bytes(part))])


def _upper(budget: Budget, value: Any) -> str:
    text = string_of(value, "upper")
    budget.write(len(text))
    return upper(text)


def _lower(budget: Budget, value: Any) -> str:
    text = string_of(value, "lower")
    budget.write(len(text))
    return lower(text)


def _split(budget: Budget, value: Any, separator: Any, *limit: Any) -> Sequence[str]:
    return _pieces(budget, string_of(value, "split"), string_of(separator, "split"), limit, keep=False)


def _split_after(budget: Budget, value: Any, separator: Any, *limit: Any) -> Sequence[str]:
    return _pieces(budget, string_of(value, "splitAfter"), string_of(separator, "splitAfter"), limit, keep=True)


def _pieces(budget: Budget, text: str, separator: str, limit: tuple[Any, ...], *, keep: bool) -> Sequence[str]:
    most = to_int(limit[0]) if limit else -1
    if most == 0:
        return NIL_STRINGS
    budget.write(len(text))
    if not separator:
        budget.spend(len(text))
        if most < 0 or most >= len(text):
            return Strings(text)
        return Strings([*text[: most - 1], canonical(text[most - 1 :])])
    # Texts with bytes that are no characters are cut as bytes; others give the same as characters.
    cuts = min(most, len(text) + 1) - 1 if most > 0 else -1
    if "\udc80" <= max(separator) <= "\udcff" or "\udc80" <= max(text, default="") <= "\udcff":
        pieces = [from_bytes(piece) for piece in to_bytes(text).split(to_bytes(separator), cuts)]
    else:
        pieces = text.split(separator, cuts)
    budget.spend(len(pieces))
    if keep:
        pieces = [piece + separator for piece in pieces[:-1]] + pieces[-1:]
    return Strings(pieces)


def _replace(budget: Budget, value: Any, old: Any, new: Any, *limit: Any) -> str:
    text, part, other = (string_of(argument, "replace") for argument in (value, old, new))
    most = to_int(limit[0]) if limit else -1
    if part.isascii() and text.isascii() and other.isascii():
        found = len(text) + 1 if not part else text.count(part)
        found = min(found, most) if most >= 0 else found
        budget.write(len(text) + found * max(0, len(other) - len(part)))
        return text.replace(part, other, found)
    data, old_data, new_data = to_bytes(text), to_bytes(part), to_bytes(other)
    found = len(text) + 1 if not part else data.count(old_data)
    found = min(found, most) if most >= 0 else found
    budget.write(len(data) + found * max(0, len(new_data) - len(old_data)))
    if not part:
        # Between characters, not between bytes.
        return canonical(text.replace("", other, found))
    return from_bytes(data.replace(old_data, new_data, found))


def _repeat(budget: Budget, value: Any, count: Any) -> str:
    text = string_of(value, "repeat")
    times = to_int(count)
    if times < 0:
        raise Fault("repeat() needs a count of 0 or more")
    if times > _MOST_REPEATS:
        raise Fault(f"repeat() makes at most {_MOST_REPEATS:,} copies")
    budget.make(len(to_bytes(text)) * times)
    return canonical(text * times)


def _join(budget: Budget, items: Any, *glue: Any) -> str:
    between = string_of(glue[0], "join") if glue else ""
    if kind_of(items) is not Sort.ARRAY:
        raise Fault(f"join() takes an array of strings, not {a(items)}")
    for item in items:
        if type(item) is not str and kind_of(item) is not Sort.STRING:
            if kind_of(item) is Sort.UNKNOWN:
                raise NotKnown(item)
            raise Fault(f"join() takes an array of strings, but there is {a(item)} in it; string() makes texts")
    if array_class(items) not in (list, Strings):
        raise Fault("join() takes an array of strings, not of something else, even if it is empty")
    budget.spend(len(items))
    budget.write(sum(map(len, items)) + len(between) * max(0, len(items) - 1))
    return canonical(between.join(items))


def _index_of(budget: Budget, value: Any, part: Any) -> int:
    text, wanted = string_of(value, "indexOf"), string_of(part, "indexOf")
    budget.read(len(text))
    return text.find(wanted) if _plain(text, wanted) else to_bytes(text).find(to_bytes(wanted))


def _last_index_of(budget: Budget, value: Any, part: Any) -> int:
    text, wanted = string_of(value, "lastIndexOf"), string_of(part, "lastIndexOf")
    budget.read(len(text))
    return text.rfind(wanted) if _plain(text, wanted) else to_bytes(text).rfind(to_bytes(wanted))


def _has_prefix(budget: Budget, value: Any, part: Any) -> bool:
    text, wanted = string_of(value, "hasPrefix"), string_of(part, "hasPrefix")
    budget.read(len(wanted))
    return starts_with(text, wanted)


def _has_suffix(budget: Budget, value: Any, part: Any) -> bool:
    text, wanted = string_of(value, "hasSuffix"), string_of(part, "hasSuffix")
    budget.read(len(wanted))
    return ends_with(text, wanted)


STRING_FUNCTIONS: Final = (
    BuiltinFunction("trim", _trim, (STRING, STRING), optional=1, result=STRING),
    BuiltinFunction("trimPrefix", _trim_prefix, (STRING, STRING), optional=1, result=STRING),
    BuiltinFunction("trimSuffix", _trim_suffix, (STRING, STRING), optional=1, result=STRING),
    BuiltinFunction("upper", _upper, (STRING,), result=STRING),
    BuiltinFunction("lower", _lower, (STRING,), result=STRING),
    BuiltinFunction("split", _split, (STRING, STRING, INT), optional=1, result=STRINGS),
    BuiltinFunction("splitAfter", _split_after, (STRING, STRING, INT), optional=1, result=STRINGS),
    BuiltinFunction("replace", _replace, (STRING, STRING, STRING, INT), optional=1, result=STRING),
    BuiltinFunction("repeat", _repeat, (STRING, INT), result=STRING),
    BuiltinFunction("join", _join, ((ARRAY, STRINGS), STRING), optional=1, result=STRING),
    BuiltinFunction("indexOf", _index_of, (STRING, STRING), result=INT),
    BuiltinFunction("lastIndexOf", _last_index_of, (STRING, STRING), result=INT),
    BuiltinFunction("hasPrefix", _has_prefix, (STRING, STRING), result=BOOL),
    BuiltinFunction("hasSuffix", _has_suffix, (STRING, STRING), result=BOOL),
)
"""The functions on texts."""
