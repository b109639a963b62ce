"""Settings: who decides, and how this browser shows the app."""

from dataclasses import replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from codebook import InputError
from evaluation.review.asking import display_cookie, display_of, session_of, settings_of
from evaluation.review.display import DELAYS, SIZES, THEMES, Display
from evaluation.review.forms import Form, posted
from evaluation.review.keys import CHANGEABLE, collisions, key_of, may_be_given
from evaluation.review.names import LONGEST, reviewer_name
from evaluation.review.rendering import page

A_YEAR = 365 * 24 * 3600


def settings(request: Request) -> Response:
    """The page of settings."""
    return _form(request, session_of(request).reviewer, display_of(request))


def _form(request: Request, name: str, chosen: Display, problem: InputError | None = None) -> Response:
    return page(
        request,
        "settings.html",
        422 if problem else 200,
        saved="saved" in request.query_params and not problem,
        problem=problem,
        name=name[:LONGEST],
        chosen=chosen,
        typed={each.action: key_of(each.action, chosen.keys) for each in CHANGEABLE},
        changeable=CHANGEABLE,
        themes=THEMES,
        sizes=SIZES,
        delays=DELAYS,
        longest=LONGEST,
    )


def _save(request: Request, form: Form) -> Response:
    """Keep what the form says; where it cannot be kept, show it again with what is wrong."""
    chosen = _chosen(form)
    given = form.get("reviewer", "")
    try:
        name = reviewer_name(given)
        _require_usable(chosen.keys)
    except InputError as error:
        return _form(request, given, chosen, error)
    session_of(request).reviewer = name
    answer = RedirectResponse("/settings?saved=1", 303)
    cookie = display_cookie(settings_of(request).port)
    answer.set_cookie(cookie, chosen.written(), max_age=A_YEAR, httponly=True, samesite="strict")
    return answer


def _chosen(form: Form) -> Display:
    """What the form says, with keys that may not be usable."""
    said = {name: form[name] for name in ("theme", "size", "delay") if name in form}
    keys = {each.action: form.get(f"key-{each.action}", each.key).strip() for each in CHANGEABLE}
    changed = {each.action: keys[each.action] for each in CHANGEABLE if keys[each.action] != each.key}
    return replace(Display.read(urlencode(said | {"shortcuts": form.get("shortcuts", "off")})), keys=changed)


def _require_usable(keys: dict[str, str]) -> None:
    """Return where each key can be typed and no two actions share one.

    Raises:
        InputError: A key cannot be used.
    """
    for key in keys.values():
        if not may_be_given(key):
            raise InputError(
                f"{key!r} cannot be a key here.",
                why="A key is one letter or sign, not 1 to 9; or g, a space, and one letter or sign.",
                do="Type another one.",
            )
    for one, other in collisions(keys):
        raise InputError(
            f"One key cannot do two things: {one.does!r} and {other.does!r}.", do="Give one of them another key."
        )


ROUTES = (Route("/settings", settings), Route("/settings", posted(_save), methods=["POST"]))
