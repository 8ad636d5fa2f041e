"""Two engines side by side: their results, whose a business goes by, and what they look at besides.

Revision: 0004
Follows: 0003
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_UNIQUE = "uq_daily_metrics_client_id_date"
_HISTORY_BEFORE = ["hrv_rmssd", "hrv_quality", "hrv_artifact_percent", "resting_hr"]
_MARKS = {"hrv_quality": "POOR", "hrv_protocol": "OVERNIGHT"}
_MEASUREMENTS = ("hrv_rmssd", "hrv_artifact_percent", "resting_hr", "sleep_hours")
_ANSWERS = ("sleep_quality", "muscle_soreness", "energy_level", "mood", "stress")
_PACKED = " || ".join(
    [
        *(f"boolsend(coalesce({name} = '{marked}', false))" for name, marked in _MARKS.items()),
        *(f"float8send(coalesce({name}, 'NaN'::float8))" for name in _MEASUREMENTS),
        *(f"int2send(coalesce({name}, 0::int2))" for name in _ANSWERS),
    ]
)
_INPUTS: dict[str, sa.types.TypeEngine[Any]] = {
    "hrv_protocol": sa.Text(),
    "cycle_phase": sa.Text(),
    "cycle_day": sa.SmallInteger(),
}
_RESULTS: dict[str, sa.types.TypeEngine[Any]] = {
    "percent_result": sa.JSON(),
    "individual_result": sa.JSON(),
    "disagreement": postgresql.JSONB(),
    "cycle_phase_adjustment": postgresql.JSONB(),
}


def upgrade() -> None:
    for name, kind in _INPUTS.items():
        op.add_column("daily_metrics", sa.Column(name, kind, nullable=True))
    op.add_column("daily_metrics", sa.Column("baseline_maturity", sa.Text(), nullable=True))
    for name, kind in _RESULTS.items():
        op.add_column("daily_metrics", sa.Column(name, kind, nullable=True))
    op.execute("ALTER TABLE daily_metrics ALTER COLUMN reasons TYPE json")
    op.add_column(
        "daily_metrics",
        sa.Column("packed", sa.LargeBinary(), sa.Computed(_PACKED, persisted=True), nullable=False),
    )
    _carry(["packed"])
    op.execute("ALTER TABLE daily_metrics SET (toast_tuple_target = 4080)")
    op.add_column("businesses", sa.Column("engine", sa.Text(), server_default="percent", nullable=False))
    op.create_check_constraint("engine", "businesses", "engine IN ('percent', 'individual')")
    op.add_column("clients", sa.Column("methodology", sa.Text(), nullable=True))
    op.create_check_constraint(
        "methodology", "clients", "methodology IN ('POLARIZED', 'NORWEGIAN', 'CANOVA', 'PYRAMIDAL')"
    )


def downgrade() -> None:
    op.drop_column("clients", "methodology")
    op.drop_column("businesses", "engine")
    _carry(_HISTORY_BEFORE)
    op.execute("ALTER TABLE daily_metrics RESET (toast_tuple_target)")
    op.drop_column("daily_metrics", "packed")
    op.execute("ALTER TABLE daily_metrics ALTER COLUMN reasons TYPE jsonb")
    for name in (*_RESULTS, "baseline_maturity", *_INPUTS):
        op.drop_column("daily_metrics", name)


def _carry(columns: list[str]) -> None:
    """Build the unique index anew, so that it carries these columns."""
    op.drop_constraint(_UNIQUE, "daily_metrics", type_="unique")
    included = ", ".join(columns)
    op.execute(
        f"ALTER TABLE daily_metrics ADD CONSTRAINT {_UNIQUE} UNIQUE (client_id, date) INCLUDE ({included})"
    )
