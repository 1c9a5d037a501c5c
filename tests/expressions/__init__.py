"""Tests of expressions as Kargo uses them."""
