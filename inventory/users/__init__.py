"""People, groups, rights and API tokens."""
