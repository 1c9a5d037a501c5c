"""What can be in a Secret for a repository, and the user name and password, token or key that it comes to."""
