"""The one place that compares what is intended with what devices state."""
