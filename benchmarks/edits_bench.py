"""How long it takes to set a value in a YAML or JSON file of a kilobyte, and in a large one, the proof included."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from tranship.formats import json_edit
from tranship.formats.kustomization import Image, set_images
from tranship.formats.yaml_edit import SetValue, set_values

ROUNDS = 5
SERVICE = """\
service{number}:
  image:
    repository: ghcr.io/acme/service{number} # by the team
    tag: v1.2.{number}
  args: [serve, --level, {{name: info}}]
  env:
  - name: REGION
    value: "eu 1"
"""
IMAGE = "- name: ghcr.io/acme/service{number} # by the team\n  newTag: v1.2.{number}\n"


def best_ms(edit: Callable[..., object], *arguments: object) -> float:
    """The milliseconds of processor time of the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        edit(*arguments)
        best = min(best, time.process_time() - start)
    return best * 1000


def main() -> None:
    """Measure and print."""
    for services in (8, 6000):
        file = "".join(SERVICE.format(number=number) for number in range(services)).encode()
        last = f"service{services - 1}.image"
        some = range(0, services, max(1, services // 50))
        for what, values in {
            "one value": [SetValue(f"{last}.tag", "v2")],
            f"{len(some)} values": [SetValue(f"service{number}.image.tag", "v2") for number in some],
            "one key made": [SetValue(f"{last}.digest", "sha256:00", create_missing=True)],
        }.items():
            print(f"yaml-update, {len(file) / 1024:.0f} KiB, {what}: {best_ms(set_values, file, values):.1f} ms")
    for count in (5, 7000):
        names = [f"service{number}" for number in range(count)]
        text = json.dumps({name: {"image": {"tag": "v1"}, "env": [{"name": "REGION"}] * 4} for name in names}, indent=2)
        for key in ("image.tag", "image.digest"):
            updates = [json_edit.Update(f"{name}.{key}", "v2") for name in names[:: max(1, count // 50)]]
            for edits in (updates[-1:], updates):
                took = best_ms(json_edit.set_values, text, edits, "a.json")
                print(f"json-update, {len(text) / 1024:.0f} KiB, {len(edits)} of {key}: {took:.1f} ms")
    for count in (5, 500):
        file = ("images:\n" + "".join(IMAGE.format(number=number) for number in range(count))).encode()
        images = [Image(f"ghcr.io/acme/service{count - 1}", "", "v2")]
        print(f"kustomize-set-image, one of {count} images: {best_ms(set_images, file, images):.1f} ms")


if __name__ == "__main__":
    main()
