"""A model that is trained, evaluated, exported and served from one configuration."""

__version__ = "0.1.0"
