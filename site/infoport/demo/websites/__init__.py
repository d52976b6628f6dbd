"""The departments' web sites of the demo city: small pages of their own, some of them asleep."""
