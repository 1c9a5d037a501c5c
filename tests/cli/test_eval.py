from __future__ import annotations

import io
import re
import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Typed

STAGE = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: Warehouse
metadata: {name: web, namespace: demo}
spec: {subscriptions: [{image: {repoURL: ghcr.io/acme/web}}]}
---
apiVersion: kargo.akuity.io/v1alpha1
kind: Stage
metadata: {name: test, namespace: demo}
spec:
  requestedFreight: [{origin: {kind: Warehouse, name: web}, sources: {direct: true}}]
  promotionTemplate:
    spec:
      vars: [{name: image, value: ghcr.io/acme/web}]
      steps:
      - uses: compose-output
        as: say
        vars: [{name: own, value: "${{ ctx.stage }}!"}]
        config: {a: 1}
---
apiVersion: v1
kind: Secret
metadata: {name: token, namespace: demo, labels: {kargo.akuity.io/cred-type: generic}}
stringData: {value: s3cret-value}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", "7"),
        ("'a' + 'b'", "ab"),
        ("{'a': [1, nil]}", '{"a":[1,null]}'),
        ("release-${{ 1 + 1 }}", "release-2"),
        ("${{ 'text' }}", "text"),
        ("semverDiff('1.2.3', '1.3.0')", "Minor"),
    ],
)
def test_expressions_and_templates_are_evaluated(typed: Typed, text: str, expected: str) -> None:
    assert typed("eval", text) == (0, f"{expected}\n", "")


def test_json_keeps_the_quotes(typed: Typed) -> None:
    assert typed("eval", "'a'", "-o", "json")[1] == '"a"\n'


def test_names_come_from_json_a_file_or_stdin(typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = '{"outputs": {"image": {"tag": "1.4.2"}}}'
    file = tmp_path / "env.json"
    file.write_text(environment)
    monkeypatch.setattr("sys.stdin", io.StringIO(environment))
    for given in (environment, str(file), "-"):
        assert typed("eval", "outputs.image.tag", "--env", given)[1] == "1.4.2\n"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("nowhere.json", "nowhere.json can't be read: No such file or directory; --env takes JSON"),
        ("{", "--env holds no JSON: "),
    ],
)
def test_an_environment_that_is_none_is_refused(typed: Typed, given: str, message: str) -> None:
    code, _, err = typed("eval", "1", "--env", given)
    assert code == 3
    assert message in err


def test_an_environment_is_an_object(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "list.json").write_text("[1]")
    assert typed("eval", "1", "--env", "list.json")[2] == "list.json must hold a JSON object: names with their values\n"


def test_a_step_s_view_is_there_with_a_stage(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(STAGE)
    stage = ("-f", "all.yaml", "--stage", "test", "--image", "ghcr.io/acme/web:1.4.2")
    assert typed("eval", "imageFrom(vars.image).Tag", *stage)[1] == "1.4.2\n"
    assert typed("eval", "${{ vars.own }}", "--step", "say", *stage)[1] == "test!\n"
    assert typed("eval", "ctx.meta.promotion.actor", "--actor", "ana", *stage)[1] == "ana\n"
    code, _, err = typed("eval", "1", "--step", "sya", *stage)
    assert (code, err) == (3, 'the Stage "test" has no step "sya"; it has say\n')
    assert typed("eval", "1", "--step", "say")[2] == "--step needs --stage: the Stage whose step it is\n"


def test_secrets_are_masked(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(STAGE)
    code, out, _ = typed("eval", "'a ' + secret('token').value", "-f", "all.yaml", "-p", "demo")
    assert (code, out) == (0, "a ***\n")


def test_an_expression_that_is_wrong_is_drawn(typed: Typed) -> None:
    code, _, err = typed("eval", "1 +")
    assert code == 3
    assert err == "1:4: the expression ends too early: a value is missing\n  1 +\n     ^\n"


def test_without_an_expression_it_is_read_from_stdin(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("1 + 1\n"))
    assert typed("eval") == (0, "2\n", "")


def test_a_step_s_configuration_is_evaluated_as_a_whole(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(STAGE.replace("config: {a: 1}", 'config: {b: "${{ vars.own }}", a: 1}'))
    stage = ("-f", "all.yaml", "--stage", "test", "--image", "ghcr.io/acme/web:1.4.2", "--step", "say")
    assert typed("eval", *stage) == (0, "a: 1\nb: test!\n", "")
    assert typed("eval", *stage, "-o", "json")[1] == '{\n  "a": 1,\n  "b": "test!"\n}\n'


def test_a_configuration_comes_from_a_file(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(STAGE)
    (tmp_path / "config.yaml").write_text("path: ./${{ 'a' + 'b' }}\nsecret: ${{ secret('token').value }}\n")
    assert typed("eval", "--config", "config.yaml", "-f", "all.yaml", "-p", "demo") == (
        0,
        "path: ./ab\nsecret: '***'\n",
        "",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a:\n  b: |\n    x\n    ${{ vars.x.y }}\n", "config.yaml:4:16: a.b: vars.x is nil"),
        ("a: ${{ 1\n", "config.yaml:1:4: a: the expression is never closed"),
        ("- 1\n", "config.yaml must hold a map"),
        ("", "config.yaml must hold one document"),
    ],
)
def test_a_configuration_that_is_wrong_has_its_place(typed: Typed, tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "config.yaml").write_text(text)
    code, _, err = typed("eval", "--config", "config.yaml", "--env", '{"vars": {}}')
    assert code == 3
    assert err.startswith(message)


def test_types_show_what_each_part_comes_to(typed: Typed) -> None:
    out = typed("eval", "--types", "n + 1 > 2", "--env", '{"n": 1}')[1]
    assert out == "  n          int   1\n  n + 1      int   2\n  n + 1 > 2  bool  false\nfalse\n"
    code, out, err = typed("eval", "--types", "n", "--env", '{"n": 1}', "-o", "json")
    assert (code, out, err) == (0, "1\n", "  n  int  1\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("1", "--config", "x.yaml"), "an EXPRESSION and --config can't be evaluated at once"),
        (("--types", "--config", "x.yaml"), "--types shows the parts of an EXPRESSION"),
        (("--config", "x.yaml"), "x.yaml can't be read: No such file or directory"),
    ],
)
def test_what_can_not_be_asked_for(typed: Typed, arguments: tuple[str, ...], message: str) -> None:
    code, _, err = typed("eval", *arguments)
    assert code == 3
    assert err.startswith(message)


def test_the_examples_of_the_guide_are_what_it_prints(typed: Typed) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "expressions.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```console\n\$ tranship (.*)\n((?s:.*?))^```", guide, re.MULTILINE)
    assert len(examples) >= 2
    for words, printed in examples:
        assert typed(*shlex.split(words)) == (0, printed, "")
