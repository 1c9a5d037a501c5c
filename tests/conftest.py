"""Settings of all tests: a property is tested by examples, never by the clock."""

from hypothesis import settings

settings.register_profile("tranship", deadline=None)
settings.load_profile("tranship")
