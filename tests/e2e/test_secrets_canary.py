"""Canaries: recognisable secrets in every place that takes one, looked for in all that a command leaves behind."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.e2e.conftest import IMAGE, PASSWORD, PROJECT, Playground
from tests.e2e.dying import Life, live
from tests.servers.git_http import GitHTTPServer
from tests.servers.http_routes import Answer, Route, RouteServer
from tests.servers.oci_registry import Artifact, OCIRegistry

TOKEN = "canary-token/with+signs=9f8e7d6c"
REGISTRY_PASSWORD = "canary-registry&5b4a3c2d"
URL_PASSWORD = "canary-url-1a2b3c4d5e6f"
KEY_LINES = ("canaryKeyLineOne0123456789", "canaryKeyLineTwo9876543210", "canaryKeyLineThree55555")
KEY = "-----BEGIN CANARY KEY-----\n" + "\n".join(KEY_LINES) + "\n-----END CANARY KEY-----\n"
CANARIES = {
    "git password": PASSWORD,
    "token": TOKEN,
    "registry password": REGISTRY_PASSWORD,
    "password in a URL": URL_PASSWORD,
    **{f"line {number} of the key": line for number, line in enumerate(KEY_LINES, 1)},
}

SECRETS = """\
---
apiVersion: v1
kind: Secret
metadata:
  name: registry-creds
  namespace: demo
  labels: {kargo.akuity.io/cred-type: image}
stringData:
  repoURL: @HOST@/acme/web
  username: robot
  password: '@REGISTRY_PASSWORD@'
---
apiVersion: v1
kind: Secret
metadata: {name: app, namespace: demo, labels: {kargo.akuity.io/cred-type: generic}}
stringData:
  token: '@TOKEN@'
  urlPassword: '@URL_PASSWORD@'
  key: |
@KEY@
"""

STEPS = """\
- uses: git-clone
  as: clone
  config:
    repoURL: ${{ vars.repo }}
    checkout: [{branch: main, path: ./src}]
- uses: git-clone
  as: otherwise
  config:
    repoURL: ${{ "http://bot:" + secret('app').urlPassword + "@" + "@SECOND@" + "/second.git" }}
    checkout: [{branch: main, path: ./second}]
- uses: compose-output
  as: said
  config:
    token: ${{ secret('app').token }}
    header: ${{ "Bearer " + secret('app').token }}
    pair: ${{ toBase64("bot:" + secret('app').token) }}
    key: ${{ secret('app').key }}
    password: ${{ secret('gitops-creds').password }}
- uses: http
  as: tell
  config:
    method: POST
    url: ${{ "@HOOKS@/hook?token=" + secret('app').token }}
    headers: [{name: Authorization, value: "${{ outputs.said.header }}"}]
    body: '${{ quote({"key": secret("app").key}) }}'
    outputs: [{name: echoed, fromExpression: response.body.echo}]
- uses: kustomize-set-image
  as: image
  config:
    path: ./src/env/test
    images: [{image: ghcr.io/acme/web, tag: 1.4.2}]
- uses: oci-push
  as: tagged
  config: {srcRef: "@HOST@/acme/web:1.4.2", destRef: "@HOST@/acme/web:stable"}
- uses: git-commit
  as: commit
  config: {path: ./src, message: "Web 1.4.2"}
- uses: git-push
  as: push
  config: {path: ./src}
"""

ALL_FAILING = """\
- uses: fail
  as: loud
  if: ${{ true }}
  continueOnError: true
  config: {message: "${{ 'no entry with ' + secret('app').token + ' and ' + secret('app').key }}"}
- uses: http
  as: refused
  continueOnError: true
  config:
    url: ${{ "http://bot:" + secret('app').urlPassword + "@127.0.0.1:1/x?token=" + secret('app').token }}
    failureExpression: response.status == 404
- uses: git-clone
  as: nowhere
  continueOnError: true
  config:
    repoURL: ${{ "http://bot:" + secret('app').urlPassword + "@" + "@SECOND@" + "/nothing.git" }}
    checkout: [{branch: main, path: ./nothing}]
- uses: git-clone
  as: wrong
  continueOnError: true
  config:
    repoURL: ${{ "http://bot:" + secret('app').token + "@" + "@SECOND@" + "/second.git" }}
    checkout: [{branch: main, path: ./wrong}]
- uses: oci-push
  as: missing
  continueOnError: true
  config: {srcRef: "@HOST@/acme/web:0.0.0", destRef: "@HOST@/acme/web:stable"}
- uses: yaml-parse
  as: parsed
  continueOnError: true
  config: {path: "${{ secret('app').token }}", outputs: [{name: x, fromExpression: x}]}
- uses: json-parse
  as: condition
  continueOnError: true
  if: ${{ int(secret('app').token) > 3 }}
  config: {path: x.json, outputs: [{name: x, fromExpression: x}]}
- uses: http
  as: badly
  config: {url: "${{ 'not a url ' + secret('app').token }}"}
