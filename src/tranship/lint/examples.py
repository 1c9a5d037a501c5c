"""The examples of rules as whole manifests."""

from __future__ import annotations

_STAGE = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: Stage
metadata:
  name: test
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
      steps:
"""


def manifests_of(example: str) -> str:
    """An example as manifests: what begins as a list are the steps of a Stage."""
    if not example.startswith("- "):
        return example
    return _STAGE + "".join(f"      {line}\n" if line else "\n" for line in example.splitlines())
