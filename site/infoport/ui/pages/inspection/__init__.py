"""Pages of the inspection of web sites."""
