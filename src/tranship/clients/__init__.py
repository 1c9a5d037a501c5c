"""The outside: the only place with child processes, sockets and other systems' APIs."""
