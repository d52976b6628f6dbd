"""The process that receives what devices send of their own accord, and stores it."""
