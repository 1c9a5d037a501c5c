from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.things import promotion, stage, store_of
from tranship.cli.reading import load_inputs, reload_inputs
from tranship.errors import InputError, ManifestError
from tranship.lifecycle.annotations import MANIFESTS
from tranship.models.core import Secret
from tranship.models.resource import ObjectMeta
from tranship.models.stage import Stage
from tranship.store.memory import MemoryStore

STAGE = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: Stage
metadata: {name: test%s}
spec: {requestedFreight: []}
"""
PROJECT = "apiVersion: kargo.akuity.io/v1alpha1\nkind: Project\nmetadata: {name: demo}\n"
SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: git, namespace: demo}\nstringData: {password: s3cret}\n"


def write(folder: Path, *documents: str) -> str:
    file = folder / "all.yaml"
    file.write_text("---\n".join(documents))
    return str(file)


def loaded(folder: Path, *documents: str, project: str | None = None) -> Stage:
    store = MemoryStore()
    load_inputs(store, [write(folder, *documents)], False, (), project)
    (found,) = store.list(Stage)
    return found


def test_a_stage_that_names_no_project_is_in_the_one_at_hand(tmp_path: Path) -> None:
    assert loaded(tmp_path, STAGE % "").namespace == "default"
    assert loaded(tmp_path, STAGE % "", PROJECT).namespace == "demo"
    assert loaded(tmp_path, STAGE % "", SECRET).namespace == "demo"
    assert loaded(tmp_path, STAGE % "", PROJECT, project="mine").namespace == "mine"
    assert loaded(tmp_path, STAGE % ", namespace: own", PROJECT, project="mine").namespace == "own"


def test_all_that_is_wrong_with_manifests_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(ManifestError) as caught:
        load_inputs(MemoryStore(), [write(tmp_path, STAGE.replace("spec", "spek") % "")], False, (), None)
    assert "all.yaml:4:1" in str(caught.value)


def test_a_file_of_a_folder_that_can_not_be_read_is_warned_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, STAGE % "")
    (tmp_path / "broken.yaml").write_text("apiVersion: kargo.akuity.io/v1alpha1\nkind: [1\n")
    assert len(load_inputs(MemoryStore(), [str(tmp_path)], False, (), None)) == 1
    warned = capsys.readouterr().err
    assert warned.startswith(f"warning: {tmp_path}/broken.yaml:")
    assert warned.endswith("; the file was passed over\n")


def test_manifests_that_hold_nothing_are_warned_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path, "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n")
    assert load_inputs(MemoryStore(), [file], False, (), None) == []
    assert capsys.readouterr().err == f"warning: there is nothing for tranship in {file}\n"


def test_stdin_is_read_once() -> None:
    with pytest.raises(InputError, match="-f - reads stdin, which can be read once only"):
        load_inputs(MemoryStore(), ["-", "-"], False, (), None)


def test_a_secret_needs_to_know_its_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "s3cret")
    store = MemoryStore()
    with pytest.raises(InputError, match="--secret needs --project: the manifests at hand are of no project"):
        load_inputs(store, [], False, ["git.password=env:TOKEN"], None)
    two = write(tmp_path, STAGE % ", namespace: a", STAGE.replace("test", "prod") % ", namespace: b")
    with pytest.raises(InputError, match=r"of several projects \(a, b\)"):
        load_inputs(store, [two], False, ["git.password=env:TOKEN"], None)
    load_inputs(store, [], False, ["git.password=env:TOKEN"], "demo")
    assert store.get(Secret, "demo", "git") is not None


def test_a_secret_is_of_the_project_whose_stages_the_store_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "s3cret")
    store = store_of(stage())
    load_inputs(store, [], False, ["git.password=env:TOKEN"], None)
    assert store.get(Secret, "demo", "git") is not None


def test_nothing_is_stored_if_a_secret_can_not_be_read(tmp_path: Path) -> None:
    store = MemoryStore()
    with pytest.raises(InputError, match="no variable NO_SUCH_VARIABLE"):
        load_inputs(store, [write(tmp_path, STAGE % "")], False, ["git.password=env:NO_SUCH_VARIABLE"], None)
    assert store.list(Stage) == []


def test_secrets_are_read_again_from_the_manifests_of_a_promotion(tmp_path: Path) -> None:
    files = os.pathsep.join([write(tmp_path, SECRET), str(tmp_path / "gone.yaml")])
    store = MemoryStore()
    reload_inputs(store, promotion(annotations={MANIFESTS: files}))
    assert store.get(Secret, "demo", "git") is not None
    reload_inputs(store, promotion())


def test_secrets_come_from_the_environment_and_from_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = MemoryStore()
    monkeypatch.setenv("TOKEN", "s3cret")
    (tmp_path / "key").write_bytes(b"PEM")
    load_inputs(store, [], False, ["git.password=env:TOKEN", f"git.sshPrivateKey=file:{tmp_path / 'key'}"], "demo")
    found = store.get(Secret, "demo", "git")
    assert found is not None
    assert found.values == {"password": b"s3cret", "sshPrivateKey": b"PEM"}


def test_a_secret_of_a_manifest_keeps_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    store = MemoryStore()
    store.create(Secret(metadata=ObjectMeta(name="git", namespace="demo"), string_data={"username": "bot"}))
    monkeypatch.setenv("TOKEN", "s3cret")
    load_inputs(store, [], False, ["git.password=env:TOKEN"], "demo")
    found = store.get(Secret, "demo", "git")
    assert found is not None
    assert found.values == {"username": b"bot", "password": b"s3cret"}


@pytest.mark.parametrize("text", ["s3cret", "git.password=s3cret", "git=env:X", ".password=env:X", "git.x=env:"])
def test_a_secret_that_is_written_wrong_is_not_repeated(text: str) -> None:
    with pytest.raises(InputError) as caught:
        load_inputs(MemoryStore(), [], False, [text], "demo")
    assert str(caught.value) == "--secret is written NAME.KEY=env:VARIABLE or NAME.KEY=file:PATH"


def test_a_secret_that_is_not_there_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no variable NO_SUCH_VARIABLE, which a --secret names"):
        load_inputs(MemoryStore(), [], False, ["git.password=env:NO_SUCH_VARIABLE"], "demo")
    with pytest.raises(InputError, match="can't be read: No such file"):
        load_inputs(MemoryStore(), [], False, [f"git.password=file:{tmp_path / 'gone'}"], "demo")
