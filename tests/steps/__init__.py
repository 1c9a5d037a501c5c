"""Tests of the built-in steps."""
