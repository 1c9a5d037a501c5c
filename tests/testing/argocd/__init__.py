"""Tests of tranship.testing.argocd."""
