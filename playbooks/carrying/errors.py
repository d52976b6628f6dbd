"""Why a request cannot be carried on."""


class Stuck(Exception):
    """It cannot go on, for a reason that an officer must see to; the text says what and where."""


class Stopped(Exception):
    """The worker is to stop; the next one goes on."""
