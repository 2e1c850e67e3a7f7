"""Table models over lists that may be very long."""
