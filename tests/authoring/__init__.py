"""Tests of what steps are written with."""
