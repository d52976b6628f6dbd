"""Clusters, virtual machines and what they have."""
