from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from tests.cli.things import NOW, entry
from tranship.cli.view.progress import LiveProgress, PlainProgress, progress_view
from tranship.models.promotion import PromotionStep, StepExecutionMetadata
from tranship.promotion.observer import StepSnapshot

STEPS = (
    PromotionStep(uses="git-clone", as_="clone"),
    PromotionStep(uses="git-open-pr", as_="open-pr", if_="${{ vars.pr }}"),
    PromotionStep(uses="compose-output", as_="last"),
)


def mask(text: str) -> str:
    return text.replace("s3cret", "***")


def console(*, terminal: bool = False, width: int = 80) -> Console:
    # The colour system is off so that what is compared is what people read.
    return Console(file=io.StringIO(), force_terminal=terminal, width=width, color_system=None, highlight=False)


def written(screen: Console) -> list[str]:
    file = screen.file
    assert isinstance(file, io.StringIO)
    return [line.rstrip() for line in file.getvalue().splitlines()]


def snapshot(kind: str, metadata: StepExecutionMetadata, **outputs: Any) -> StepSnapshot:
    return StepSnapshot(0, kind, metadata, {metadata.alias: outputs} if outputs else {})


def test_a_pipe_gets_a_line_for_each_step_that_ended() -> None:
    screen = console()
    view = PlainProgress(screen, STEPS, mask)
    view.step_started(snapshot("git-clone", entry("clone", "", finished_at=None)))
    view.step_finished(snapshot("git-clone", entry("clone", "Succeeded"), branch="main", commit="9ab31c7" + "0" * 33))
    skipped = StepExecutionMetadata(alias="open-pr", status="Skipped")
    view.step_finished(snapshot("git-open-pr", skipped))
    view.step_finished(snapshot("compose-output", entry("last", "Failed", "no luck\nat all", seconds=72)))
    assert written(screen) == [
        " ✓ clone    git-clone         1.2s  main @ 9ab31c7",
        " · open-pr  git-open-pr          –  skipped (if: ${{ vars.pr }})",
        " ✗ last     compose-output  1m 12s  no luck …",
    ]


def test_lines_of_what_went_well_fit_into_80_columns_but_for_links() -> None:
    screen = console()
    view = PlainProgress(screen, STEPS, mask)
    link = f"https://git.acme.dev/acme/{'gitops-' * 9}/pulls/7"
    view.step_finished(snapshot("git-clone", entry("clone", "Succeeded"), commitMessage="Updated ./env " * 4))
    view.step_finished(snapshot("git-clone", entry("clone", "Succeeded"), pr={"url": link}))
    first, second = written(screen)
    assert len(first) == 80
    assert first.endswith("…")
    assert second.endswith(link)


def test_a_step_that_waits_is_shown_again_only_if_it_says_something_new() -> None:
    screen = console()
    view = PlainProgress(screen, STEPS, mask)
    waiting = entry("clone", "Running", "web-prod: Syncing", finished_at=NOW)
    view.step_finished(snapshot("git-clone", waiting))
    view.step_finished(snapshot("git-clone", waiting))
    view.step_finished(snapshot("git-clone", waiting.replace(message="web-prod: Healthy")))
    assert written(screen) == [
        " ● clone    git-clone          <1s  web-prod: Syncing",
        " ● clone    git-clone          <1s  web-prod: Healthy",
    ]


def test_a_step_that_is_tried_again_has_a_sign_of_its_own() -> None:
    screen = console()
    view = PlainProgress(screen, STEPS, mask)
    retried = entry("clone", "Errored", "busy (error 1 of 3)", error_count=1, finished_at=None)
    view.step_finished(snapshot("git-clone", retried))
    view.step_finished(snapshot("git-clone", entry("clone", "Errored", "busy", error_count=3)))
    assert [line.split()[0] for line in written(screen)] == ["↻", "✗"]


def test_what_a_step_does_is_said_once_and_masked_outputs_stay_masked() -> None:
    screen = console()
    view = PlainProgress(screen, STEPS, mask)
    view.progress("clone", "receiving objects")
    view.progress("clone", "receiving objects")
    view.log("clone", "a line for tranship logs")
    view.step_finished(snapshot("git-push", entry("clone", "Succeeded"), branch="s3cret"))
    assert written(screen) == [
        " … clone    receiving objects",
        " ✓ clone    git-push          1.2s  ***",
    ]


def test_lines_have_a_time_if_asked_for() -> None:
    screen = console()
    view = PlainProgress(screen, STEPS, mask, timestamps=True)
    view.step_finished(snapshot("git-clone", entry("clone", "Succeeded")))
    stamp, _, rest = written(screen)[0].partition(" ")
    assert (stamp[4], stamp[7], stamp[10]) == ("-", "-", "T")
    assert rest == " ✓ clone    git-clone         1.2s"


def test_a_terminal_gets_a_table_of_all_steps() -> None:
    screen = console(terminal=True)
    view = LiveProgress(screen, STEPS, mask)
    view.step_finished(snapshot("git-clone", entry("clone", "Succeeded"), branch="main", commit="9ab31c7" + "0" * 33))
    view.step_finished(snapshot("git-open-pr", StepExecutionMetadata(alias="open-pr", status="Skipped")))
    screen.print(view)
    assert written(screen) == [
        " ✓ clone    git-clone         1.2s  main @ 9ab31c7",
        " · open-pr  git-open-pr          –  skipped (if: ${{ vars.pr }})",
        "   last     compose-output",
    ]


def test_a_narrow_terminal_cuts_the_remarks_not_the_lines() -> None:
    screen = console(terminal=True, width=60)
    view = LiveProgress(screen, STEPS, mask)
    view.progress("clone", "x" * 200)
    view.step_started(snapshot("git-clone", entry("clone", "", finished_at=None, started_at=None)))
    screen.print(view)
    lines = written(screen)
    assert len(lines) == 3
    assert max(map(len, lines)) <= 60
    assert lines[0].endswith("…")


def test_the_table_changes_in_place_and_stays_at_the_end() -> None:
    screen = console(terminal=True)
    view = LiveProgress(screen, STEPS, mask)
    with view.showing():
        view.step_started(snapshot("git-clone", entry("clone", "", finished_at=None)))
        view.log("clone", "receiving objects")
        view.step_finished(snapshot("git-clone", entry("clone", "Succeeded")))
    assert any("✓ clone    git-clone         1.2s" in line for line in written(screen))


def test_the_view_fits_the_console() -> None:
    assert isinstance(progress_view(console(), STEPS, mask, timestamps=False), PlainProgress)
    assert isinstance(progress_view(console(terminal=True), STEPS, mask, timestamps=False), LiveProgress)
    assert isinstance(progress_view(console(terminal=True), STEPS, mask, timestamps=True), PlainProgress)
