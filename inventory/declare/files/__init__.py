"""Files of rows, read and written: what they hold is somebody else's business."""
