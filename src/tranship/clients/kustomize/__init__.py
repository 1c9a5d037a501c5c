"""kustomize, as the program of that name or within kubectl: builds, confined to a work directory."""

from tranship.clients.kustomize.client import BuildRequest, KustomizeClient, KustomizeSettings

__all__ = ["BuildRequest", "KustomizeClient", "KustomizeSettings"]
