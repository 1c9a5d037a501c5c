"""Plans against a server that refuses every push: what they show, and that they change nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import IMAGE, PASSWORD, STEPS, Playground, git
from tests.e2e.test_kill_forges import new_world
from tests.servers.git_http import GitHTTPServer
from tests.servers.http_routes import Answer, Route, RouteServer

TICKET = """\
- uses: http
  as: ticket
  config:
    method: POST
    url: https://tickets.acme.dev/new
    outputs: [{name: id, fromExpression: response.body.id}]
"""
NOTIFY = """\
- uses: http
  as: notify
  config:
    method: POST
    url: https://hooks.acme.dev/promoted
    body: "${{ outputs.ticket.id }}"
"""


@pytest.fixture
def readonly(playground: Playground) -> Iterator[Playground]:
    """The playground behind a server that refuses to receive anything."""
    with GitHTTPServer(playground.served, username="bot", password=PASSWORD, readonly=True) as server:
        for file in playground.kargo.glob("*.yaml"):
            file.write_text(file.read_text().replace(playground.server.url, server.url))
        playground.server = server
        yield playground


def snapshot(folder: Path) -> dict[str, bytes]:
    """All files and what is in them, but for the cache of Git objects, which plans may use and fill."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and ".cache" not in file.parts)
    return {str(file): file.read_bytes() for file in files}


def test_a_plan_shows_the_diff_and_changes_nothing(readonly: Playground) -> None:
    before = snapshot(readonly.kargo.parent)
    screen = readonly.plan()
    assert screen.code == 0, screen.text
    place = f"{readonly.server.host}/gitops main"
    assert screen.out == (
        "Plan for Stage test · nothing outside has been changed\n"
        "\n"
        f" {place} · 1 commit: Updated ./src/env/test to use new image\n"
        "   | - ghcr.io/acme/web:1.4.2\n"
        "   env/test/kustomization.yaml\n"
        "     @@ -1,4 +1,4 @@\n"
        "      # Kept as it is.\n"
        "      images:\n"
        "        - name: ghcr.io/acme/web\n"
        "     -    newTag: 1.4.1  # set by promotions\n"
        "     +    newTag: 1.4.2  # set by promotions\n"
        "\n"
        "1 push. Run the same with `promote` to apply.\n"
    )
    assert screen.err == ""
    assert snapshot(readonly.kargo.parent) == before
    assert not any(request.is_push for request in readonly.server.requests)


def test_promoting_the_same_is_refused_by_this_server(readonly: Playground) -> None:
    assert readonly.promote().code == 2
    assert any(request.is_push for request in readonly.server.requests)


def test_a_plan_leaves_the_store_as_it_is(playground: Playground) -> None:
    playground.promote()
    state = playground.kargo.parent / "state"
    before = snapshot(state)
    assert playground.plan(image="ghcr.io/acme/web:1.5.0").code == 0
    assert snapshot(state) == before


def test_exit_codes_tell_what_would_change(readonly: Playground) -> None:
    assert readonly.plan("--detailed-exitcode").code == 2
    screen = readonly.plan("--detailed-exitcode", image="ghcr.io/acme/web:1.4.1")
    assert screen.code == 0, screen.text
    assert screen.out.endswith("\nNothing would change.\n")


def test_a_step_that_would_fail_is_shown_with_its_place(readonly: Playground) -> None:
    readonly.write_stage(STEPS.replace("env/${{ ctx.stage }}", "env/nowhere"))
    screen = readonly.plan()
    assert screen.code == 1
    text = screen.out.replace(f"{readonly.kargo}/", "kargo/")
    assert 'kargo/stages.yaml:19:9: step "image" (kustomize-set-image) would fail:\n' in text
    assert "  It would run with:\n    path: ./src/env/nowhere\n" in text
    assert " skipped: commit, push (an earlier step would fail)\n" in text
    assert text.endswith("\nIt would fail before it changes anything.\n")


def test_what_depends_on_an_answer_is_not_guessed(readonly: Playground) -> None:
    readonly.write_stage(TICKET + NOTIFY)
    screen = readonly.plan()
    assert screen.code == 0, screen.text
    assert " tickets.acme.dev · POST https://tickets.acme.dev/new\n" in screen.out
    assert " hooks.acme.dev · POST https://hooks.acme.dev/promoted\n" in screen.out
    assert " not known before it runs: outputs.ticket.id\n" in screen.out


def test_a_condition_that_depends_on_it_is_a_maybe(readonly: Playground) -> None:
    condition = '  if: ${{ outputs.ticket.id == "x" }}\n'
    notify = NOTIFY.replace("${{ outputs.ticket.id }}", "done").replace("  as: notify\n", f"  as: notify\n{condition}")
    readonly.write_stage(TICKET + notify)
    screen = readonly.plan()
    assert screen.code == 0, screen.text
    assert " maybe: hooks.acme.dev · POST https://hooks.acme.dev/promoted\n" in screen.out
    assert '   only if ${{ outputs.ticket.id == "x" }} (known after ' in screen.out


def test_the_same_is_there_as_json(readonly: Playground) -> None:
    data = json.loads(readonly.plan("-o", "json").out)
    assert (data["project"], data["stage"], data["changesAnything"], data["fails"]) == ("demo", "test", True, False)
    assert [step["outcome"] for step in data["steps"]] == ["runs"] * 4
    (change,) = data["steps"][3]["changes"]
    assert change["kind"] == "push"
    assert change["target"] == f"{readonly.server.host}/gitops main"
    assert "+    newTag: 1.4.2  # set by promotions" in change["diff"]
    assert data["steps"][1]["config"]["path"] == "./src/env/test"


