"""What operators type and see: commands, embedded servers, supervision, the demo."""
