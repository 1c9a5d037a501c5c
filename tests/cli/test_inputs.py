from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.things import IMAGE, NOW, freight, stage, store_of, warehouse
from tranship.cli.inputs import Wish, find_freight, find_stage, make_wish
from tranship.cli.options import Request
from tranship.errors import InputError, ManifestError
from tranship.lifecycle.annotations import MANIFESTS
from tranship.models.freight import Freight, FreightOrigin
from tranship.models.promotion import PromotionStep
from tranship.models.stage import StageStatus
from tranship.store.memory import MemoryStore


def request(
    *,
    stage: str = "test",
    freight: str | None = None,
    alias: str | None = None,
    images: tuple[str, ...] = (),
    with_freight: tuple[str, ...] = (),
    files: tuple[str, ...] = (),
    variables: tuple[tuple[str, str], ...] = (),
    available: bool = False,
) -> Request:
    return Request(
        files=files,
        recursive=False,
        project=None,
        stage=stage,
        freight=freight,
        freight_alias=alias,
        images=images,
        commits=(),
        charts=(),
        with_freight=with_freight,
        origin=None,
        variables=variables,
        secrets=(),
        actor="ana",
        require_available=available,
    )


def wish(store: MemoryStore, asked: Request) -> Wish:
    return make_wish(store, [], asked, NOW)


def test_a_stage_is_found_in_the_store_or_among_the_manifests() -> None:
    stored = stage().replace(status=StageStatus(freight_summary="known"))
    assert find_stage(store_of(stored), [], "test", None).name == "test"
    # The one of the files has places in it, the stored one what was promoted.
    assert find_stage(store_of(stored), [stage(hello="new")], "test", None).status.freight_summary == "known"


def test_a_misspelt_stage_is_suggested() -> None:
    with pytest.raises(InputError, match='there is no Stage "tset"; did you mean "test"\\?'):
        find_stage(store_of(stage()), [], "tset", None)
    with pytest.raises(InputError, match='there is no Stage "x" in the project "demo"; there are: test'):
        find_stage(store_of(stage()), [], "x", "demo")
    with pytest.raises(InputError, match="name the folder with its manifest by -f FOLDER"):
        find_stage(MemoryStore(), [], "x", None)


def test_a_stage_of_several_projects_has_to_be_chosen() -> None:
    store = store_of(stage(), stage(project="other"))
    with pytest.raises(InputError, match=r"several projects \(demo, other\); choose one with --project"):
        find_stage(store, [], "test", None)
    assert find_stage(store, [], "test", "other").namespace == "other"


def test_freight_is_found_by_name_the_start_of_it_or_alias() -> None:
    store = store_of(freight("3f2c1ab0", alias="happy-otter"), freight("3f2d0000"))
    for text in ("3f2c1ab0", "3f2c", "happy-otter"):
        assert find_freight(store, "demo", text).name == "3f2c1ab0"
    assert find_freight(store, "demo", "happy-otter", alias_only=True).name == "3f2c1ab0"


def test_freight_that_is_not_there_is_suggested() -> None:
    store = store_of(freight("3f2c1ab0", alias="happy-otter"), freight("3f2c0000"))
    with pytest.raises(InputError, match='"3f2c" could be 2 pieces of Freight'):
        find_freight(store, "demo", "3f2c")
    with pytest.raises(InputError, match='did you mean "happy-otter"'):
        find_freight(store, "demo", "hapy-otter")
    with pytest.raises(InputError, match="no Freight with the alias"):
        find_freight(store, "demo", "3f2c1ab0", alias_only=True)
    with pytest.raises(InputError, match="name what to promote by --image, --commit or --chart"):
        find_freight(MemoryStore(), "demo", "x")


def test_an_image_becomes_freight_that_is_stored_once() -> None:
    store = store_of(stage(), warehouse())
    first = wish(store, request(images=(f"{IMAGE}:1",)))
    assert store.list(Freight) == []
    promotion = first.stored(store)
    assert promotion.spec.freight == first.freight.name
    assert promotion.name.startswith("test.")
    wish(store, request(images=(f"{IMAGE}:1",))).stored(store)
    assert [one.name for one in store.list(Freight)] == [first.freight.name]


def test_a_promotion_that_can_not_go_well_is_refused() -> None:
    bad = stage()
    template = bad.spec.promotion_template
    assert template is not None
    steps = (PromotionStep(uses="git-clne", as_="clone"),)
    spec = bad.spec.replace(promotion_template=template.replace(spec=template.spec.replace(steps=steps)))
    with pytest.raises(ManifestError, match='"git-clne"; did you mean "git-clone"'):
        wish(store_of(bad.replace(spec=spec), freight()), request(freight="3f2c1ab0"))


def test_a_variable_has_a_name_that_expressions_can_read() -> None:
    with pytest.raises(InputError, match="--var: \"1x\" can't be a variable's name"):
        wish(store_of(stage(), freight()), request(freight="3f2c1ab0", variables=(("1x", "y"),)))


def test_freight_and_artifacts_exclude_each_other() -> None:
    store = store_of(stage(), freight())
    with pytest.raises(InputError, match="can't go together with --image"):
        wish(store, request(freight="3f2c1ab0", images=(f"{IMAGE}:1",)))
    with pytest.raises(InputError, match="--freight and --freight-alias both say"):
        wish(store, request(freight="3f2c1ab0", alias="x"))
    with pytest.raises(InputError, match="say what to promote: --freight NAME, or --image"):
        wish(store, request())


def test_freight_that_the_stage_does_not_request_is_refused() -> None:
    other = freight("aaaa0000", origin=FreightOrigin(kind="Warehouse", name="other"))
    with pytest.raises(InputError, match=r"does not request Freight of Warehouse/other \(it requests Warehouse/web\)"):
        wish(store_of(stage(), other), request(freight="aaaa0000"))


def test_freight_may_have_to_be_available() -> None:
    late = stage("prod")
    (wanted,) = late.spec.requested_freight
    sources = wanted.sources.replace(direct=False, stages=("test",))
    late = late.replace(spec=late.spec.replace(requested_freight=(wanted.replace(sources=sources),)))
    store = store_of(late, freight())
    assert wish(store, request(stage="prod", freight="3f2c1ab0")).stage.name == "prod"
    with pytest.raises(InputError, match='3f2c1ab is not available to the Stage "prod" yet'):
        wish(store, request(stage="prod", freight="3f2c1ab0", available=True))


def test_variables_come_last_and_files_are_noted(tmp_path: Path) -> None:
    made = wish(
        store_of(stage(), freight()),
        request(freight="3f2c1ab0", variables=(("branch", "main"),), files=(str(tmp_path), "-")),
    ).promotion
    assert made.spec.vars[-1].name == "branch"
    assert made.metadata.annotations[MANIFESTS] == str(tmp_path)


def test_freight_of_other_origins_goes_along() -> None:
    base = FreightOrigin(kind="Warehouse", name="base")
    store = store_of(stage(origins=("web", "base")), freight(), freight("bbbb0000", origin=base), freight("cccc0000"))
    made = wish(store, request(freight="3f2c1ab0", with_freight=("bbbb0000",))).promotion
    collection = made.status.freight_collection
    assert collection is not None
    assert wish(store, request(freight="3f2c1ab0")).missing == (base,)
    assert wish(store, request(freight="3f2c1ab0", with_freight=("bbbb0000",))).missing == ()
    assert sorted(one.name for one in collection.items.values()) == ["3f2c1ab0", "bbbb0000"]
    with pytest.raises(InputError, match="--with-freight is for other origins"):
        wish(store, request(freight="3f2c1ab0", with_freight=("cccc0000",)))
