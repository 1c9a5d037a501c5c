"""Tests by the front door: commands as users type them, against real servers."""
