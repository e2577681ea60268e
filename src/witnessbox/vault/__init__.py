"""Where things are kept: contents, custody log, catalogue, keys."""
