"""Pages from templates: everything that is put in is escaped, and nothing that is missing is passed over."""

from collections.abc import Callable
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from codebook import IntercoderError
from evaluation.review.asking import app_of, asked_by_script, asks_for_a_part, display_of, let_in
from evaluation.review.keys import SHOWN, grouped, key_of
from evaluation.review.navigation import is_at, ways_to
from evaluation.review.opening import may_decide
from evaluation.review.unseen import exact, marked, written_out

WHOLE, PART = "base.html", "part.html"


def templates() -> Environment:
    """The templates of all screens.

    Text of a study goes through ``marked``, a value that a form sends back through ``exact``; every other text is
    written out, so that no page shows an unseen character.
    """
    made = Environment(
        loader=ChoiceLoader(
            [
                PackageLoader("evaluation.review", "templates"),
                PrefixLoader({"reports": PackageLoader("evaluation.reports", "page")}),
            ]
        ),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_fit_for_a_page,
    )
    made.filters["marked"] = marked
    made.filters["exact"] = exact
    return made


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """A page of the app; only its ``content`` where htmx asks for a part.

    Templates that extend ``layout`` get, beside what is given: ``settings``, ``reviewer``, ``display``, ``ways``,
    ``key`` (the key of an action), ``shown_key``, ``may_decide``, ``path``.
    """
    app = app_of(request)
    shared = _shared(request) | {"layout": PART if asks_for_a_part(request) else WHOLE}
    return HTMLResponse(app.templates.get_template(template).render(shared | values), status)


def problem(request: Request, status: int, what: str, *, why: str = "", do: str = "") -> Response:
    """A page that says what went wrong, why, and what to do; the words alone where a script asked."""
    if asked_by_script(request):
        return PlainTextResponse("\n".join(part for part in (what, why, do) if part), status)
    return page(request, "problem.html", status, what=what, why=why, do=do)


def told(request: Request, status: int, error: IntercoderError) -> Response:
    """An error of ours as a page."""
    return problem(request, status, error.what, why=error.why, do=error.do)


def _shared(request: Request) -> dict[str, Any]:
    app, display = app_of(request), display_of(request)
    session = let_in(request)
    return {
        "settings": app.settings,
        "let_in": session is not None,
        "reviewer": session.reviewer if session else "",
        "display": display,
        "ways": ways_to(app.paths) if session else [],
        "is_at": is_at,
        "key": _keys(display.keys),
        "shown_key": _shown,
        "groups": grouped(),
        "may_decide": may_decide(app.settings),
        "path": request.url.path,
    }


def _keys(changed: dict[str, str]) -> Callable[[str], str]:
    return lambda action: key_of(action, changed)


def _shown(key: str) -> str:
    return SHOWN.get(key, key)


def _fit_for_a_page(value: Any) -> Any:
    return exact(written_out(value)) if isinstance(value, str) and not isinstance(value, Markup) else value
