from __future__ import annotations

import json

from tests.cli.conftest import Typed
from tranship.builtin_steps import BUILTIN_STEPS


def test_all_kinds_are_listed(typed: Typed) -> None:
    code, out, _ = typed("steps")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == ["KIND", *sorted(BUILTIN_STEPS)]


def test_one_is_explained_in_80_columns(typed: Typed) -> None:
    for kind in BUILTIN_STEPS:
        code, out, _ = typed("steps", kind)
        assert code == 0
        assert out.startswith(f"{kind}: ")
        assert max(map(len, out.splitlines())) <= 80
        assert "outputs" in out


def test_the_explanation_names_fields_outputs_and_limits(typed: Typed) -> None:
    out = typed("steps", "fail")[1]
    assert out == (
        "fail: End the promotion as Failed.\n"
        "It touches nothing; tried without a limit, ends at the first error.\n"
        "\n"
        "config:\n"
        '  message  (text, default: "failed")\n'
        "      Why the promotion fails.\n"
        "\n"
        "outputs: none\n"
    )


def test_a_schema_is_there_for_machines(typed: Typed) -> None:
    assert json.loads(typed("steps", "fail", "-o", "json")[1])["properties"].keys() == {"message"}
    assert json.loads(typed("steps", "-o", "json")[1]).keys() == BUILTIN_STEPS.keys()


def test_a_misspelt_kind_is_suggested(typed: Typed) -> None:
    code, _, err = typed("steps", "fial")
    assert code == 3
    assert err == 'there is no step kind "fial"; did you mean "fail"?\n'
