"""Sources, claims and what followed."""
