"""The demo city: its data, and its simulated devices."""
