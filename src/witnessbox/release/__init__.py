"""From renditions to a bag with proofs, and its verification."""
