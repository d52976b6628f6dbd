"""The archive of device configurations: their versions, what should be archived, and whether they comply."""
