"""What the steps for Argo CD share: which Applications they work on, and what a sync of one means."""
