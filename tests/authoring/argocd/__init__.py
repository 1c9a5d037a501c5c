"""Tests of what the steps for Argo CD share."""
