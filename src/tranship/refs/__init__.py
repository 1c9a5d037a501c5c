"""Addresses of repositories and images: parsed, normalised, compared."""
