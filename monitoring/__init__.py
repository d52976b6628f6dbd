"""Reading: metrics, rules and dashboards. They arrive with health."""
