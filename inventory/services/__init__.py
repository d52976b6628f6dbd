"""What the city runs on its machines, for whom, on what it depends, and where its copies lie."""
