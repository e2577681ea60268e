"""People's judgements and the two-person rule."""
