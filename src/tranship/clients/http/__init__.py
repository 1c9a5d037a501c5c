"""HTTP: requests to servers that templates name, with limits on all that they may do to us."""

from tranship.clients.http.client import HTTPClient
from tranship.clients.http.headers import Headers
from tranship.clients.http.messages import Reply, Request, Terms, Upload, status_text
from tranship.clients.http.url import HTTPURL, parse_url

__all__ = ["HTTPURL", "HTTPClient", "Headers", "Reply", "Request", "Terms", "Upload", "parse_url", "status_text"]
