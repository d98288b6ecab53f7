"""Independent implementations that the array model is compared with."""
