"""Web sites looked at as a citizen would: do they open, are they kept up to date, do their links lead anywhere."""
