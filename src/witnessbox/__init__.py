"""witnessbox carries a leaked trove to the witness box: seal, see, hide, publish, verify."""

__version__ = "0.1.0"
