"""JSON merge patch, RFC 7386."""

from __future__ import annotations

from typing import Any


def merge_patch(target: Any, patch: Any) -> Any:
    """What ``patch`` makes of ``target``, both JSON data; neither is changed. A null takes a key away."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, part in patch.items():
        if part is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), part)
    return merged


def replacing_patch(before: Any, after: Any) -> Any:
    """The patch that makes ``after`` of ``before``, whatever maps were there. Nulls in the maps of ``after`` vanish."""
    if not isinstance(after, dict):
        return after
    old = before if isinstance(before, dict) else {}
    return dict.fromkeys(old) | {key: replacing_patch(old.get(key), value) for key, value in after.items()}
