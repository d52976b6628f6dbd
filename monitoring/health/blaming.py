"""Dependency suppression: a service that fails because of another one is not a failure of its own."""

from collections.abc import Collection, Mapping


def causes(service: str, failing: Collection[str], needs: Mapping[str, Collection[str]]) -> frozenset[str]:
    """The failing services below a service that explain its failure: those that need nothing else that fails.

    Empty when the failure is its own, and when all that fails below it needs each other in a circle, so that nothing
    is silenced without a cause that is reported.
    """
    found, waiting, passed = set[str](), [service], {service}
    while waiting:
        at = waiting.pop()
        below = {need for need in needs.get(at, ()) if need in failing}
        if not below and at != service:
            found.add(at)
        waiting += below - passed
        passed |= below
    return frozenset(found)
