"""Metrics, each defined once; what shows, alerts on and documents them is generated from here."""
