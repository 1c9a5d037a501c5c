"""Generates what can be generated in docs/: ``python -m docs.generate``, or ``make docs``."""
