"""Pages of projects, standards, consolidation and duty."""
