from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.cli.things import promotion
from tranship.cli.inputs import MANIFESTS
from tranship.cli.session import interruptible, load_inputs, reload_inputs
from tranship.errors import InputError, ManifestError
from tranship.models.core import Secret
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


def test_secrets_are_read_again_from_the_manifests_of_a_promotion(tmp_path: Path) -> None:
    files = os.pathsep.join([write(tmp_path, SECRET), str(tmp_path / "gone.yaml")])
    store = MemoryStore()
    reload_inputs(store, promotion(annotations={MANIFESTS: files}))
    assert store.get(Secret, "demo", "git") is not None
    reload_inputs(store, promotion())


def test_a_request_to_end_is_an_interrupt_while_it_matters() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt), interruptible():
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before
