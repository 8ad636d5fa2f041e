"""Other services: whom athletes have connected, and how these are asked."""
