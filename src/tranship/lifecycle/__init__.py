"""One Promotion from wish to end: built, inflated, driven, aborted. A command loops it, a controller schedules it."""
