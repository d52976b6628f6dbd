"""The audit's pages: what differs, why we believe it, and what accepting would write."""
