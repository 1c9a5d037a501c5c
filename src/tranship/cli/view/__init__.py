"""What people see on a terminal, and what scripts read."""
