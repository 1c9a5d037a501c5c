"""Tests of generated documentation."""
