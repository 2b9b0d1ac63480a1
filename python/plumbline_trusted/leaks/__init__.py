"""Leaks of one data folder: how the answers could have come into what a model learns from."""
