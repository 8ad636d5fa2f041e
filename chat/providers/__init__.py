"""Who may be asked: endpoints that speak one of two protocols."""
