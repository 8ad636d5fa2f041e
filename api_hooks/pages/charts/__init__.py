"""Charts as plain shapes: where each point, band and bar goes in an SVG. No markup is made here."""
