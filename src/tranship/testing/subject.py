"""What a case promotes: the Stage or task of its manifests and the Freight it gives, made into a Promotion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from tranship.errors import InputError
from tranship.lifecycle.build import build
from tranship.lifecycle.freight import collection_of, requested, target_collection
from tranship.lifecycle.make_freight import Artifacts, freight_name, make_freight, read_artifacts
from tranship.models.freight import Freight, FreightOrigin, GitCommit
from tranship.models.promotion import ExpressionVariable, Promotion, PromotionStep, PromotionTaskReference
from tranship.models.resource import ObjectMeta, Resource
from tranship.models.stage import (
    FreightRequest,
    FreightSources,
    PromotionTemplate,
    PromotionTemplateSpec,
    Stage,
    StageSpec,
)
from tranship.models.task import ClusterPromotionTask, PromotionTask
from tranship.models.warehouse import (
    ChartSubscription,
    GitSubscription,
    ImageSubscription,
    RepoSubscription,
    Warehouse,
    WarehouseSpec,
)
from tranship.store.protocol import Store
from tranship.testing.given import Given, GivenFreight
from tranship.testing.hosting import Hosting

_MADE_STAGE, _MADE_WAREHOUSE = "test", "test"
"""The names of a Stage that has nothing but the task to test, and of a Warehouse that nobody gives."""


@dataclass(frozen=True)
class Subject:
    """A Promotion that is ready to be driven, in the store with all that belongs to it; this one knows its places."""

    promotion: Promotion
    stage: Stage
    freight: Freight


def project_of(given: Given, resources: Sequence[Resource]) -> str:
    """The project of what a case promotes.

    :raises InputError: it is not there, or in several projects.
    """
    name = given.stage or given.task
    kinds: tuple[type[Resource], ...] = (Stage,) if given.stage else (PromotionTask, ClusterPromotionTask)
    found = [one for one in resources if isinstance(one, kinds) and one.name == name]
    places = {one.namespace for one in found} if given.stage else {one.namespace for one in found if one.namespace}
    if given.project and (given.project in places or any(not one.namespace for one in found)):
        return given.project
    if len(places) > 1:
        raise InputError(f'there is a "{name}" in several projects ({", ".join(sorted(places))}); choose by project:')
    if not found or given.project:
        raise _missing(given, resources, kinds)
    return places.pop() if places else "default"


def _missing(given: Given, resources: Sequence[Resource], kinds: tuple[type[Resource], ...]) -> InputError:
    name, word = given.stage or given.task, "Stage" if given.stage else "task"
    names = sorted({one.name for one in resources if isinstance(one, kinds)})
    close = get_close_matches(name, names, n=1)
    where = f' in the project "{given.project}"' if given.project else ""
    hint = f'did you mean "{close[0]}"?' if close else f"there are: {', '.join(names)}" if names else "see manifests:"
    return InputError(f'there is no {word} "{name}"{where} in the manifests of the test; {hint}')


def make_subject(store: Store, given: Given, project: str, hosting: Hosting, now: datetime) -> Subject:
    """The Promotion of a case, and all that belongs to it, in the store.

    :raises InputError: it does not fit together. :raises ManifestError: the template is wrong.
    """
    wanted = given.freight if isinstance(given.freight, tuple) else (given.freight,)
    stage = _stage(store, given, project, wanted[0])
    made = [_freight(store, stage, one, hosting, now) for one in wanted]
    for freight in made:
        if requested(stage, freight) is None:
            origins = ", ".join(str(one.origin) for one in stage.spec.requested_freight)
            raise InputError(
                f'the Stage "{stage.name}" requests no Freight of {freight.origin} (it requests {origins})'
            )
        if store.get(Freight, project, freight.name) is None:
            store.create(freight)
    for request in stage.spec.requested_freight:
        _add_warehouse(store, project, request.origin, made)
    variables = [ExpressionVariable(name=name, value=value) for name, value in given.vars.items()]
    promotion = build(store, stage, made[0].name, now, actor=given.actor, extra_vars=variables)
    if len(made) > 1:
        references = dict(target_collection(stage, made[0].reference()).items)
        references |= {str(one.origin): one.reference() for one in made[1:]}
        promotion = promotion.replace(status=promotion.status.replace(freight_collection=collection_of(references)))
    store.create(promotion)
    return Subject(promotion, stage, made[0])


def _stage(store: Store, given: Given, project: str, freight: str | GivenFreight | None) -> Stage:
    """The Stage of the manifests, or one that has nothing but the task."""
    if given.stage:
        found = store.get(Stage, project, given.stage)
        if found is None:
            raise InputError(f'there is no Stage "{given.stage}" in the project "{project}"')
        return found
    kind = PromotionTask if store.get(PromotionTask, project, given.task) else ClusterPromotionTask
    reference = PromotionTaskReference(name=given.task, kind=kind.kind)
    step = PromotionStep(task=reference, as_=given.task)
    origins = {one.name for one in store.list(Warehouse, project)}
    if isinstance(freight, str):
        origins |= {one.origin.name for one in store.list(Freight, project)}
    elif freight is not None and freight.origin:
        origins = {freight.origin}
    requests = tuple(
        FreightRequest(origin=FreightOrigin(kind="Warehouse", name=name), sources=FreightSources(direct=True))
        for name in sorted(origins) or (_MADE_WAREHOUSE,)
    )
    template = PromotionTemplate(spec=PromotionTemplateSpec(steps=(step,)))
    spec = StageSpec(requested_freight=requests, promotion_template=template)
    return store.create(Stage(metadata=ObjectMeta(name=_MADE_STAGE, namespace=project), spec=spec))


def _freight(store: Store, stage: Stage, wanted: str | GivenFreight | None, hosting: Hosting, now: datetime) -> Freight:
    if isinstance(wanted, str):
        every = store.list(Freight, stage.namespace)
        found = [one for one in every if wanted in (one.name, one.effective_alias)]
        if not found:
            names = ", ".join(one.effective_alias or one.name for one in every) or "none"
            raise InputError(f'there is no Freight "{wanted}" in the manifests of the test; there are: {names}')
        return found[0]
    given = wanted or GivenFreight()
    artifacts = _artifacts(given, hosting)
    if artifacts or given.origin:
        freight = make_freight(store, stage, artifacts, now, warehouse=given.origin or _only_origin(stage))
    else:
        # Templates that look at no Freight are promoted with some all the same, as in Kargo.
        origin = stage.spec.requested_freight[0].origin if stage.spec.requested_freight else None
        if origin is None:
            raise InputError(f'the Stage "{stage.name}" requests no Freight, so there is nothing to promote')
        meta = ObjectMeta(name=freight_name(origin, artifacts), namespace=stage.namespace, creation_timestamp=now)
        freight = Freight(metadata=meta, origin=origin)
    freight = freight.replace(alias=given.alias, artifacts=given.artifacts)
    status = freight.status.replace(metadata=dict(given.metadata))
    return freight.replace(status=status).with_metadata(labels=dict(given.labels))


def _only_origin(stage: Stage) -> str | None:
    names = {one.origin.name for one in stage.spec.requested_freight}
    return names.pop() if len(names) == 1 else None


def _artifacts(given: GivenFreight, hosting: Hosting) -> Artifacts:
    """The artifacts; revisions of given repositories become the commits that they are."""
    images, charts = _texts(given.images), _texts(given.charts)
    read = read_artifacts(images, (), charts)
    return Artifacts(
        commits=tuple(_commit(one, hosting) for one in given.commits),
        images=(*read.images, *(one for one in given.images if not isinstance(one, str))),
        charts=(*read.charts, *(one for one in given.charts if not isinstance(one, str))),
    )


def _texts(values: Iterable[object]) -> list[str]:
    return [one for one in values if isinstance(one, str)]


def _commit(one: str | GitCommit, hosting: Hosting) -> GitCommit:
    if isinstance(one, str):
        url, _, revision = one.rpartition("@")
        commit = GitCommit(repo_url=url, id=revision)
        if not url or not revision:
            raise InputError(f'freight: "{one}" is no commit; write REPO@REVISION')
    else:
        commit, revision = one, one.id or one.tag or one.branch
    hosted = hosting.find(commit.repo_url)
    found = hosted.git.resolve(revision) if hosted else ""
    if hosted is not None and not found:
        raise InputError(f'freight: there is no commit "{revision}" in {hosted.url}')
    if hosted is None:
        return commit
    ref = {"branch": revision} if hosted.git.head(revision) and not commit.branch and not commit.tag else {}
    message = commit.message or hosted.git.git("log", "-1", "--format=%s", found)
    return commit.replace(id=found, message=message, **ref)


def _add_warehouse(store: Store, project: str, origin: FreightOrigin, made: Sequence[Freight]) -> None:
    """Make a requested Warehouse that nobody gives, subscribed to what the Freight of it holds."""
    if store.get(Warehouse, project, origin.name) is not None:
        return
    subscriptions = []
    for freight in (one for one in made if one.origin == origin):
        subscriptions += [
            RepoSubscription(image=ImageSubscription(repo_url=url))
            for url in dict.fromkeys(one.repo_url for one in freight.images)
        ]
        subscriptions += [
            RepoSubscription(git=GitSubscription(repo_url=url))
            for url in dict.fromkeys(one.repo_url for one in freight.commits)
        ]
        subscriptions += [
            RepoSubscription(chart=ChartSubscription(repo_url=one.repo_url, name=one.name)) for one in freight.charts
        ]
    meta = ObjectMeta(name=origin.name, namespace=project)
    store.create(Warehouse(metadata=meta, spec=WarehouseSpec(subscriptions=tuple(subscriptions))))
