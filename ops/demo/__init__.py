"""`afterwrite demo`: real servers, a made-up squad, two bursts, two faults, and an audit of every answer."""
