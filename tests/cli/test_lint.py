from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Typed
from tranship.lint.examples import manifests_of

BAD = manifests_of("- uses: fail\n  as: stop\n  config: {mesage: late}\n- uses: git-clne\n")
GOOD = manifests_of("- uses: fail\n")


def test_a_finding_shows_its_line_and_what_to_do(typed: Typed) -> None:
    Path("stage.yaml").write_text(BAD)
    code, out, err = typed("lint", "stage.yaml")
    assert (code, err) == (1, "")
    assert out == (
        'stage.yaml:18:18: TS211 error: config.mesage: unknown field "mesage"\n'
        "   18 |         config: {mesage: late}\n"
        '      |                  ^^^^^^ did you mean "message"?\n'
        'stage.yaml:19:15: TS201 error: there is no step kind "git-clne"\n'
        "   19 |       - uses: git-clne\n"
        '      |               ^^^^^^^^ did you mean "git-clone"?\n'
        "2 findings in 1 of 1 file (2 errors) · tranship lint --explain TS211\n"
    )


def test_the_current_folder_is_looked_through_with_all_that_is_below(typed: Typed) -> None:
    Path("a/b").mkdir(parents=True)
    Path("a/b/stage.yaml").write_text(BAD)
    Path("a/values.yaml").write_text("image: nginx\n")
    code, out, _ = typed("lint", "--select", "TS211")
    assert code == 1
    assert out.startswith("a/b/stage.yaml:18:18: TS211 error")
    assert out.endswith("1 finding in 1 of 2 files (1 error) · tranship lint --explain TS211\n")


def test_nothing_found_ends_with_0(typed: Typed) -> None:
    Path("stage.yaml").write_text(GOOD)
    assert typed("lint", "stage.yaml") == (0, "nothing found in 1 file\n", "")


def test_what_is_not_there_is_bad_input(typed: Typed) -> None:
    assert typed("lint", "gone.yaml") == (3, "", 'there is no file or folder "gone.yaml"\n')


def test_rules_are_selected_ignored_and_silenced(typed: Typed) -> None:
    Path("stage.yaml").write_text(BAD)
    assert typed("lint", "stage.yaml", "--ignore", "TS211,unknown-step")[0] == 0
    assert typed("lint", "stage.yaml", "--select", "TS3")[0] == 0
    quiet = BAD.replace("late}", "late} # tranship: ignore TS211").replace(
        "      - uses: git-clne", "      # tranship: ignore unknown-step\n      - uses: git-clne"
    )
    Path("stage.yaml").write_text(quiet)
    assert typed("lint", "stage.yaml")[0] == 0


def test_an_unknown_rule_is_bad_input(typed: Typed) -> None:
    assert typed("lint", "--ignore", "TS20X") == (3, "", 'there is no rule "TS20X"; did you mean "TS208"?\n')


def test_a_rule_is_explained(typed: Typed) -> None:
    code, out, _ = typed("lint", "--explain", "ts201")
    assert code == 0
    assert out.startswith("TS201 unknown-step (error)\nThere is no step of this kind")
    assert "    - uses: git-clne\n" in out
    assert "# tranship: ignore TS201" in out
    assert max(map(len, typed("lint", "--list-rules")[1].splitlines())) <= 110


def test_json_has_one_object(typed: Typed) -> None:
    Path("stage.yaml").write_text(BAD)
    code, out, _ = typed("lint", "-o", "json", "stage.yaml")
    data = json.loads(out)
    assert code == 1
    assert data["summary"] == {"files": 1, "errors": 2, "warnings": 0}
    assert data["findings"][0] == {
        "code": "TS211",
        "name": "unknown-config-field",
        "severity": "error",
        "message": 'config.mesage: unknown field "mesage"',
        "hint": 'did you mean "message"?',
        "file": "stage.yaml",
        "line": 18,
        "column": 18,
        "endColumn": 24,
        "excerpt": "        config: {mesage: late}",
    }
