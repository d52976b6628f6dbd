"""The maps of layer 2 and 3, and where a MAC or an address is."""
