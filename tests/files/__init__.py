"""Tests of the disk, confined."""
