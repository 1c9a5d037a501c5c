"""Tests of tranship.testing."""
