"""Object models: a picture in, boxes with class and score out."""
