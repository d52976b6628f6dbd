"""The web sites of departments inspected: visits, findings, points, and the help given to those asleep."""
