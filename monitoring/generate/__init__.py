"""What is written from the registry of metrics: rules with their tests, dashboards, configuration, documentation."""
