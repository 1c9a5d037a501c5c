"""Tests of checks before anything runs."""
