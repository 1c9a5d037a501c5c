"""What all forges have in common, whatever they call it: each test runs against the double of each of them."""

from __future__ import annotations

import json
import re
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.clients.forges.scene import CLIENT, LINES, TOKEN, Scene, scene_of
from tests.servers.asking import ask
from tranship.clients.forges import Forge, ForgeKind, NotReadyError, PullRequest, RefusedError
from tranship.errors import CancelledError, HTTPError
from tranship.execution import BACKGROUND, Cancellation, Execution
from tranship.testing.forges import Failure, Readiness, State

Act = Callable[[], PullRequest]

PULLS = "pull-?requests|pulls|merge_requests"
METHODS = {
    ForgeKind.GITHUB: ("merge", "squash", "rebase"),
    ForgeKind.GITLAB: ("merge", "squash"),
    ForgeKind.GITEA: ("merge", "squash", "rebase", "rebase-merge", "fast-forward-only"),
    ForgeKind.BITBUCKET: ("merge_commit", "squash", "fast_forward", "rebase_fast_forward", "rebase_merge"),
    ForgeKind.BITBUCKET_SERVER: ("no-ff", "squash", "ff-only", "rebase-ff-only", "rebase-no-ff"),
    ForgeKind.AZURE: ("noFastForward", "squash", "rebase", "rebaseMerge"),
}


def test_a_pull_request_is_made_found_read_and_merged(any_scene: Scene) -> None:
    forge, head = any_scene.open(), any_scene.git.head("work")
    assert forge.open_pull_requests("work", "main") == []
    made = any_scene.create()
    (kept,) = any_scene.double.pull_requests(any_scene.name)
    assert (kept.title, kept.description, kept.source, kept.target) == ("Promote web", "to 1.4.2", "work", "main")
    assert (made.number, made.open, made.merged, made.commit) == (1, True, False, "")
    assert re.fullmatch(rf"{re.escape(any_scene.double.url)}/\S+/1", made.url)
    (found,) = forge.open_pull_requests("work", "main")
    assert (found.number, found.url, found.head, found.source, found.target) == (1, made.url, head, "work", "main")
    assert forge.get(1).open
    merged = forge.merge(1, "")
    assert (merged.number, merged.url, merged.open, merged.merged) == (1, made.url, False, True)
    assert merged.commit == any_scene.git.head("main")
    assert forge.get(1) == merged or forge.get(1).commit == merged.commit
    assert any_scene.git.read("main", "values.yaml") == LINES.replace("5", "five").rstrip()
    assert forge.open_pull_requests("work", "main") == []


def test_only_the_token_opens_it(any_scene: Scene) -> None:
    with pytest.raises(RefusedError, match=r"401|does not accept the token") as caught:
        any_scene.open("wrong").open_pull_requests("work", "main")
    assert caught.value.status == 401
    assert "wrong" not in str(caught.value)


def test_pull_requests_between_other_branches_are_not_ours(any_scene: Scene) -> None:
    any_scene.git.branch("prod", "main")
    any_scene.git.branch("twin", "work")
    any_scene.double.open_pull_request(any_scene.name, "work", "prod")
    any_scene.double.open_pull_request(any_scene.name, "twin", "main")
    assert any_scene.open().open_pull_requests("work", "main") == []


def test_pull_requests_out_of_forks_are_not_ours(any_scene: Scene) -> None:
    any_scene.create()
    any_scene.double.change(any_scene.name, 1, fork="mallory/gitops")
    assert any_scene.open().open_pull_requests("work", "main") == []


@pytest.mark.parametrize("kind", list(METHODS), ids=str)
def test_all_pages_of_a_list_are_read(kind: ForgeKind, tmp_path: Path) -> None:
    with scene_of(kind, tmp_path, page_size=2) as scene:
        for number in range(3):
            scene.double.open_pull_request(scene.name, "work", title=f"a user's {number}")
        assert [one.number for one in scene.open().open_pull_requests("work", "main")] == [3, 2, 1]


def test_closed_pull_requests_are_not_listed(any_scene: Scene) -> None:
    any_scene.create()
    any_scene.double.change(any_scene.name, 1, state=State.CLOSED)
    assert any_scene.open().open_pull_requests("work", "main") == []
    found = any_scene.open().get(1)
    assert (found.open, found.merged, found.commit) == (False, False, "")


def test_a_branch_that_is_missing_is_refused_in_the_forge_s_words(any_scene: Scene) -> None:
    with pytest.raises(RefusedError, match=r"(?i)not exist|no branch|not found|no longer|invalid|couldn't be found"):
        any_scene.create(source="gone")
    assert any_scene.double.pull_requests(any_scene.name) == ()


