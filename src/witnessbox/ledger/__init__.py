"""Sources → claims → what followed."""
