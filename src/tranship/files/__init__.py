"""The disk, confined: paths inside a root, atomic writes, trees, archives."""
