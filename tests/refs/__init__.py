"""Tests of tranship.refs."""
