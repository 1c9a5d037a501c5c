"""Fifty builds with two workers: through tranship, and the bare program. Wall time, so the machine should be idle."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tranship.clients.kustomize import BuildRequest, KustomizeClient
from tranship.execution import BACKGROUND

BUILDS, WORKERS, ROUNDS = 50, 2, 3

BASE = {
    "base/kustomization.yaml": "resources: [deployment.yaml]\n",
    "base/deployment.yaml": (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}\n"
        "  template:\n    metadata: {labels: {app: web}}\n"
        "    spec: {containers: [{name: web, image: ghcr.io/acme/web}]}\n"
    ),
    "env/kustomization.yaml": (
        "resources: [../base]\nnamePrefix: test-\nimages: [{name: ghcr.io/acme/web, newTag: 1.4.2}]\n"
    ),
}


def seconds(build: Callable[[Path], object], folders: list[Path]) -> float:
    """The seconds that all builds take, in the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(build, folders))
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    """Print both times."""
    program = [shutil.which("kustomize") or "kustomize", "build"]
    if shutil.which("kustomize") is None:
        program = [shutil.which("kubectl") or "kubectl", "kustomize"]
    with tempfile.TemporaryDirectory() as scratch:
        folders = [Path(scratch, str(number)) for number in range(BUILDS)]
        for folder in folders:
            for name, text in BASE.items():
                file = folder / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")

        def bare(folder: Path) -> object:
            return subprocess.run([*program, str(folder / "env")], capture_output=True, check=True).stdout

        def ours(folder: Path) -> object:
            return KustomizeClient().build(BuildRequest(folder, folder / "env"), BACKGROUND)

        print(f"{BUILDS} builds, {WORKERS} workers, {' '.join(program)}: {seconds(bare, folders):.2f} s")
        print(f"{BUILDS} builds, {WORKERS} workers, tranship: {seconds(ours, folders):.2f} s")


if __name__ == "__main__":
    main()
