"""Observe one device: ask through a session, give frozen facts."""

from collectors.collect.asking import Clock, CollectError
from collectors.collect.device import collect, recording, recording_async

__all__ = ["Clock", "CollectError", "collect", "recording", "recording_async"]
