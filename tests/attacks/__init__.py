"""What somebody would do who means harm: each test is an attack that has to fail."""
