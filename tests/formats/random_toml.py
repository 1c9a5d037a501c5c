"""Random TOML texts, with comments, odd spacing and every kind of value and table."""

from __future__ import annotations

import tomllib

from hypothesis import assume
from hypothesis import strategies as st

NAMES = st.sampled_from(["a", "b", "x-y", '"d.e"', "'q k'", '"\\u00e9"', "1", '""'])
SCALARS = st.sampled_from(
    [
        *("1", "-2.50", "0x1F", "1e6", "inf", "-nan", "+0.0", "1_000", "true"),
        *("'lit # no'", '"bas\\tq\\" ]"', '"""m\nl"""', "'''raw\n'''", '"""q"""""', "''", '""'),
        *("2026-01-31", "2026-01-31 10:20:30Z", "10:20:30.5", "2026-01-31T10:20:30"),
    ]
)
SPACES = st.sampled_from(["", "", " ", "\t", "  "])
COMMENTS = st.sampled_from(["", "", "", " # a = 1", "#[x]"])


GAPS = st.sampled_from(["", " ", "\n  ", " # , ]\n"])


@st.composite
def arrays(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    items = draw(st.lists(inner, max_size=3))
    text = ",".join(f"{draw(GAPS)}{item}{draw(GAPS)}" for item in items)
    comma = draw(st.sampled_from(["", ","])) if items else ""
    return f"[{text}{comma}{draw(GAPS)}]"


@st.composite
def inline_tables(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    names = draw(st.lists(NAMES, max_size=3, unique=True))
    entries = [f"{draw(SPACES)}{name}{draw(SPACES)}={draw(SPACES)}{draw(inner)}" for name in names]
    return "{" + ",".join(entries) + draw(SPACES) + "}"


VALUES = st.recursive(SCALARS, lambda inner: arrays(inner) | inline_tables(inner), max_leaves=4)


@st.composite
def _entries(draw: st.DrawFn) -> list[str]:
    lines = []
    for name in draw(st.lists(NAMES, max_size=3, unique=True)):
        key = draw(st.sampled_from([name, name, f"m.{name}", f"n . {name}"]))
        lines.append(f"{draw(SPACES)}{key}{draw(SPACES)}={draw(SPACES)}{draw(VALUES)}{draw(COMMENTS)}")
    return lines


@st.composite
def _sections(draw: st.DrawFn) -> list[str]:
    names = draw(st.lists(st.sampled_from(["t", "u", "'v w'"]), min_size=1, max_size=3))
    keys = f"{draw(SPACES)}.{draw(SPACES)}".join(names)
    header = draw(st.sampled_from([f"[{keys}]", f"[[{keys}]]", f"[ {keys} ]"]))
    blanks = draw(st.lists(st.sampled_from(["", "# about", "  "]), max_size=2))
    return [*blanks, f"{draw(SPACES)}{header}{draw(COMMENTS)}", *draw(_entries())]


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A text that is valid TOML."""
    lines = draw(_entries())
    for section in draw(st.lists(_sections(), max_size=4)):
        lines += section
    text = "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n# end"]))
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assume(False)
    return text
