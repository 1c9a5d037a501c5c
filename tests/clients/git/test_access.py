"""The ways into a repository: passwords, SSH keys, and that no one else sees them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.git.scene import SETTINGS, Scene, plain_git
from tests.servers.git_http import GitHTTPServer
from tests.servers.local import CERTIFICATE
from tests.servers.sshd import SSHServer, make_key
from tranship.clients.git import CheckoutRequest, GitCredentials, PushRequest
from tranship.clients.git.access import effective_credentials, masking
from tranship.clients.git.remote import parse_remote
from tranship.errors import AddressError, GitError
from tranship.execution import BACKGROUND, Execution

PASSWORD = "p@ss w:rd/$%ö'\""
CREDENTIALS = GitCredentials("bot", PASSWORD, source="Secret demo/gitops")


@pytest.fixture
def protected(tmp_path: Path) -> Iterator[Scene]:
    with GitHTTPServer(tmp_path / "served", username="bot", password=PASSWORD) as server:
        scene = Scene(tmp_path, server)
        scene.commit("main", {"app.yaml": "tag: v1\n"}, "init")
        yield scene


@pytest.fixture
def ssh(tmp_path: Path) -> Iterator[SSHServer]:
    with SSHServer(tmp_path / "sshd") as server:
        yield server


def everything_below(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def change_and_push(scene: Scene, credentials: GitCredentials) -> None:
    scene.write({"src/app.yaml": "tag: v2\n"})
    tree = scene.find("src")
    scene.client.commit(tree, "change", BACKGROUND, owner="commit")
    scene.client.push(tree, PushRequest("push"), BACKGROUND, credentials)


def test_a_password_opens_the_repository_for_clone_and_push(protected: Scene) -> None:
    clone = protected.clone(credentials=CREDENTIALS)
    protected.tree(clone=clone, branch="main", credentials=CREDENTIALS)
    change_and_push(protected, CREDENTIALS)
    assert protected.subjects() == ["change", "init"]


def test_a_password_is_in_no_file_and_no_log(protected: Scene) -> None:
    lines: list[str] = []
    clone = protected.clone(credentials=CREDENTIALS)
    protected.client.check_out(
        clone, CheckoutRequest(protected.work.resolve() / "src", "main"), Execution(log=lines.append), CREDENTIALS
    )
    assert PASSWORD.encode() not in everything_below(protected.work)
    assert PASSWORD not in "\n".join(lines)


def test_credentials_in_the_url_serve_until_the_push(protected: Scene) -> None:
    url = protected.url().replace("://", "://bot:p%40ss%20w%3Ard%2F%24%25%C3%B6'%22@")
    protected.tree(clone=protected.clone(url=url), branch="main")
    change_and_push(protected, GitCredentials())
    assert protected.subjects() == ["change", "init"]
    configurations = [file.read_text() for file in protected.work.rglob("config")]
    assert configurations
    assert not any("p%40ss" in text or PASSWORD in text for text in configurations)


@pytest.mark.parametrize(
    ("credentials", "said"),
    [
        (GitCredentials(), "asks for credentials, and there are none for it"),
        (GitCredentials("bot"), "asks for credentials, and there are none for it"),
        (
            GitCredentials("bot", "wrong", source="Secret demo/gitops"),
            r'refused the password for user "bot" \(HTTP 401\); it came from Secret demo/gitops',
        ),
        (GitCredentials("", "token"), "have a password but no user name"),
        (GitCredentials("bot", "two\nlines"), "holds a line break, which no server takes"),
    ],
)
def test_wrong_credentials_are_told(protected: Scene, credentials: GitCredentials, said: str) -> None:
    with pytest.raises(GitError, match=said) as raised:
        protected.clone(credentials=credentials)
    assert "wrong" not in str(raised.value)


def test_a_password_goes_to_no_other_server(protected: Scene, tmp_path: Path) -> None:
    with GitHTTPServer(tmp_path / "other", username="bot", password=PASSWORD) as other:
        elsewhere = Scene(tmp_path / "elsewhere", other)
        elsewhere.served = tmp_path / "other"
        module = elsewhere.commit("main", {"lib": "1\n"}, name="lib")
        place = protected.bare()
        add_submodule(protected, "lib", f"{other.url}/lib.git", module)

        with pytest.raises(GitError, match="asks for credentials, and there are none for it"):
            protected.tree(
                clone=protected.clone(credentials=CREDENTIALS),
                branch="main",
                submodules=True,
                credentials=CREDENTIALS,
            )

        assert place.exists()
        assert {request.user for request in other.requests} == {""}


def add_submodule(scene: Scene, path: str, url: str, commit: str) -> None:
    """Commit a submodule to main on the server."""
    scene.commit("main", {".gitmodules": f'[submodule "{path}"]\n\tpath = {path}\n\turl = {url}\n'}, "modules")
    place = scene.bare()
    index = {"GIT_INDEX_FILE": str(scene.folder / "index-module")}
    plain_git(place, "read-tree", "main", env=index)
    plain_git(place, "update-index", "--add", "--cacheinfo", f"160000,{commit},{path}", env=index)
    tree = plain_git(place, "write-tree", env=index)
    new = plain_git(place, "commit-tree", tree, "-p", "main", "-m", "submodule")
    plain_git(place, "update-ref", "refs/heads/main", new)


def test_submodules_on_the_same_server_get_the_password(protected: Scene) -> None:
    module = protected.commit("main", {"lib.txt": "1\n"}, name="lib")
    add_submodule(protected, "vendor/lib", "../lib.git", module)
    tree = protected.tree(
        clone=protected.clone(credentials=CREDENTIALS), branch="main", submodules=True, credentials=CREDENTIALS
    )
    assert (tree.top / "vendor/lib/lib.txt").read_text() == "1\n"


def test_an_ssh_key_opens_the_repository_for_clone_and_push(scene: Scene, ssh: SSHServer) -> None:
    credentials = GitCredentials(ssh_private_key=ssh.key.replace("\n", "\r\n"))
    clone = scene.clone(url=ssh.url(scene.bare()), credentials=credentials)
    scene.tree(clone=clone, branch="main", credentials=credentials)
    change_and_push(scene, credentials)
    assert scene.subjects() == ["change", "init"]
    assert b"PRIVATE KEY" not in everything_below(scene.work)


def test_a_wrong_ssh_key_is_told(scene: Scene, ssh: SSHServer, tmp_path: Path) -> None:
    wrong = GitCredentials(ssh_private_key=make_key(tmp_path, "wrong"))
    with pytest.raises(GitError, match="refused the SSH key"):
        scene.clone(url=ssh.url(scene.bare()), credentials=wrong)
    with pytest.raises(GitError, match="refused access without an SSH key"):
        scene.clone(url=ssh.url(scene.bare()))
    with pytest.raises(GitError, match="the SSH key can't be read"):
        scene.clone(url=ssh.url(scene.bare()), credentials=GitCredentials(ssh_private_key="no key"))


def test_a_host_that_changes_its_key_in_a_promotion_is_not_trusted(scene: Scene, ssh: SSHServer) -> None:
    credentials = GitCredentials(ssh_private_key=ssh.key)
    clone = scene.clone(url=ssh.url(scene.bare()), credentials=credentials)
    scene.tree(clone=clone, branch="main", credentials=credentials)
    ssh.new_host_key()
    with pytest.raises(GitError, match=r"the SSH host key of 127\.0\.0\.1 is not the known one"):
        change_and_push(scene, credentials)


def test_only_known_hosts_are_trusted_where_the_operator_lists_them(
    scene: Scene, ssh: SSHServer, tmp_path: Path
) -> None:
    credentials, known = GitCredentials(ssh_private_key=ssh.key), tmp_path / "known hosts"
    client = scene.with_settings(known_hosts=known)
    known.write_text("")
    with pytest.raises(GitError, match=r"the SSH host key of 127\.0\.0\.1 is not the known one"):
        scene.clone(client=client, url=ssh.url(scene.bare()), credentials=credentials)
    known.write_text(ssh.host_key)
    scene.clone(client=client, url=ssh.url(scene.bare()), credentials=credentials)


def test_addresses_that_must_not_be_reached_are_refused(scene: Scene) -> None:
    client = scene.with_settings(addresses=SETTINGS.addresses.__class__())
    for url in (scene.url(), "ssh://git@127.0.0.1/x", "git@169.254.169.254:x", "http://169.254.169.254/x"):
        with pytest.raises(AddressError):
            scene.clone(client=client, url=url)
    assert scene.server.requests == ()


def test_the_environment_of_the_user_does_not_reach_git(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    evil = tmp_path / "evil"
    (tmp_path / ".gitconfig").write_text(f'[core]\n\tsshCommand = touch {evil}\n[alias]\n\tinit = "!touch {evil}"\n')
    for name, value in {
        "HOME": str(tmp_path),
        "GIT_SSH_COMMAND": f"touch {evil}",
        "GIT_CONFIG_PARAMETERS": f"'core.fsmonitor=touch {evil}'",
        "GIT_EXTERNAL_DIFF": f"touch {evil}",
        "GIT_DIR": str(tmp_path / "nowhere"),
        "GIT_AUTHOR_NAME": "Somebody",
        "NO_PROXY": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    scene.tree()
    scene.write({"src/app.yaml": "tag: v2\n"})
    committed = scene.client.commit(scene.find("src"), "change", BACKGROUND, owner="commit")
    scene.client.push(scene.find("src"), PushRequest("push"), BACKGROUND)
    monkeypatch.delenv("GIT_DIR")
    assert plain_git(scene.bare(), "log", "-1", "--format=%an", committed.commit) == "Promoter"
    assert not evil.exists()


def test_secrets_are_passed_by_the_environment_alone(protected: Scene, tmp_path: Path) -> None:
    spy = tmp_path / "bin" / "git"
    spy.parent.mkdir()
    log = tmp_path / "arguments"
    spy.write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >> {log}\nexec {real_git()} "$@"\n')
    spy.chmod(0o755)
    client = protected.with_settings(executable=str(spy))
    protected.tree(
        client=client,
        clone=protected.clone(client=client, credentials=CREDENTIALS),
        branch="main",
        credentials=CREDENTIALS,
    )
    assert "worktree add" in log.read_text()
    assert PASSWORD not in log.read_text()


def real_git() -> str:
    return next(
        str(Path(folder, "git")) for folder in os.environ["PATH"].split(os.pathsep) if Path(folder, "git").is_file()
    )


def test_certificate_authorities_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with GitHTTPServer(tmp_path / "served", tls=True) as server:
        scene = Scene(tmp_path, server)
        scene.commit("main", {"app.yaml": "tag: v1\n"})
        with pytest.raises(GitError, match="its TLS certificate is of an unknown authority"):
            scene.clone()
        scene.tree("insecure", clone=scene.clone(skip_tls_verify=True), branch="main")
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        scene.clone()


def test_masking_takes_the_password_out_in_all_its_forms() -> None:
    mask = masking(GitCredentials("u", "p@ss/word"))
    assert mask("p@ss/word p%40ss%2Fword p%40ss/word") == "*** *** ***"
    assert masking(GitCredentials("u", "abc"))("abc") == "abc"


def test_credentials_of_the_url_are_second_choice() -> None:
    remote = parse_remote("https://one:first@example.com/x")
    assert effective_credentials(remote, GitCredentials()).password == "first"
    assert effective_credentials(remote, GitCredentials("two", "second")).password == "second"
