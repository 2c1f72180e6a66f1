"""What a reader chooses for himself: language, zone, colours. It stays in his browser."""

from fastapi import APIRouter
from starlette.responses import Response

from handlers.console.addresses import inside
from handlers.console.texts import LANGUAGES, known_zone
from handlers.console.visit import LANGUAGE, THEME, THEMES, ZONE, Anyone, Posted

YEAR = 365 * 24 * 3600

router = APIRouter()


@router.post("/reader")
async def choose(visit: Anyone, form: Posted) -> Response:
    """Keep what is chosen, and go back to where it was chosen."""
    answer = visit.go(inside(str(form.get("back", ""))))
    allowed = {LANGUAGE: LANGUAGES.__contains__, ZONE: known_zone, THEME: THEMES.__contains__}
    for cookie, is_known in allowed.items():
        value = str(form.get(cookie.removeprefix("reso_"), ""))
        if is_known(value):
            answer.set_cookie(cookie, value, max_age=YEAR, samesite="lax")
    return answer
