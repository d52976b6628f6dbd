"""The demo's archive of configurations, made from what the city's devices are."""
