"""Kargo's use of the expression language: templates, what they see, and the functions they may call."""
