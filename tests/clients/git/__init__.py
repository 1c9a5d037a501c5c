"""Tests of the Git client, with real repositories and servers."""