def test_a_pull_request_that_is_not_there(any_scene: Scene) -> None:
    with pytest.raises(RefusedError, match="404") as caught:
        any_scene.open().get(9)
    assert caught.value.status == 404
    with pytest.raises(RefusedError, match="404"):
        any_scene.open().merge(9, "")


def test_a_refusal_has_the_forge_s_words(any_scene: Scene) -> None:
    any_scene.double.fail(Failure(403, "you shall not pass", path=PULLS, times=9))
    acts: tuple[Act, ...] = (
        any_scene.create,
        lambda: any_scene.open().get(1),
        lambda: any_scene.open().merge(1, ""),
    )
    for act in acts:
        with pytest.raises(RefusedError, match=r"403 to .*: you shall not pass") as caught:
            act()
        assert (caught.value.status, caught.value.retry_after) == (403, None)


@pytest.mark.parametrize("status", [429, 503])
def test_too_many_requests_may_pass_and_say_when(any_scene: Scene, status: int) -> None:
    any_scene.double.fail(Failure(status, "slow down", path=PULLS, times=9, headers={"Retry-After": "17"}))
    with pytest.raises(HTTPError, match="slow down") as caught:
        any_scene.open().get(1)
    assert not isinstance(caught.value, RefusedError | NotReadyError)
    assert (caught.value.status, caught.value.retry_after) == (status, 17.0)


def test_a_server_s_error_may_pass(any_scene: Scene) -> None:
    any_scene.create()
    any_scene.double.fail(Failure(502, body=b"<html>Bad Gateway</html>", path=PULLS, times=9))
    with pytest.raises(HTTPError, match="502") as caught:
        any_scene.open().get(1)
    assert not isinstance(caught.value, RefusedError | NotReadyError)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'"text"', b"null", b'{"number": "one", "id": null}'])
def test_nonsense_is_an_error_that_may_pass(any_scene: Scene, body: bytes) -> None:
    forge = any_scene.open()
    any_scene.double.fail(Failure(200, body=body, path=PULLS, times=99))
    acts: tuple[Act, ...] = (lambda: forge.get(1), lambda: forge.merge(1, ""), any_scene.create)
    for act in acts:
        with pytest.raises(HTTPError, match=r"holds no (pull|merge) request") as caught:
            act()
        assert not isinstance(caught.value, RefusedError | NotReadyError)
    if body != b"[]":
        with pytest.raises(HTTPError, match="is no list"):
            forge.open_pull_requests("work", "main")


def test_fields_that_hold_something_else_break_nothing(any_scene: Scene) -> None:
    any_scene.create()
    forge = any_scene.open()
    forge.get(1)
    asked = any_scene.double.requests[-1]
    wanted = ("authorization", "private-token")
    headers = {name: value for name, value in asked.headers.items() if name in wanted}
    whole = json.loads(ask(f"{any_scene.double.url}{asked.path}?{asked.query_text}", headers=headers).body)
    for broken in broken_ones(whole):
        any_scene.double.fail(Failure(200, body=json.dumps(broken).encode(), path=re.escape(asked.path) + "$"))
        # What is in no field of ours makes no difference; an error of Python's own would pass through.
        assert re.search("^$|holds no|404 to", trouble(forge))


def trouble(forge: Forge) -> str:
    """What is wrong with the pull request; "" if nothing is."""
    try:
        forge.get(1)
    except HTTPError as error:
        return str(error)
    return ""


