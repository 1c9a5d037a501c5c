"""Runs recorded cases through the public API and prints what came of them; it knows no case by name.

A case file is a stream of YAML documents, one case each. ``python -m tests.conformance FILE...`` prints one JSON line
for each case, ``{"name": ..., "outcome": {...}}``, which the judge beside the case files compares with what the
reference did.
"""
