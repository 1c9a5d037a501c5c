"""Tests of Go's value rules."""
