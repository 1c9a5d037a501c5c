"""Forges: GitHub, GitLab, Gitea and others, and what they call pull requests."""

from tranship.clients.forges.client import ForgesClient
from tranship.clients.forges.protocol import Forge, NewPullRequest, NotReadyError, PullRequest, RefusedError
from tranship.refs.commit_url import Forge as ForgeKind

__all__ = ["Forge", "ForgeKind", "ForgesClient", "NewPullRequest", "NotReadyError", "PullRequest", "RefusedError"]
