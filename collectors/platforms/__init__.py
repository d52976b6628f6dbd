"""What the command line of each kind of device looks like, as data: one YAML file per platform."""

from collectors.platforms.catalogue import BadPlatform, Platforms, fitting, getters, platforms
from collectors.platforms.schema import Platform

__all__ = ["BadPlatform", "Platform", "Platforms", "fitting", "getters", "platforms"]
