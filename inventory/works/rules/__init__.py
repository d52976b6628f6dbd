"""What must hold of projects, standards and consolidation."""
