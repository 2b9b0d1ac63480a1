"""What the pictures of a report show, as numbers; how they are drawn is not decided here."""
