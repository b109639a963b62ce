// After a part of the page has changed, the focus stands where that part says: on what in it carries data-focus.
// Where what had the focus is gone, it goes to the heading. A heading is at the top, and the unit that is decided on in sight.

let seen = null;

function at(element) {
  element?.focus();
  if (element?.matches("h1")) scrollTo(0, 0);
}

function bringIntoSight() {
  const pane = document.querySelector(".text-pane");
  const unit = pane?.querySelector(".unit");
  if (!unit || unit === seen || getComputedStyle(pane).overflowY !== "auto") return;
  seen = unit;
  pane.scrollTop = Math.max(0, Math.min(unit.offsetTop, unit.offsetTop + unit.offsetHeight - pane.clientHeight));
}

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const stated = ctx.target?.querySelector("[data-focus]");
  if (stated) at(stated);
  else if (document.activeElement === document.body) at(document.querySelector("h1[data-focus]"));
  bringIntoSight();
});

bringIntoSight();
