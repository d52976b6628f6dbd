"""Samples sent to a store by Prometheus' remote write."""
