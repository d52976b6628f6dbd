"""A collector beyond the core's reach: its spool, its messages, its process. It needs no database."""
