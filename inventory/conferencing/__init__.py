"""The video-conference venues of the city and what stands in them."""
