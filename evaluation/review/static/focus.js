// After a part of the page has changed, the focus stands where that part says: on what in it carries data-focus.

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  ctx.target?.querySelector("[data-focus]")?.focus({ preventScroll: false });
});
