"""What falls when something falls: pure functions over a graph of needs and a graph of links."""
