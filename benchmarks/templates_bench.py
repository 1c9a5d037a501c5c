"""How long it takes to evaluate a step's configuration with six expressions, compiled before."""

from __future__ import annotations

import time
from collections.abc import Callable

from tranship.credentials.secrets import SecretRegistry
from tranship.expressions.document import compile_document
from tranship.expressions.functions import step_functions
from tranship.expressions.sources import Sources
from tranship.models.freight import FreightCollection, FreightOrigin, FreightReference, Image
from tranship.promotion.ledger import Ledger
from tranship.promotion.state import State

ROUNDS = 50
CALLS = 400

PLAIN = {
    "path": "${{ vars.srcPath }}/env/${{ ctx.stage }}",
    "message": "${{ outputs.update.commitMessage }}",
    "replicas": "${{ vars.replicas + 1 }}",
    "commit": "${{ outputs['commit'].commit }}",
    "level": "${{ ctx.stage == 'prod' ? 'error' : 'debug' }}",
    "labels": {"app": "web", "list": [1, 2, 3]},
}
WITH_FREIGHT = {**PLAIN, "commit": "${{ quote(imageFrom(vars.repo, warehouse('web')).Tag) }}"}


def best_us(call: Callable[[], object]) -> float:
    """The microseconds of processor time that a call takes, in the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(CALLS):
            call()
        best = min(best, time.process_time() - start)
    return best / CALLS * 1_000_000


def main() -> None:
    origin = FreightOrigin(kind="Warehouse", name="web")
    freight = FreightReference(name="f", origin=origin, images=(Image(repo_url="ghcr.io/acme/web", tag="1.10"),))
    collection = FreightCollection(id="c", items={str(origin): freight})
    sources = Sources(None, {}, "demo", (), collection, SecretRegistry())
    functions = step_functions(sources, "own", Ledger())
    env = {
        "ctx": {"stage": "prod", "project": "demo"},
        "vars": {"repo": "ghcr.io/acme/web", "replicas": 3.0, "srcPath": "./src"},
        "outputs": State({"commit": {"commit": "4f1c2d0"}, "update": {"commitMessage": "Updated the image"}}),
    }
    for name, config in (("names and outputs", PLAIN), ("an image of the Freight among them", WITH_FREIGHT)):
        document = compile_document(config)
        print(f"six expressions, {name}: {best_us(lambda: document.evaluate(env, functions)):6.1f} us")  # noqa: B023


if __name__ == "__main__":
    main()
