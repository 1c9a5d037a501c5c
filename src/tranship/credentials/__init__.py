"""Credentials for repositories: who may answer, the rules of the lookup, and what must never be shown."""
