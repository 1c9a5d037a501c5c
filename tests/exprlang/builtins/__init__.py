"""Tests of the built-in functions."""
