"""What was measured: the latest samples of each device as text ready to be scraped, and two days of their past."""
