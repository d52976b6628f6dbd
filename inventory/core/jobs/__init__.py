"""Background jobs: kept, run by one worker at a time, cancelled, taken up again, forgotten."""
