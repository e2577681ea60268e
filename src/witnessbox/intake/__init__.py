"""From a trove to the vault."""
