"""One file per honesty probe: (request) -> facts."""
