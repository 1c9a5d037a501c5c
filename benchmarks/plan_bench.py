"""A plan and a promotion of the same Stage in the same world, side by side.

    python benchmarks/plan_bench.py [--runs 5]

The Stages and the repository are those of ``make demo``, served by a double of GitHub on this machine. Each run is a
process of its own, as a user starts it. Before each, the object cache is as a user has it who has promoted before; each
promotion has another tag to set, so that it has something to do.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from string import Template

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from examples.demo.repository import gitops_files
from tranship.testing.forges import GitHubDouble

MANIFESTS = Path(__file__).resolve().parents[1] / "examples" / "demo" / "kargo"


def main() -> int:
    """Measure; exit status 1 if a command fails, or plans take longer than promotions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    taken: dict[str, list[float]] = {"plan": [], "promote": []}
    with tempfile.TemporaryDirectory(prefix="plan-bench-") as folder, GitHubDouble(Path(folder, "served")) as forge:
        root, url = Path(folder), forge.create_repository("acme/gitops", gitops_files())
        (root / "kargo").mkdir()
        for file in MANIFESTS.glob("*.yaml"):
            text = Template(file.read_text(encoding="utf-8")).safe_substitute(REPOSITORY=url, TOKEN="token")
            (root / "kargo" / file.name).write_text(text, encoding="utf-8")
        measured(root, "promote", 0)
        for number in range(1, runs + 1):
            for verb, times in taken.items():
                times.append(measured(root, verb, number))
    for verb, times in taken.items():
        print(f"{verb:8} median {statistics.median(times):.2f} s, fastest {min(times):.2f} s, of {runs}")
    ratio = statistics.median(taken["plan"]) / statistics.median(taken["promote"])
    print(f"a plan takes {ratio:.0%} of the time of a promotion")
    return 0 if ratio <= 1.1 else 1


def measured(root: Path, verb: str, number: int) -> float:
    """Seconds that a command takes."""
    command = [sys.executable, "-m", "tranship", verb, "-f", "kargo/", "--stage", "test"]
    environment = {**os.environ, "HOME": str(root), "XDG_STATE_HOME": str(root / "state"), "DOCKER_CONFIG": str(root)}
    began = time.monotonic()
    finished = subprocess.run(
        [*command, "--image", f"ghcr.io/acme/web:1.{number}.0"],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        sys.exit(f"tranship {verb} failed:\n{finished.stdout}{finished.stderr}")
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
