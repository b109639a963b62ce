// What takes longer than a moment says that it is on its way.

const A_MOMENT = 300;
const timers = new WeakMap();

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  const target = ctx.target;
  if (target) timers.set(ctx, setTimeout(() => target.setAttribute("aria-busy", "true"), A_MOMENT));
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  clearTimeout(timers.get(ctx));
  ctx.target?.removeAttribute("aria-busy");
});
