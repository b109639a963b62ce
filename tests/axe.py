"""What axe-core finds amiss on a page for people who use a keyboard, a screen reader or strong contrast."""

from importlib.resources import files

SOURCE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
STILL = """Promise.allSettled(document.getAnimations()
    .filter((each) => each.effect.getComputedTiming().endTime !== Infinity).map((each) => each.finished))"""
GRAVE = ("serious", "critical")


def violations(page):
    """The serious and critical violations, one text each: the rule, what it asks, the elements with what is amiss.

    Colours that are still changing are waited for.
    """
    page.evaluate(STILL)
    page.evaluate(SOURCE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [_told(violation) for violation in found["violations"] if violation["impact"] in GRAVE]


def _told(violation):
    lines = [f"{violation['id']} ({violation['impact']}): {violation['help']}"]
    for node in violation["nodes"]:
        amiss = (check["message"] for kind in ("any", "all", "none") for check in node[kind])
        lines += [f"  {' '.join(map(str, node['target']))}: {node['html']}", *(f"    {text}" for text in amiss)]
    return "\n".join(lines)
