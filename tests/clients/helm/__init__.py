"""Tests of work with Helm charts."""
