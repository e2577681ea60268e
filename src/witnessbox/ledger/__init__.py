"""Sources to claims to what followed: who did what, who says so, and what came of it."""
