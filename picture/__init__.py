"""An athlete's picture: today and the last months as a coach wants to see them, on a page or a terminal."""
