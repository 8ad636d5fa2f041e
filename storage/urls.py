"""One database URL, in the forms that SQLAlchemy and psycopg want."""


def sqlalchemy_url(database_url: str) -> str:
    """The URL with psycopg 3 named as the driver."""
    scheme, _, rest = database_url.partition("://")
    if scheme.split("+")[0] not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {scheme}://")
    return f"postgresql+psycopg://{rest}"


def psycopg_url(database_url: str) -> str:
    """The URL as libpq reads it: without a driver's name."""
    return sqlalchemy_url(database_url).replace("+psycopg", "", 1)
