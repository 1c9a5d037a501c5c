"""A double of Argo CD: its API server and its controller on this machine, without a cluster behind them."""

from tranship.testing.argocd.controller import Script
from tranship.testing.argocd.double import ALL_ACTIONS, ArgoCDDouble, Token

__all__ = ["ALL_ACTIONS", "ArgoCDDouble", "Script", "Token"]
