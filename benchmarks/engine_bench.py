"""How long the engine takes for promotions of many steps, with templates and without."""

from __future__ import annotations

import tempfile
import time

from tranship.builtin_steps import step_definitions
from tranship.promotion import Context, SimpleEngine, Step

ROUNDS = 5


def promotion(count: int, *, templated: bool) -> tuple[Step, ...]:
    """So many compose-output steps; with templates, each reads the one before it."""
    value = "${{ vars.region }}-${{ outputs['s%d']?.name }}" if templated else "eu-north"
    return tuple(
        Step("compose-output", alias=f"s{index}", config={"name": value % (index - 1) if templated else value})
        for index in range(count)
    )


def best_ms(count: int, *, templated: bool) -> float:
    """The milliseconds of processor time of a promotion, in the best of some rounds."""
    best = float("inf")
    steps = promotion(count, templated=templated)
    engine = SimpleEngine(registry=step_definitions())
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            context = Context(project="demo", stage="test", promotion="p", work_dir=folder)
            start = time.process_time()
            result = engine.promote(context, steps)
            best = min(best, time.process_time() - start)
            assert len(result.step_execution_metadata) == count
            assert result.status == "Succeeded", result.message
    return best * 1000


if __name__ == "__main__":
    for size in (100, 1000):
        for with_templates in (False, True):
            took = best_ms(size, templated=with_templates)
            print(f"{size:5} compose-output steps, {'templates' if with_templates else 'plain':9}  {took:7.1f} ms")
