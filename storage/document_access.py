"""Who may read which document, as SQL that other statements build on.

ADMIN all; a document of an athlete, whoever may see the athlete (`storage.access`); one of a business, its
active members and its athletes; one of a coach, that coach and the athletes of theirs.
"""

from sqlalchemy import func, literal_column, or_, select, true
from sqlalchemy.orm import aliased

from storage.access import caller, may_see
from storage.models import AthleteAccount, BusinessMember, Client, Document
from storage.statements import compiled

_COLUMNS = (
    Document.id,
    Document.business_id,
    Document.client_id,
    Document.coach_id,
    Document.title,
    Document.language,
    Document.version,
    Document.characters,
    Document.passages,
    Document.created_at,
    Document.updated_at,
)

#: What is told of a document, in this order.
DOCUMENT_COLUMNS = tuple(column.key for column in _COLUMNS)


_WANTED = "the_wanted_documents"


def _template() -> str:
    who = caller()
    own = aliased(Client)
    # Each of these is about the caller alone, and looked up once, not for every document.
    businesses = select(BusinessMember.business_id).where(
        BusinessMember.user_id == who.c.id, BusinessMember.is_active
    )
    account = select(AthleteAccount.client_id).where(AthleteAccount.user_id == who.c.id).scalar_subquery()
    trained_by = select(own.user_id).where(own.id == account).scalar_subquery()
    belongs_to = select(own.business_id).where(own.id == account).scalar_subquery()
    seen = select(may_see(who)).where(Client.id == Document.client_id).correlate(Document, who)
    statement = (
        select(*_COLUMNS)
        .join(who, true())
        .where(
            literal_column(_WANTED),
            or_(
                who.c.role == literal_column("'ADMIN'"),
                Document.coach_id == who.c.id,
                Document.coach_id == trained_by,
                Document.business_id == belongs_to,
                Document.business_id.in_(businesses),
                func.coalesce(seen.scalar_subquery(), literal_column("false")),
            ),
        )
    )
    return compiled(statement).text.decode()


_TEMPLATE = _template()


def readable(documents: str) -> str:
    """A query for documents that the caller (`caller_id`, or else `caller_email`) may read.

    Args:
        documents: SQL for which ones are asked about, of ours: a condition on `documents`.
    """
    return _TEMPLATE.replace(_WANTED, f"({documents})")
