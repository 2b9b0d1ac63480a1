"""One file per kind of packaged data: (what was fetched, source) -> Table."""
