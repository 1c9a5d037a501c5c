"""Argo CD's own API: its Applications read, changed and synced by whoever has a token of it."""

from tranship.clients.argocd.client import ArgoCDClient
from tranship.clients.argocd.settings import ArgoCDSettings

__all__ = ["ArgoCDClient", "ArgoCDSettings"]