def test_no_secret_is_shown(readonly: Playground) -> None:
    steps = "- uses: compose-output\n  as: leak\n  config: {text: \"${{ secret('gitops-creds').password }}\"}\n"
    readonly.write_stage(steps + STEPS)
    for output in ("text", "json"):
        screen = readonly.plan("-o", output)
        assert screen.code == 0
        assert PASSWORD not in screen.text


def test_a_request_that_reads_is_sent_and_others_as_asked_for(readonly: Playground) -> None:
    answer = Answer(200, {"Content-Type": "application/json"}, b'{"id": "T-7"}')
    with RouteServer([Route("/new", (answer,))]) as tickets:
        ticket = TICKET.replace("https://tickets.acme.dev", tickets.url)
        readonly.write_stage(ticket + NOTIFY)
        assert "(known after ticket)" in readonly.plan().out
        assert list(tickets.asked) == []
        sent = readonly.plan("--send", "ticket", "--no-send", "notify")
        assert sent.out.startswith(
            "Plan for Stage test · nothing outside has been changed but by the requests of\n  ticket, sent as asked\n"
        )
        assert "   | T-7\n" in sent.out
        readonly.write_stage(ticket.replace("POST", "GET") + NOTIFY)
        assert "   | T-7\n" in readonly.plan().out
        assert "(known after ticket)" in readonly.plan("--no-send", "ticket").out
        assert [asked.method for asked in tickets.asked] == ["POST", "GET"]
    assert readonly.plan("--send", "push").code == 3


def test_an_edit_of_the_template_is_compared_by_its_result(readonly: Playground) -> None:
    repository = readonly.kargo.parent
    git(repository, "init", "-q")
    git(repository, "add", "kargo")
    git(repository, "commit", "-q", "-m", "before")
    before = snapshot(readonly.kargo.parent)
    same = readonly.plan("--against", "HEAD", "--detailed-exitcode")
    assert (same.code, same.out.splitlines()[-1]) == (0, "The result is the same as with HEAD."), same.text
    assert snapshot(readonly.kargo.parent) == before
    readonly.write_stage(
        STEPS.replace('imageFrom("ghcr.io/acme/web").Tag', "'9'") + NOTIFY.replace("ticket.id", "push.branch")
    )
    edited = readonly.plan("--against", "HEAD", "--detailed-exitcode")
    assert edited.code == 2, edited.text
    assert " main · the files would be written differently\n   env/test/kustomization.yaml\n" in edited.out
    assert '     -    newTag: 1.4.2  # set by promotions\n     +    newTag: "9"' in edited.out
    assert "\n new step notify (http)\n" in edited.out
    for secret in (PASSWORD, "prod.01"):
        assert secret not in edited.out
    unknown = readonly.plan("--against", "nowhere")
    assert (unknown.code, unknown.err.endswith(' has no commit "nowhere"\n')) == (3, True)
    readonly.write_stage(name="new", file="new.yaml")
    (repository / "served" / "work" / "env" / "new").mkdir()
    new = readonly.plan("--against", "HEAD", stage="new")
    assert new.out.startswith('There is nothing to compare with: HEAD has no Stage "new" in these files.')


def test_what_is_no_repository_has_no_older_version(readonly: Playground) -> None:
    screen = readonly.plan("--against", "HEAD")
    assert (screen.code, "is in no Git repository" in screen.err) == (3, True)


def test_a_plan_for_a_pull_request_is_markdown(readonly: Playground) -> None:
    text = readonly.plan("-o", "markdown").out
    assert text.startswith("### Plan for Stage `test` · Freight `")
    assert "**1 push.** This plan has changed nothing outside.\n" in text
    assert "\n```diff\ndiff --git a/env/test/kustomization.yaml" in text
    for output in ("markdown", "json"):
        assert PASSWORD not in readonly.plan("-o", output).text


AFTER_THE_MERGE = """\
- uses: git-clone
  as: again
  config: {repoURL: "${{ vars.repo }}", checkout: [{branch: env/test, path: ./merged}]}
- uses: yaml-parse
  as: read
  config:
    path: ./merged/all.yaml
    outputs: [{name: image, fromExpression: "spec.template.spec.containers[0].image"}]
- uses: set-metadata
  as: note
  config: {updates: [{kind: Stage, name: test, values: {image: "${{ outputs.read.image }}"}}]}
"""


def test_a_pull_request_is_merged_in_the_plan_alone_and_no_server_sees_a_write(tmp_path: Path) -> None:
    with new_world(tmp_path) as world:
        file = tmp_path / "kargo" / "all.yaml"
        file.write_text(file.read_text() + "".join(f"      {line}\n" for line in AFTER_THE_MERGE.splitlines()))
        before = world.forge.repository("acme/gitops").git("for-each-ref")
        life = world.tranship("plan", "-f", str(file), "--stage", "test", "--image", f"{IMAGE}:1.4.2")
        assert life.code == 0, life.text
        # What the later clone sees is what the merge brings.
        assert f'image: "{IMAGE}:1.4.2"' in life.text
        assert "1 push, 1 pull request, 1 merge, 1 sync, 1 change of metadata." in " ".join(life.text.split())
        assert {one.method for one in world.forge.requests} <= {"GET", "HEAD"}
        assert {one.method for one in world.argocd.requests} == {"GET"}
        assert world.forge.repository("acme/gitops").git("for-each-ref") == before
