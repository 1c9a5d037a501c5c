"""How long the linter takes for a repository of 500 resources with steps, from the shell's prompt on."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

SPECS = 500

STEPS = """\
      - uses: git-clone
        as: clone
        config:
          repoURL: ${{ vars.repo }}
          checkout:
          - branch: main
            path: ./src
      - uses: yaml-update
        as: update
        config:
          path: ./src/env/${{ ctx.stage }}/values.yaml
          updates:
          - key: image.tag
            value: ${{ quote(imageFrom(vars.image).Tag) }}
          - key: number
            value: "NUMBER"
      - uses: git-commit
        as: commit
        config:
          path: ./src
          message: ${{ outputs.update.commitMessage }} in ${{ ctx.stage }}
      - uses: git-push
        as: push
        config:
          path: ./src
      - uses: argocd-update
        if: ${{ success() && outputs.push?.commit != nil }}
        config:
          apps:
          - name: app-${{ ctx.stage }}
            sources:
            - repoURL: ${{ vars.repo }}
              desiredRevision: ${{ outputs.commit.commit }}
"""

STAGE = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: Stage
metadata:
  name: stage-NUMBER
  namespace: demo
spec:
  requestedFreight:
  - origin:
      kind: Warehouse
      name: main
    sources:
      direct: true
  promotionTemplate:
    spec:
      vars:
      - name: repo
        value: https://git.example.com/gitops.git
      - name: image
        value: registry.example.com/web
      steps:
"""


def main() -> int:
    """Write the files, lint them three times, and print the fastest."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(SPECS):
            Path(folder, f"stage-{number}.yaml").write_text((STAGE + STEPS).replace("NUMBER", str(number)))
        times = []
        for _ in range(3):
            began = time.perf_counter()
            subprocess.run([sys.executable, "-m", "tranship", "lint", folder], check=True, stdout=subprocess.DEVNULL)
            times.append(time.perf_counter() - began)
    print(f"lint of {SPECS} Stages: {min(times):.2f} s, with the start of Python and all imports")
    return 0


if __name__ == "__main__":
    sys.exit(main())
