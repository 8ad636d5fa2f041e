"""Pages for people: an athlete's picture as HTML, made on the server, with nothing from any other host."""
