"""Tests of the lifecycle of promotions."""