"""


def forms(secret: str) -> Iterator[bytes]:
    """What the secret may look like: as it is, in base64 at each offset, in a URL."""
    data = secret.encode()
    yield data
    yield quote(secret, safe="").encode()
    for offset in range(3):
        start = (0, 2, 3)[offset]
        yield base64.b64encode(bytes(offset) + data)[start : (offset + len(data)) // 3 * 4]


def canaries_in(data: bytes) -> list[str]:
    """Which secrets can be found in what was written."""
    return [name for name, secret in CANARIES.items() if any(form in data for form in forms(secret))]


@dataclass
class Cage:
    """The playground with all kinds of secrets in it, and a program in front of ``git`` that notes how it is run."""

    playground: Playground
    replaced: Mapping[str, str]
    spied: Path

    def write(self, steps: str) -> None:
        """Write the Stage, with addresses in place of their names."""
        for name, value in self.replaced.items():
            steps = steps.replace(name, value)
        self.playground.write_stage(steps)

    def tranship(self, *arguments: str) -> Life:
        """Run a command in a process of its own; what it prints must show no secret."""
        life = live(arguments, os.environ, self.spied)
        for stream, data in (("stdout", life.out), ("stderr", life.err)):
            assert canaries_in(data) == [], f"{arguments[0]}: {stream}: {data.decode()}"
        return life

    def request(self, verb: str, *arguments: str) -> Life:
        """Promote or plan."""
        files = ("-f", str(self.playground.kargo), "--stage", "test", "--image", f"{IMAGE}:1.4.2")
        return self.tranship(verb, *files, *arguments)

    def look_everywhere(self) -> dict[str, list[str]]:
        """The files of the store, of the work directories and of the cache that show a secret, with its name."""
        home = self.playground.kargo.parent
        folders = [home / "state", home / ".cache", self.spied]
        files = [file for folder in folders for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
        assert any(file.name.startswith("tranship.db") for file in files)
        hits = ((file, canaries_in(file.read_bytes())) for file in files)
        return {str(file.relative_to(home)): names for file, names in hits if names}


def _spy(folder: Path, spied: Path) -> None:
    """Put a program named git into ``folder`` that notes its arguments and its environment, then is Git.

    The environment of a credential helper's parent has to hold the password, for there is no other way in which no
    file does; it is left out by the name of its variable.
    """
    folder.mkdir()
    spied.mkdir()
    real = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    program = folder / "git"
    program.write_text(
        "#!/bin/sh\n"
        f'printf "%s\\n" "$@" > "{spied}/arguments.$$"\n'
        f'env | grep -v "^TRANSHIP_PASSWORD=" > "{spied}/environment.$$"\n'
        f'exec {real} "$@"\n'
    )
    program.chmod(0o755)


@pytest.fixture
def cage(playground: Playground, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Cage]:
    spied = tmp_path / "spied"
    _spy(tmp_path / "bin", spied)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    second = tmp_path / "second"
    second.mkdir()
    subprocess.run(["cp", "-r", playground.served / "gitops.git", second / "second.git"], check=True)
    echo = json.dumps({"echo": f"you said {TOKEN}"}).encode()
    with (
        GitHTTPServer(second, username="bot", password=URL_PASSWORD) as other,
        RouteServer([Route("/hook", (Answer(200, {"Content-Type": "application/json"}, echo),))]) as hooks,
        OCIRegistry(username="robot", password=REGISTRY_PASSWORD) as registry,
    ):
        registry.add("acme/web", "1.4.2", Artifact())
        replaced = {
            "@SECOND@": other.host,
            "@HOOKS@": hooks.url,
            "@HOST@": registry.host,
            "@TOKEN@": TOKEN,
            "@REGISTRY_PASSWORD@": REGISTRY_PASSWORD,
            "@URL_PASSWORD@": URL_PASSWORD,
            "@KEY@": "".join(f"    {line}\n" for line in KEY.splitlines()),
        }
        secrets = SECRETS
        for name, value in replaced.items():
            secrets = secrets.replace(name, value)
        file = playground.kargo / "project.yaml"
        file.write_text(file.read_text() + secrets)
        cage = Cage(playground, replaced, spied)
        cage.write(STEPS)
        yield cage


def test_the_project_has_the_password() -> None:
    assert "@PASSWORD@" in PROJECT
    assert canaries_in(base64.b64encode(b"x" + TOKEN.encode() + b"y")) == ["token"]


def test_a_promotion_that_goes_well_shows_no_secret(cage: Cage) -> None:
    for output in ("text", "json"):
        assert cage.request("plan", "-o", output).code == 0
    life = cage.request("promote", "--keep-work-dir", "-o", "json")
    assert life.code == 0, life.text
    assert cage.look_everywhere() == {}
    for command in ("describe promotion", "logs", "get promotions", "get promotions -o yaml", "get stages -o json"):
        assert cage.tranship(*command.split()).code == 0
    assert canaries_in(cage.playground.git("log", "--format=fuller", "-p", "main").encode()) == []


def test_a_promotion_that_goes_wrong_shows_no_secret(cage: Cage) -> None:
    cage.write(ALL_FAILING)
    assert cage.request("plan").code == 1
    for options in (("-o", "json"), ("--timestamps",)):
        assert cage.request("promote", "--keep-work-dir", *options).code in (1, 2)
    assert cage.tranship("--debug", "promote", "-f", str(cage.playground.kargo), "--stage", "nope").code == 3
    assert cage.look_everywhere() == {}
    for command in ("describe promotion", "logs", "get promotions -o json", "abort last", "resume last"):
        cage.tranship(*command.split())


def test_lint_and_get_show_no_secret(cage: Cage) -> None:
    for command in ("lint", "lint -o json", "lint -o sarif"):
        cage.tranship(*command.split(), "-f", str(cage.playground.kargo))
    cage.request("plan")
    for command in ("get secrets", "get secrets -o yaml", "get stages -o yaml", "get stages -o json"):
        cage.tranship(*command.split())


LEAKY = (
    "{'a': [secret('app').key], 'b': toBase64('x' + secret('app').token)}",
    "int(secret('app').token)",
    "fromJSON(secret('app').key)",
    "secret('app').token + 1",
    "secret('app').token matches '['",
    "${{ secret('app').token }} and ${{ secret('app').key }}",
    "semverDiff(secret('app').token, '1.0.0')",
)
"""Expressions whose value or whose error has to do with a secret."""


def test_evaluating_shows_no_secret(cage: Cage) -> None:
    files = ("-f", str(cage.playground.kargo), "--stage", "test", "--image", f"{IMAGE}:1.4.2")
    codes = [cage.tranship("--debug", "eval", expression, *files).code for expression in LEAKY]
    assert codes == [0, 3, 3, 3, 3, 0, 0]
    assert cage.tranship("eval", LEAKY[0], *files, "-o", "json").out.count(b"***") == 2


def test_what_is_said_for_debugging_shows_no_secret(cage: Cage) -> None:
    cage.write(ALL_FAILING)
    for output in ("json", "yaml"):
        cage.request("plan", "-o", output)
    for debug in ([], ["--debug"]):
        files = ("-f", str(cage.playground.kargo), "--stage", "test", "--image", f"{IMAGE}:1.4.2")
        cage.tranship(*debug, "promote", *files, "-o", "yaml", "--var", f"x={TOKEN[:3]}")
    for command in ("get promotions -o yaml", "describe", "logs", "steps", "schema", "get stages -o yaml"):
        assert cage.tranship(*command.split()).code == 0
    broken = cage.playground.kargo / "project.yaml"
    broken.write_text("kind: Secret\napiVersion: v1\nstringData: {a: [" + TOKEN)
    assert cage.tranship("--debug", "promote", "-f", str(broken), "--stage", "test", "--freight", "x").code == 3
    assert cage.tranship("--debug", "lint", str(broken)).code in (1, 3)


@pytest.mark.parametrize("message", ["${{ 'by ' + secret('app').token }}", "${{ secret('app').key }}"])
def test_a_secret_does_not_become_part_of_history(cage: Cage, message: str) -> None:
    cage.write(STEPS.replace("Web 1.4.2", message))
    life = cage.request("promote")
    assert canaries_in(cage.playground.git("log", "--format=fuller", "main").encode()) == []
    assert life.code == 2


RENDERS_FAILING = """\
- uses: file-write
  config: {path: web/Chart.yaml, contents: "apiVersion: v2\\nname: web\\nversion: 1.0.0\\n"}
