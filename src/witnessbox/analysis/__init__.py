"""From contents to observations."""
