"""Go's value rules that Kargo's YAML depends on."""
