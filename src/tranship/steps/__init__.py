"""The built-in steps: one module for each kind, named after it."""
