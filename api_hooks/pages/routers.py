"""The routes of all pages, for the app to take in."""

from api_hooks.pages import assets, athlete, athletes, home, session

page_routers = (home.router, athletes.router, athlete.router, session.router, assets.router)
