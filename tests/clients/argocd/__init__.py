"""Tests of tranship.clients.argocd."""
