"""What things are: frozen records, ids, canonical JSON, trees of hashes; no input or output."""