- uses: file-write
  config: {path: web/templates/x.yaml, contents: '{{ fail (print "no entry with " .Values.token " in " .Values.key) }}'}
- uses: helm-template
  as: refused
  continueOnError: true
  config:
    path: web
    outPath: out
    releaseName: web
    setValues:
    - {key: token, value: "${{ secret('app').token }}"}
    - {key: key, value: "${{ secret('app').key }}"}
- uses: file-write
  config: {path: base/kustomization.yaml, contents: "resources: ['${{ secret('app').token }}.yaml']"}
- uses: kustomize-build
  as: missing
  continueOnError: true
  config: {path: base, outPath: out}
- uses: file-write
  config: {path: base/kustomization.yaml, contents: "${{ 'a: [' + secret('app').token }}"}
- uses: kustomize-build
  config: {path: base, outPath: out}
"""


def test_what_helm_and_kustomize_say_shows_no_secret(cage: Cage) -> None:
    cage.write(RENDERS_FAILING)
    life = cage.request("promote", "-o", "json")
    assert life.code == 1, life.text
    assert life.out.count(b"***") >= 2
    for command in ("describe promotion", "logs", "get promotions -o yaml"):
        assert cage.tranship(*command.split()).code == 0
    home = cage.playground.kargo.parent
    # What the promotion itself has written with a secret in it is there as it was written.
    assert {name for name in cage.look_everywhere() if "/base/" not in name} == set(), home
