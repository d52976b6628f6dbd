"""Named functions that turn what a device says into what it means; profiles may call those in `functions`."""
