"""Discovery: who answers where nobody is registered, and how it becomes a device of the register."""
