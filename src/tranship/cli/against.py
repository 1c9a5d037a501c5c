"""A plan next to that of its template's older version, which is read from the repository that the manifests are in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import click

from tranship.app import App, Settings, open_apart
from tranship.authoring import Toolbox
from tranship.cli.inputs import Wish, make_wish
from tranship.cli.options import Request
from tranship.cli.reading import Inputs, load_inputs, read_inputs
from tranship.clients.git import NoRepositoryError
from tranship.credentials.secrets import SecretRegistry
from tranship.errors import InputError
from tranship.execution import BACKGROUND
from tranship.manifest_files import ENDINGS, STDIN
from tranship.models.core import Secret
from tranship.models.resource import Resource
from tranship.models.stage import Stage
from tranship.plan import Plan, Planner
from tranship.plan.comparison import Comparison, ResultDifference, compare
from tranship.plan.provisional import Provisional
from tranship.refs.git_url import place_of

_HEADS, _TAGS = "refs/heads/", "refs/tags/"

MakePlan = Callable[[Planner, Wish], Plan]
"""Has a planner plan what was wished for."""


@dataclass(frozen=True)
class Older:
    """The older version of a request's manifests.

    :param reference: how the user names it. :param request: what is to be promoted. :param now: the time.
    :param secrets: collects the secrets that both plans touch.
    """

    settings: Settings
    request: Request
    reference: str
    now: datetime
    secrets: SecretRegistry

    def check(self) -> None:
        """Refuse what can't be compared, before anything takes time.

        :raises InputError: there are no files, or they come from stdin.
        """
        if not self.request.files:
            raise InputError("--against compares manifests with their older version; name them by -f")
        if STDIN in self.request.files:
            raise InputError("--against needs files in a Git repository; stdin has no older version")

    def compared(self, wish: Wish, plan: Plan, planner: Planner, make_plan: MakePlan) -> Comparison:
        """The plan of what was wished for, next to what the older version would do about the same.

        :raises InputError: the files are in no repository, or it has no such commit.
        """
        with TemporaryDirectory(prefix="tranship-older-") as folder, open_apart(self.settings) as app:
            places = _Places(self.reference)
            files = self._files(app, Path(folder).resolve(), places)
            try:
                older = self._wish(app, files, wish)
                with app.planner() as earlier_planner:
                    earlier = places.restored(make_plan(earlier_planner, older))
                    results = _results(earlier_planner, planner, self.secrets, wish.promotion.name)
            except InputError as error:
                return Comparison(plan, self.reference, None, places.text(str(error)))
            return compare(plan, earlier, self.reference, results)

    def _files(self, app: App, folder: Path, places: _Places) -> list[str]:
        """Where the older versions are of all files and folders that have one."""
        found, outside = [], []
        for number, name in enumerate(self.request.files):
            into = folder / str(number)
            into.mkdir()
            try:
                older = app.git.older_files(Path(name), self.reference, into, BACKGROUND, ENDINGS)
            except NoRepositoryError:
                outside.append(name)
                found.append(name)
                continue
            if older is not None:
                places.add(older, name)
                found.append(str(older))
        if len(outside) == len(self.request.files):
            raise InputError(f"{outside[0]} is in no Git repository, so that it has no older version")
        for name in outside:
            click.echo(f"warning: {name} is in no Git repository; it is the same for both plans", err=True)
        return found

    def _wish(self, app: App, files: Sequence[str], wish: Wish) -> Wish:
        """The same promotion, made of the older manifests. Secrets are those of now: they are no part of a template.

        :raises InputError: it can't be made.
        """
        request = self.request
        load_inputs(app.store, request.files, request.recursive, request.secrets, request.project)
        resources: Sequence[Resource] = ()
        if files:
            project = wish.stage.namespace
            resources = read_inputs(app.store, files, request.recursive, (), project).resources
            Inputs([one for one in resources if not isinstance(one, Secret)]).put_into(app.store)
        if not any(isinstance(one, Stage) and one.name == request.stage for one in resources):
            raise InputError(f'{self.reference} has no Stage "{request.stage}" in these files')
        older = make_wish(app.store, resources, request, self.now)
        # Its name is in branches and texts; both are to be the same promotion.
        promotion = older.promotion.replace(metadata=older.promotion.metadata.replace(name=wish.promotion.name))
        older = replace(older, promotion=promotion)
        older.stored(app.store)
        return older


class _Places:
    """Says where older files come from, in place of the scratch folder where they are."""

    def __init__(self, reference: str) -> None:
        self._reference = reference
        self._names: dict[str, str] = {}

    def add(self, place: Path, name: str) -> None:
        self._names[str(place)] = f"{self._reference}:{name.rstrip('/')}"

    def text(self, text: str) -> str:
        """The text with the names that users know."""
        for place, name in self._names.items():
            text = text.replace(place, name)
        return text

    def restored(self, plan: Plan) -> Plan:
        steps = (replace(one, place=self.text(one.place), message=self.text(one.message)) for one in plan.steps)
        return replace(plan, steps=tuple(steps))


def _results(earlier: Planner, later: Planner, secrets: SecretRegistry, promotion: str) -> list[ResultDifference]:
    """How what two planners have pushed to their scratch folders differs, as everybody may see it."""
    before, after = (cast("Toolbox", planner.services.toolbox).git for planner in (earlier, later))
    provisional = Provisional(promotion)
    provisional.note((*before.made, *after.made), "it runs")

    def text(value: str) -> str:
        return provisional.shown(secrets.mask(value))

    return [
        ResultDifference(
            text(f"{place_of(one.url)} {one.ref.removeprefix(_HEADS).removeprefix(_TAGS)}"), text(one.diff)
        )
        for one in after.compare(before, BACKGROUND)
    ]
