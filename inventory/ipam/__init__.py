"""Networks we intend to use: VRFs, prefixes, ranges, addresses, VLANs."""
