"""Device types and module types of the community's library: YAML files, one type each."""
