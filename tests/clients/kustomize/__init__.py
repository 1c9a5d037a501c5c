"""Tests of builds by kustomize."""
