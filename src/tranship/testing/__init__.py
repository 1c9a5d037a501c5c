"""What template tests stand on: doubles of the servers that steps talk to. Not imported by anything that promotes."""
