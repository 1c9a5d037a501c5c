"""Servers for tests: real ones where there are, small ones otherwise. All listen on a free port of 127.0.0.1."""
