// Parts that stand for something that goes on are asked for anew, as long as somebody looks at the page.

const EVERY = 2000;

setInterval(() => {
  if (document.visibilityState !== "visible" || document.documentElement.dataset.saving) return;
  for (const each of document.querySelectorAll("[data-polled]")) each.dispatchEvent(new CustomEvent("poll"));
}, EVERY);
