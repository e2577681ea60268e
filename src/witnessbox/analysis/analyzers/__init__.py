"""One analyser a file: a frozen spec and one function."""
