"""The networks of 三网一库, kept apart on purpose."""
