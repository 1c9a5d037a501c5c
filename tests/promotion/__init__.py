"""Tests of tranship.promotion."""
