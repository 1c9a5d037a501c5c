"""A GitOps repository, a Git server and real promotions through three Stages: python -m examples.demo."""