def broken_ones(whole: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """An answer with one of its values, at any depth, replaced by something of another type."""
    for key, value in whole.items():
        for other in (None, "x", 7, [], [7], {}, {"x": 7}):
            yield {**whole, key: other}
        if isinstance(value, dict):
            for inner in broken_ones(value):
                yield {**whole, key: inner}


def test_who_is_asked_to_stop_stops(any_scene: Scene) -> None:
    cancel = Cancellation()
    forge = any_scene.open(execution=Execution(cancel))
    cancel.cancel("enough")
    with pytest.raises(CancelledError, match="enough"):
        forge.get(1)


@pytest.mark.parametrize(("kind", "method"), [(kind, method) for kind, all_ in METHODS.items() for method in all_])
def test_all_ways_to_merge(kind: ForgeKind, method: str, tmp_path: Path) -> None:
    with scene_of(kind, tmp_path) as scene:
        scene.create()
        if method not in ("fast-forward-only", "fast_forward", "ff-only"):
            scene.move_target()
        merged = scene.open().merge(1, method)
        assert (merged.merged, merged.commit) == (True, scene.git.head("main"))


def test_a_way_to_merge_that_does_not_exist_is_refused(any_scene: Scene) -> None:
    any_scene.create()
    with pytest.raises(RefusedError, match=r"no merge method|Invalid request"):
        any_scene.open().merge(1, "octopus")
    assert any_scene.double.pull_requests(any_scene.name)[0].is_open


def test_what_is_merged_already_is_not_merged_again(any_scene: Scene) -> None:
    any_scene.create()
    by_hand = any_scene.double.merge(any_scene.name, 1)
    any_scene.move_target()
    found = any_scene.open().merge(1, "whatever")
    assert (found.merged, found.commit) == (True, by_hand.commit)
    assert [one.method for one in any_scene.double.requests].count("GET") == len(any_scene.double.requests) - 1


def test_what_is_closed_can_never_be_merged(any_scene: Scene) -> None:
    any_scene.create()
    any_scene.double.change(any_scene.name, 1, state=State.CLOSED)
    with pytest.raises(RefusedError, match="without being merged"):
        any_scene.open().merge(1, "")


@pytest.mark.parametrize(
    "change", [{"draft": True}, {"readiness": Readiness.CHECKING}, {"readiness": Readiness.BLOCKED}]
)
def test_what_can_not_be_merged_yet(any_scene: Scene, change: dict[str, object]) -> None:
    any_scene.create()
    any_scene.double.change(any_scene.name, 1, **change)
    refuses = RefusedError if any_scene.kind is ForgeKind.GITEA and "BLOCKED" in str(change) else NotReadyError
    with pytest.raises(refuses, match=r"yet|approvals"):
        any_scene.open().merge(1, "")
    assert any_scene.double.pull_requests(any_scene.name)[0].is_open


def test_a_conflict_is_not_merged(any_scene: Scene) -> None:
    any_scene.create()
    any_scene.conflict()
    with pytest.raises((RefusedError, NotReadyError), match="conflict"):
        any_scene.open().merge(1, "")
    assert any_scene.git.subjects("main")[0] == "other"


@pytest.mark.parametrize("lost", [{"status": 502}, {"status": 200, "body": b'{"number": 1, "tit'}], ids=["502", "cut"])
def test_a_merge_whose_answer_was_lost_is_found_by_the_next_attempt(any_scene: Scene, lost: dict[str, Any]) -> None:
    any_scene.create()
    method, path = {"azure": ("PATCH", ""), "github": ("PUT", "/merge"), "gitlab": ("PUT", "/merge")}.get(
        any_scene.kind, ("POST", "/merge")
    )
    any_scene.double.fail(Failure(method=method, path=path, done=True, **lost))
    if lost["status"] == 200 and any_scene.kind in (ForgeKind.AZURE, ForgeKind.GITEA):
        # They look for themselves how the merge has ended.
        assert any_scene.open().merge(1, "").merged
    else:
        with pytest.raises(HTTPError) as caught:
            any_scene.open().merge(1, "")
        assert not isinstance(caught.value, RefusedError)
    found = any_scene.open().merge(1, "")
    assert (found.merged, found.commit) == (True, any_scene.git.head("main"))


def test_pull_requests_of_a_repository_that_was_renamed_are_found(any_scene: Scene) -> None:
    made = any_scene.create()
    any_scene.open().open_pull_requests("work", "main")
    calls = Counter[str]()
    for asked in [one for one in any_scene.double.requests if one.method == "GET" and "gitops" in one.path]:
        old = asked.path.replace("gitops", "oldname")
        calls[old] += 1
        moved = {"Location": f"{any_scene.double.url}{asked.path}?{asked.query_text}"}
        any_scene.double.fail(Failure(301, path=f"{re.escape(old)}$", headers=moved, call=calls[old]))
    forge = CLIENT.open(any_scene.url.replace("gitops", "oldname"), any_scene.kind, TOKEN, BACKGROUND)
    assert [one.number for one in forge.open_pull_requests("work", "main")] == [made.number]


def test_a_connection_that_breaks_is_an_error_that_may_pass(any_scene: Scene) -> None:
    with breaking() as port:
        url = re.sub(r":\d+", f":{port}", any_scene.url)
        with pytest.raises(HTTPError) as caught:
            CLIENT.open(url, any_scene.kind, TOKEN, BACKGROUND).get(1)
    assert not isinstance(caught.value, RefusedError | NotReadyError)
    assert TOKEN not in str(caught.value)


@contextmanager
def breaking() -> Iterator[int]:
    """The port of a server that resets each connection after a request has come."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = threading.Event()

        def serve() -> None:
            while True:
                connection, _ = server.accept()
                with connection:
                    if done.is_set():
                        return
                    connection.recv(1 << 16)
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            done.set()
            socket.create_connection(server.getsockname()).close()
            thread.join()


def test_no_request_shows_the_token_in_its_address(any_scene: Scene) -> None:
    any_scene.create()
    any_scene.open().merge(1, "")
    assert not any(TOKEN in one.path + one.query_text for one in any_scene.double.requests)
