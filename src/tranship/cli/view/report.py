"""The end of a promotion: the answer first, then the evidence, then what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from tranship.cli.record import configurations, places
from tranship.cli.view.blocks import as_yaml, block, saying
from tranship.cli.view.consoles import result_console
from tranship.cli.view.documents import print_document
from tranship.cli.view.text import elapsed, links, short_commit, took
from tranship.credentials.secrets import SecretRegistry
from tranship.lifecycle.secret_state import concealed_text
from tranship.models.base import dump
from tranship.models.promotion import Promotion, PromotionPhase, PromotionStepStatus, StepExecutionMetadata
from tranship.store.protocol import Store

EXIT_CODES: Mapping[PromotionPhase | None, int] = {
    PromotionPhase.SUCCEEDED: 0,
    PromotionPhase.FAILED: 1,
    PromotionPhase.ABORTED: 1,
    PromotionPhase.ERRORED: 2,
}
_BAD = frozenset({PromotionStepStatus.FAILED, PromotionStepStatus.ERRORED})


def print_report(
    store: Store,
    promotion: Promotion,
    secrets: SecretRegistry,
    *,
    output: str,
    seconds: float | None = None,
    work_dir: Path | None = None,
) -> None:
    """Write the result to stdout: as JSON or YAML the whole Promotion, masked; as text what a person wants to know.

    :param seconds: how long it took, if somebody has measured it.
    :param work_dir: its work directory, if that was kept.
    """
    if output == "text":
        status = promotion.status
        time = elapsed(status.started_at, status.finished_at) if seconds is None else took(seconds)
        _print_text(store, promotion, secrets, time)
        _print_next(promotion, work_dir)
        return
    data = concealed_text(secrets.mask_value(dump(promotion)))
    print_document(data, output)


def _print_text(store: Store, promotion: Promotion, secrets: SecretRegistry, time: str) -> None:
    console = result_console()
    status = promotion.status
    succeeded = status.phase is PromotionPhase.SUCCEEDED
    state: Mapping[str, Any] = concealed_text(secrets.mask_value(status.state or {}))
    parts = (f" in {time}", *_commits(state), *links(state))
    phase = (str(status.phase), "bold green" if succeeded else "bold red")
    console.print(Text.assemble(phase, " · ".join(parts)), soft_wrap=True)
    if succeeded:
        return
    broken = [entry for entry in status.step_execution_metadata if _ended_it(entry)]
    configs = configurations(store, promotion) if broken else {}
    for entry in broken:
        _print_failure(console, promotion, entry, secrets.mask_value(configs.get(entry.alias)), secrets)
    if status.message and not any(entry.message in status.message for entry in broken if entry.message):
        saying(console)(secrets.mask(status.message))


def _print_next(promotion: Promotion, work_dir: Path | None) -> None:
    """Where to look on."""
    say = saying(result_console())
    failed = promotion.status.phase is not PromotionPhase.SUCCEEDED
    if not failed and promotion.status.health_checks:
        say(f"How it does now: tranship health {promotion.name}")
    if failed:
        say(f"\nAll of it: tranship describe promotion {promotion.name}")
    if work_dir is not None:
        say(f"Its work directory: {work_dir}")
    elif failed:
        say("To look at its files, run it again with --keep-work-dir.")


def _ended_it(entry: StepExecutionMetadata) -> bool:
    return entry.status in _BAD and not entry.continue_on_error


def _commits(state: Mapping[str, Any]) -> Iterator[str]:
    """The last commit that a step has put out."""
    found = [str(output["commit"]) for output in state.values() if isinstance(output, Mapping) and output.get("commit")]
    if found:
        yield f"commit {short_commit(found[-1])}"


def _print_failure(
    console: Console, promotion: Promotion, entry: StepExecutionMetadata, config: Any, secrets: SecretRegistry
) -> None:
    say = saying(console)
    kind = next((step.uses for step in promotion.spec.steps if step.as_ == entry.alias), "")
    place = places(promotion).get(entry.alias, "")
    say(f'\n{place}{": " if place else ""}step "{entry.alias}" ({kind}) {str(entry.status).lower()}:')
    for line in secrets.mask(entry.message or "it gave no reason").splitlines():
        say(f"  {line}".rstrip())
    if config:
        block(say, "It ran with", as_yaml(config), indent="  ")
