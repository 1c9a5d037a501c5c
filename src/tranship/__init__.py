"""tranship runs Kargo promotions anywhere: on a laptop, in CI, on Kubernetes."""

__version__ = "0.1.0"
