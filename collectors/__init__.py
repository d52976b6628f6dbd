"""Observation: what devices say, asked over the network or read from recordings; knows nothing of intent."""
