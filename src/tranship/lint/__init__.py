"""What can be said about promotions before anything runs."""
