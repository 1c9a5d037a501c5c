"""Before a build, every file that it would read is followed; none may be outside of the work directory."""

from __future__ import annotations

from pathlib import Path

import pytest

from tranship.clients.kustomize.closure import Closure
from tranship.errors import AddressError, InputError, PathError


def refuse(url: str) -> None:
    raise AddressError(f"remote: {url}")


def check(root: Path, **files: str) -> None:
    """Check the kustomization of the folder ``app``, which is ``kustomization`` among the files."""
    for name, text in files.items():
        path = root / {"kustomization": "app/kustomization.yaml"}.get(name, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    Closure(root, refuse).check(root / "app")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "secret.yaml").write_text("kind: Secret\n")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/kustomization.yaml").write_text("resources: []\n")
    root = tmp_path / "work"
    root.mkdir()
    return root


def test_what_stays_inside_is_fine(root: Path) -> None:
    (root / "base").mkdir()
    (root / "base/kustomization.yaml").write_text("resources: [../app/a.yaml]\n")
    (root / "a.yaml").write_text("kind: X\n")
    check(
        root,
        kustomization="resources: [../base, ../a.yaml, missing.yaml]\n"
        "patches: [{path: ../a.yaml}, {patch: 'path: /etc/passwd'}]\n"
        "commonAnnotations: {path: /etc/passwd}\n"
        "configMapGenerator: [{name: x, files: [k=../a.yaml], literals: [path=/etc]}]\n",
    )


OUTSIDE = [
    "resources: [../../secret.yaml]",
    "resources: [../../outside]",
    "bases: [../../outside]",
    "components: [../../outside]",
    "patches: [{path: ../../secret.yaml}]",
    "patchesStrategicMerge: [../../secret.yaml]",
    "patchesJson6902: [{path: ../../secret.yaml, target: {kind: X}}]",
    "replacements: [{path: ../../secret.yaml}]",
    "configMapGenerator: [{name: x, files: [../../secret.yaml]}]",
    "configMapGenerator: [{name: x, files: [key=../../secret.yaml]}]",
    "configMapGenerator: [{name: x, files: [/etc/passwd]}]",
    "configMapGenerator: [{name: x, env: ../../secret.yaml}]",
    "secretGenerator: [{name: x, envs: [/etc/passwd]}]",
    "crds: [../../secret.yaml]",
    "configurations: [../../secret.yaml]",
    "openapi: {path: /etc/passwd}",
    "helmCharts: [{name: x, valuesFile: ../../secret.yaml}]",
    "helmCharts: [{name: x, additionalValuesFiles: [../../secret.yaml]}]",
    "helmGlobals: {chartHome: ../../outside}",
    "transformers: [../../secret.yaml]",
    'generators: ["apiVersion: builtin\\nkind: ConfigMapGenerator\\nfiles: [/etc/passwd]\\n"]',
]


@pytest.mark.parametrize("kustomization", OUTSIDE)
def test_what_leads_out_is_refused(root: Path, kustomization: str) -> None:
    with pytest.raises(PathError, match="outside of the work directory"):
        check(root, kustomization=kustomization)


def test_a_base_of_a_base_is_looked_at(root: Path) -> None:
    (root / "base").mkdir()
    (root / "base/kustomization.yml").write_text("resources: [../../secret.yaml]\n")
    with pytest.raises(PathError, match=r'names "\.\./\.\./secret\.yaml", which is outside'):
        check(root, kustomization="resources: [../base]\n")


def test_a_generators_configuration_is_looked_at(root: Path) -> None:
    (root / "app").mkdir()
    (root / "app/gen.yaml").write_text("apiVersion: builtin\nkind: SecretGenerator\nfiles: [/etc/passwd]\n")
    with pytest.raises(PathError, match='names "/etc/passwd"'):
        check(root, kustomization="generators: [gen.yaml]\n")


@pytest.mark.parametrize("name", ["app/kustomization.yaml", "app/a.yaml", "app/charts/web/values.yaml"])
def test_symlinks_out_are_refused(root: Path, name: str) -> None:
    (root / name).parent.mkdir(parents=True)
    (root / name).symlink_to("/etc/passwd")
    files = (
        {}
        if name.endswith("kustomization.yaml")
        else {"kustomization": "resources: [a.yaml]\nhelmCharts: [{name: web}]\n"}
    )
    with pytest.raises(PathError, match=r"out(side)? of the work directory"):
        check(root, **files) if files else Closure(root, refuse).check(root / "app")


REMOTE = [
    "https://h/r.git//app?ref=v1",
    "https://h/x.yaml",
    "git@h:r.git",
    "git::https://h/r",
    "gh:acme/r",
    "github.com/acme/r/app?ref=v1",
    "ssh://git@h/r",
]


@pytest.mark.parametrize("url", REMOTE)
def test_what_is_elsewhere_is_asked_for(root: Path, url: str) -> None:
    with pytest.raises(AddressError) as caught:
        check(root, kustomization=f'resources: ["{url}"]\n')
    assert str(caught.value) == f"remote: {url}"


def test_a_patch_from_elsewhere_is_asked_for(root: Path) -> None:
    with pytest.raises(AddressError):
        check(root, kustomization="patches: [{path: 'https://h/p.yaml'}]\n")


def test_a_folder_that_looks_like_a_host_is_a_folder(root: Path) -> None:
    (root / "app/acme.com/x").mkdir(parents=True)
    (root / "app/acme.com/x/kustomization.yaml").write_text("resources: []\n")
    check(root, kustomization="resources: [acme.com/x]\n")


def test_bases_that_go_round_are_followed_once(root: Path) -> None:
    (root / "base").mkdir()
    (root / "base/kustomization.yaml").write_text("resources: [../app]\n")
    check(root, kustomization="resources: [../base]\n")


def test_a_kustomization_has_to_be_there_once(root: Path) -> None:
    (root / "app").mkdir()
    with pytest.raises(PathError, match=r'there is no kustomization\.yaml in "app"'):
        check(root)
    with pytest.raises(PathError, match=r'"app" has both kustomization\.yaml and Kustomization'):
        check(root, **{"kustomization": "", "app/Kustomization": ""})


def test_what_cant_be_read_is_refused(root: Path) -> None:
    with pytest.raises(InputError, match=r'"kustomization\.yaml" can\'t be read'):
        check(root, kustomization="resources: [\n")
