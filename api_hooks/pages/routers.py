"""The routes of all pages, for the app to take in."""

from api_hooks.pages import assets, athlete, athletes, business, connected, home, session, team

page_routers = (
    home.router,
    athletes.router,
    athlete.router,
    team.router,
    business.router,
    connected.router,
    session.router,
    assets.router,
)
