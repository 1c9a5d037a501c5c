"""Doubles of forges: small servers on this machine that speak a forge's API and hold real Git repositories."""

from tranship.testing.forges.azure import AzureDouble
from tranship.testing.forges.bitbucket_cloud import BitbucketCloudDouble
from tranship.testing.forges.bitbucket_server import BitbucketServerDouble
from tranship.testing.forges.double import Failure, ForgeDouble
from tranship.testing.forges.gitea import GiteaDouble
from tranship.testing.forges.github import GitHubDouble
from tranship.testing.forges.gitlab import GitLabDouble
from tranship.testing.forges.repository import ConflictError, How, Repository
from tranship.testing.forges.values import PullRequest, Readiness, State
from tranship.testing.server import Answer, Request

__all__ = [
    "Answer",
    "AzureDouble",
    "BitbucketCloudDouble",
    "BitbucketServerDouble",
    "ConflictError",
    "Failure",
    "ForgeDouble",
    "GitHubDouble",
    "GitLabDouble",
    "GiteaDouble",
    "How",
    "PullRequest",
    "Readiness",
    "Repository",
    "Request",
    "State",
]
