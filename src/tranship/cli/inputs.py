"""From what somebody typed to a Promotion that is ready to run: manifests read, Freight found, everything checked."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from tranship.builtin_steps import step_definitions
from tranship.cli.options import Request
from tranship.credentials.secrets import SecretRegistry
from tranship.errors import InputError
from tranship.lifecycle.admission import VARIABLE_NAME
from tranship.lifecycle.annotations import MANIFESTS
from tranship.lifecycle.build import build
from tranship.lifecycle.context import promotion_context
from tranship.lifecycle.freight import available, collection_of, requested, target_collection
from tranship.lifecycle.make_freight import make_freight, read_artifacts
from tranship.lint.preflight import check_promotion
from tranship.models.freight import Freight, FreightCollection, FreightOrigin
from tranship.models.promotion import ExpressionVariable, Promotion
from tranship.models.resource import Resource
from tranship.models.stage import Stage
from tranship.promotion.context import Context
from tranship.store.protocol import Store

_SHORTEST_START = 4
"""Letters of a name that say enough."""


@dataclass(frozen=True)
class Wish:
    """A promotion that is ready to be started: the Stage, the Freight, and the Promotion built of them."""

    stage: Stage
    freight: Freight
    promotion: Promotion

    @property
    def missing(self) -> tuple[FreightOrigin, ...]:
        """The origins that the Stage requests Freight of, but of which there is none in this promotion."""
        there = self.promotion.status.freight_collection or target_collection(self.stage, self.freight.reference())
        return tuple(one.origin for one in self.stage.spec.requested_freight if str(one.origin) not in there.items)

    def stored(self, store: Store) -> Promotion:
        """The Promotion as it is in the store from now on, and with it the Freight, if that is new."""
        if store.get(Freight, self.freight.namespace, self.freight.name) is None:
            store.create(self.freight)
        return store.create(self.promotion)

    def context(self, ui_base_url: str, secrets: SecretRegistry) -> Context:
        """What expressions see before the first step has run."""
        return promotion_context(
            self.promotion, self.stage, self.freight, work_dir="", ui_base_url=ui_base_url, secrets=secrets
        )


def find_stage(store: Store, resources: Sequence[Resource], name: str, project: str | None) -> Stage:
    """The Stage that is meant: of the manifests at hand, else of the store.

    :raises InputError: there is none of that name, or several in different projects.
    """
    given = [one for one in resources if isinstance(one, Stage) and one.metadata.name == name]
    found = [stage for stage in given if project in (None, stage.metadata.namespace)]
    if not found:
        found = [stage for stage in store.list(Stage, project) if stage.metadata.name == name]
    if len(found) == 1:
        stored = store.get(Stage, found[0].metadata.namespace, name)
        # The one from the files knows its places, the stored one what was promoted.
        return found[0].replace(status=stored.status) if stored else found[0]
    if found:
        projects = ", ".join(sorted(stage.metadata.namespace for stage in found))
        raise InputError(f'there is a Stage "{name}" in several projects ({projects}); choose one with --project')
    names = sorted({stage.metadata.name for stage in store.list(Stage, project)})
    close = get_close_matches(name, names, n=1)
    if close:
        hint = f'did you mean "{close[0]}"?'
    else:
        hint = f"there are: {', '.join(names)}" if names else "name the folder with its manifest by -f FOLDER"
    where = f' in the project "{project}"' if project else ""
    raise InputError(f'there is no Stage "{name}"{where}; {hint}')


def find_freight(store: Store, project: str, text: str, *, alias_only: bool = False) -> Freight:
    """Freight by its name, the start of it (at least 4 characters), or its alias.

    :raises InputError: there is none, or several are meant.
    """
    every = store.list(Freight, project)
    found = [one for one in every if text == one.effective_alias or (text == one.name and not alias_only)]
    if not found and not alias_only and len(text) >= _SHORTEST_START:
        found = [one for one in every if one.name.startswith(text)]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(f'"{text}" could be {len(found)} pieces of Freight; give the whole name')
    known = [one.effective_alias or one.name[:7] for one in every if one.effective_alias or not alias_only]
    if known:
        close = get_close_matches(text, known, n=1)
        hint = f'did you mean "{close[0]}"?' if close else f"there is: {', '.join(known[:8])}"
    else:
        hint = "name what to promote by --image, --commit or --chart, or give its manifest by -f"
    what = "Freight with the alias" if alias_only else "Freight"
    raise InputError(f'there is no {what} "{text}" in the project "{project}"; {hint}')


def make_wish(store: Store, resources: Sequence[Resource], request: Request, now: datetime) -> Wish:
    """The promotion that a request asks for; nothing of it is stored yet.

    :raises ManifestError: its steps can't go well; all problems at once.
    :raises InputError: it does not fit together; the message says what to change.
    """
    stage = find_stage(store, resources, request.stage, request.project)
    freight = _wanted_freight(store, stage, request, now)
    if requested(stage, freight) is None:
        wanted = ", ".join(str(one.origin) for one in stage.spec.requested_freight)
        raise InputError(
            f'the Stage "{stage.metadata.name}" does not request Freight of {freight.origin} (it requests {wanted})'
        )
    if request.require_available and not available(stage, freight, now):
        raise InputError(
            f'the Freight {freight.metadata.name[:7]} is not available to the Stage "{stage.metadata.name}" yet: '
            "it was not verified in the Stages before it, nor approved"
        )
    for name, _ in request.variables:
        if not VARIABLE_NAME.match(name):
            raise InputError(
                f"--var: \"{name}\" can't be a variable's name: letters, digits and _ only, no digit first"
            )
    variables = [ExpressionVariable(name=name, value=value) for name, value in request.variables]
    promotion = build(store, stage, freight.metadata.name, now, actor=request.actor, extra_vars=variables)
    check_promotion(promotion, step_definitions())
    if request.with_freight:
        collection = _collection(store, stage, freight, request.with_freight)
        promotion = promotion.replace(status=promotion.status.replace(freight_collection=collection))
    if request.files:
        sources = os.pathsep.join(str(Path(file).absolute()) for file in request.files if file != "-")
        annotations = promotion.metadata.annotations | {MANIFESTS: ("-R " if request.recursive else "") + sources}
        promotion = promotion.replace(metadata=promotion.metadata.replace(annotations=annotations))
    return Wish(stage, freight, promotion)


def _wanted_freight(store: Store, stage: Stage, request: Request, now: datetime) -> Freight:
    project = stage.metadata.namespace
    artifacts = read_artifacts(request.images, request.commits, request.charts)
    named = request.freight or request.freight_alias
    if request.freight and request.freight_alias:
        raise InputError("--freight and --freight-alias both say what to promote; give one of them")
    if named and artifacts:
        raise InputError("--freight names Freight that exists; it can't go together with --image, --commit or --chart")
    if named:
        return find_freight(store, project, named, alias_only=bool(request.freight_alias))
    if not artifacts:
        raise InputError("say what to promote: --freight NAME, or --image R:T, --commit R@SHA, --chart R:N@V")
    freight = make_freight(store, stage, artifacts, now, warehouse=request.origin)
    return store.get(Freight, project, freight.metadata.name) or freight


def _collection(store: Store, stage: Stage, freight: Freight, names: Sequence[str]) -> FreightCollection:
    """The Freight that goes together: what the Stage has, what was named, and the target."""
    references = dict(target_collection(stage, freight.reference()).items)
    for name in names:
        other = find_freight(store, stage.metadata.namespace, name)
        if requested(stage, other) is None:
            raise InputError(f'the Stage "{stage.metadata.name}" does not request Freight of {other.origin}')
        if other.origin == freight.origin:
            raise InputError(
                f"--with-freight is for other origins; {name} is of {other.origin}, as the Freight to promote"
            )
        references[str(other.origin)] = other.reference()
    return collection_of(references)
