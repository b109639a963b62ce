"""A browser's share of talking to the review app in this process, for what the real server adds nothing to."""

from datetime import UTC, datetime

from starlette.testclient import TestClient

from evaluation.review.app import application
from evaluation.review.gate.hosts import allowed_hosts
from evaluation.review.settings import ReviewSettings


def let_in(study, **more):
    """A client that was let into the app of a study; ``told`` holds the links and bugs that the app told.

    Args:
        study: The study file.
        more: Settings that are to be otherwise.
    """
    told = {"links": [], "bugs": []}
    secrets = iter(f"secret-{number}" for number in range(99))
    settings = {
        "study": study,
        "port": 1,
        "address": "http://127.0.0.1:1",
        "hosts": allowed_hosts(("127.0.0.1",), 1),
        "clock": lambda: datetime.now(UTC),
        "secret": lambda: next(secrets),
        "free_space": lambda path: 10**12,
        "tell_link": told["links"].append,
        "tell_bug": told["bugs"].append,
    }
    app = application(ReviewSettings(**settings | more))
    client = TestClient(app, base_url="http://127.0.0.1:1", headers={"Sec-Fetch-Site": "same-origin"})
    client.get(app.state.review.offer_link())
    client.told = told
    return client
