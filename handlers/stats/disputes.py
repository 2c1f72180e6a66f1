"""Claims of buyers, whole cases as the read model has them."""

import msgspec
from sqlalchemy import String, select, type_coerce

from handlers.readmodel import tables
from handlers.stats.books import Books
from handlers.stats.places import Place
from lifecycle.claims.case import Claim
from lifecycle.numbers.windows import Window


async def claims(books: Books, place: Place, span: Window) -> list[Claim]:
    """The claims of buyers that were opened in a window; what came of them later is theirs to be left out."""
    told, whole = tables.claims.c, tables.cases.c
    wanted = (
        select(type_coerce(whole.body, String))
        .join_from(tables.claims, tables.cases, (whole.kind == "claim") & (whole.id == told.id))
        .where(told.marketplace == place.name, told.claim_kind != "safet", told.opened_at <= span.until)
        .where(whole.forwards_to.is_(None))
    )
    if span.since is not None:
        wanted = wanted.where(told.opened_at > span.since)
    decoder = msgspec.json.Decoder(Claim)
    return [decoder.decode(body) for (body,) in await books.connection.execute(wanted)]
