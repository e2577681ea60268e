"""How work runs: durable jobs, a process pool, progress, cancel, quarantine."""
