"""Facts about a project's code, read from its text alone; nothing is imported or run."""
