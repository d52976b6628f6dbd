"""Pages of discovery: how looking goes, what a candidate said, how it is adopted."""
