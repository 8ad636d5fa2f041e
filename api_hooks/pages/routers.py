"""The routes of all pages, for the app to take in."""

from api_hooks.pages import assets, athlete, athletes, session

page_routers = (athletes.router, athlete.router, session.router, assets.router)
