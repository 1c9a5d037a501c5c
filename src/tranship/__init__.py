"""tranship runs Kargo promotions anywhere: on a laptop, in CI, on Kubernetes."""
