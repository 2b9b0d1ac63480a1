"""A person's own files: what they hold, told with how sure it is."""
