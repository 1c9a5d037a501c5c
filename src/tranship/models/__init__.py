"""Kargo's resources as frozen, strict models: the shapes of the YAML, and what tranship works with inside."""
