"""Tests of tranship.health."""
