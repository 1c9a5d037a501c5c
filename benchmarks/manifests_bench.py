"""How long it takes to read manifests: one Stage of 60 lines, and a folder of 500 of them."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from tranship.manifests import read_manifests

STAGES = 500
ROUNDS = 5

HEAD = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: Stage
metadata:
  name: test-{number}
  namespace: demo
spec:
  requestedFreight:
  - origin: {{kind: Warehouse, name: demo}}
    sources: {{direct: true}}
  promotionTemplate:
    spec:
      vars:
      - name: gitRepo
        value: https://git.example.com/demo.git
      steps:
"""
STEP = """\
      - uses: yaml-update
        as: update-{step}
        if: ${{{{ vars.gitRepo != "" }}}}
        config:
          path: ./src/env/${{{{ ctx.stage }}}}/values.yaml
          updates:
          - key: image.tag
            value: ${{{{ quote(imageFrom("registry.example.com/demo").Tag) }}}}
          # What follows is the same for every environment.
          - key: replicas
            value: 3
"""


def stage(number: int) -> str:
    """A Stage of about 60 lines."""
    return HEAD.format(number=number) + "".join(STEP.format(step=step) for step in range(4))


def best_ms(files: list[str]) -> float:
    """The milliseconds that reading takes, of the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        read_manifests(files)
        best = min(best, time.perf_counter() - start)
    return best * 1000


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(STAGES):
            (folder / f"stage-{number}.yaml").write_text(stage(number), encoding="utf-8")
        one = folder / "stage-0.yaml"
        stream = folder / "all.stream"
        stream.write_text("---\n".join(stage(number) for number in range(STAGES)), encoding="utf-8")
        print(f"one Stage of {stage(0).count(chr(10))} lines: {best_ms([str(one)]):8.2f} ms")
        print(f"a folder of {STAGES} Stages: {best_ms([str(folder)]):8.0f} ms")
        print(f"a stream of {STAGES} Stages: {best_ms([str(stream)]):8.0f} ms")


if __name__ == "__main__":
    main()
