"""What tranship notes on a Promotion for itself, in annotations that Kargo takes no notice of."""

STEP_PLACES = "tranship.io/step-places"
"""Where each step was written: its alias to file:line:column, as JSON."""

MANIFESTS = "tranship.io/manifests"
"""The files that it was made from, so that resuming finds Secrets again: as in ``PATH``, after ``-R`` if recursive."""

POSITION = "tranship.io/journal-position"
"""How much of the journal its saved status holds: the number of the last entry."""
