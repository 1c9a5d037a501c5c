"""Tests of the OCI client."""
