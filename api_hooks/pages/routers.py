"""The routes of all pages, for the app to take in."""

from api_hooks.pages import assets, athlete, athletes, business, home, session, team

page_routers = (
    home.router,
    athletes.router,
    athlete.router,
    team.router,
    business.router,
    session.router,
    assets.router,
)
