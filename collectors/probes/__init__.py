"""Services asked from outside, as those who use them would: each probe returns what it saw and never raises for it."""
