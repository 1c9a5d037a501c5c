"""kustomize-set-image takes images from its configuration or from the Freight, and changes nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tranship.authoring import READ, StepContext, StepError, StepFailed, StepResult, StepRunnerCapability
from tranship.execution import BACKGROUND
from tranship.models.base import read_model
from tranship.models.freight import FreightCollection, FreightReference
from tranship.models.resource import ObjectMeta
from tranship.models.stage import FreightRequest
from tranship.models.warehouse import Warehouse, WarehouseSpec
from tranship.promotion import Config, StepRunnerCapabilities
from tranship.steps.kustomize_set_image import registration
from tranship.store.memory import MemoryStore

FILE = "resources:\n- ../base # shared\nimages:\n- name: web\n  newTag: v1 # by hand\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "env").mkdir()
    (tmp_path / "env/kustomization.yaml").write_text(FILE)
    return tmp_path


def freight(**images: dict[str, str]) -> FreightCollection:
    """Freight of a Warehouse each, with one image of this address, tag and digest."""
    items = {
        f"Warehouse/{name}": read_model(FreightReference, {"name": name, "images": [image]})
        for name, image in images.items()
    }
    return FreightCollection(id="", items=items)


def warehouse(name: str, *images: str) -> Warehouse:
    spec = read_model(WarehouseSpec, {"subscriptions": [{"image": {"repoURL": image}} for image in images]})
    return Warehouse(metadata=ObjectMeta(name=name, namespace="demo"), spec=spec)


def set_image(
    root: Path,
    collection: FreightCollection = FreightCollection(id=""),
    warehouses: tuple[Warehouse, ...] = (),
    requested: tuple[str, ...] = (),
    **config: Any,
) -> StepResult:
    store = MemoryStore()
    for one in warehouses:
        store.create(one)
    requests = tuple(
        read_model(FreightRequest, {"origin": {"kind": "Warehouse", "name": name}, "sources": {"direct": True}})
        for name in requested
    )
    given = Config({"path": "env", **config})
    context = StepContext(str(root), "set", project="demo", config=given, freight=collection, freight_requests=requests)
    return registration.factory(StepRunnerCapabilities(kargo_client=store)).run(context, BACKGROUND)


def test_images_of_the_configuration(root: Path) -> None:
    images = [
        {"image": "web", "tag": "v2", "digest": ""},
        {"image": "ghcr.io/acme/api", "name": "api", "newName": "eu/api", "digest": "sha256:00"},
    ]
    result = set_image(root, path="./env/", images=images)
    assert result.output == {"commitMessage": "Updated ./env/ to use new images\n\n- eu/api@sha256:00\n- web:v2"}
    assert (root / "env/kustomization.yaml").read_text() == (
        "resources:\n- ../base # shared\nimages:\n"
        "- name: api\n  newName: eu/api\n  digest: sha256:00\n- name: web\n  newTag: v2 # by hand\n"
    )


def test_all_images_of_the_freight_with_tag_and_digest(root: Path) -> None:
    collection = freight(
        b={"repoURL": "web", "tag": "v3"}, a={"repoURL": "web", "tag": "v2", "digest": "sha256:00"}, c={"repoURL": "x"}
    )
    result = set_image(root, collection)
    assert result.output == {"commitMessage": "Updated env to use new images\n\n- web:v3\n- x"}
    assert (root / "env/kustomization.yaml").read_text() == FILE.replace("v1", "v3") + "- name: x\n"


def test_no_images_give_no_output_but_an_empty_list(root: Path) -> None:
    (root / "env/kustomization.yaml").write_text("resources: [a]\n")
    assert set_image(root).output is None
    assert (root / "env/kustomization.yaml").read_text() == "resources: [a]\nimages: []\n"


def test_the_freight_is_not_guessed_from(root: Path) -> None:
    collection, both = freight(w={"repoURL": "web", "tag": "v2"}), (warehouse("w", "web", "db"), warehouse("x", "web"))
    set_image(root, collection, both[:1], ("w",))
    with pytest.raises(StepError, match='both Warehouse "w" and Warehouse "x" could provide the image web; say which'):
        set_image(root, collection, both, ("w", "x"))
    with pytest.raises(StepError, match='there is no Warehouse "gone" to tell its images by; list `images`'):
        set_image(root, collection, both[:1], ("w", "gone"))
    set_image(root, collection, both, ("w", "x"), images=[{"image": "web", "tag": "v4"}])
    assert (root / "env/kustomization.yaml").read_text() == FILE.replace("v1", "v4")


def test_a_file_that_says_it_already_is_not_written(root: Path) -> None:
    before = (root / "env/kustomization.yaml").stat()
    result = set_image(root, images=[{"image": "web", "tag": "v1"}])
    assert result.output == {"commitMessage": "Updated env to use new image\n\n- web:v1"}
    assert (root / "env/kustomization.yaml").stat() == before


def test_the_kustomization_must_be_one_file(root: Path) -> None:
    images = [{"image": "web", "tag": "v2"}]
    (root / "env/Kustomization").symlink_to("kustomization.yaml")
    (root / "env/kustomization.yml").mkdir()
    set_image(root, images=images)
    (root / "env/kustomization.yml").rmdir()
    (root / "env/kustomization.yml").write_text(FILE)
    with pytest.raises(
        StepError, match=r'"env" has more than one kustomization: kustomization\.yaml and kustomization\.yml'
    ):
        set_image(root, images=images)
    for path in (".", "env/kustomization.yaml", "gone"):
        with pytest.raises(StepError, match=f'there is no kustomization in "{path}"'):
            set_image(root, path=path, images=images)


def test_a_file_that_can_not_be_edited_stays(root: Path) -> None:
    (root / "env/kustomization.yaml").write_text("images: web\n")
    with pytest.raises(StepError, match=r"env/kustomization\.yaml: line 1: `images` must be a list"):
        set_image(root, images=[{"image": "web", "tag": "v2"}])
    assert (root / "env/kustomization.yaml").read_text() == "images: web\n"


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"path": ""}, "path: must not be empty"),
        ({"image": "a"}, "image: unknown field"),
        ({"images": [{"tag": "b"}]}, r"images\[0\]\.image: is required, but missing"),
        ({"images": [{"image": "", "tag": "b"}]}, r"images\[0\]\.image: must not be empty"),
        (
            {"images": [{"image": "a", "tag": "b", "digest": "c"}]},
            r"images\[0\]: give either a tag or a digest, not both",
        ),
        ({"images": [{"image": "a", "newName": "b"}]}, r"images\[0\]: give either a tag or a digest$"),
        ({"images": [{"image": "a", "tag": ""}]}, r"images\[0\]: give either a tag or a digest$"),
        ({"images": [{"image": "a", "tag": 2}]}, r"images\[0\]\.tag: "),
        ({"images": [{"image": "a", "tag": "b", "digest": None}]}, r"images\[0\]\.digest: "),
        ({"images": None}, "images: "),
    ],
)
def test_a_wrong_configuration_fails(root: Path, config: dict[str, Any], message: str) -> None:
    with pytest.raises(StepFailed, match=message):
        set_image(root, **config)


def test_only_without_images_anything_outside_is_read() -> None:
    assert registration.metadata.required_capabilities == {StepRunnerCapability.ACCESS_CONTROL_PLANE}
    for images, reads in (([], READ), ([{"image": "a", "tag": "b"}], frozenset())):
        config = read_model(registration.config, {"path": "env", "images": images})
        assert registration.effects_of(config) & READ == reads
