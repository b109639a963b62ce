// After a part of the page has changed, the focus stands where the part says: on what carries data-focus.

document.addEventListener("htmx:after:swap", () => {
  document.querySelector("#main [data-focus]")?.focus({ preventScroll: false });
});
