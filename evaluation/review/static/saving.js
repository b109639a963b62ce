// Saving: nothing moves on before the server has answered, and what could not be saved stays and says so.

const bar = document.getElementById("not-saved");
const part = (name) => bar.querySelector(`[data-part=${name}]`);
const state = { current: null, unanswered: null, failed: null };

const stores = (ctx) => ctx && !["GET", "HEAD"].includes(ctx.request.method.toUpperCase());
const buttonOf = (ctx) => ctx.request.submitter ?? (ctx.sourceElement.matches("button") ? ctx.sourceElement : null);
const tell = (name) => document.dispatchEvent(new CustomEvent(`intercoder:${name}`));

function end(ctx) {
  buttonOf(ctx)?.removeAttribute("aria-busy");
  delete document.documentElement.dataset.saving;
  state.current = state.unanswered = null;
}

document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = event.detail;
  if (!stores(ctx)) return;
  if (state.current) return event.preventDefault();
  state.current = state.unanswered = ctx;
  document.documentElement.dataset.saving = "yes";
  buttonOf(ctx)?.setAttribute("aria-busy", "true");
});

// It is said at once that something is saved, also where what comes next is to wait for a moment.
document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  if (ctx !== state.current || ctx.response.status >= 400) return;
  state.unanswered = null;
  hide();
  const saved = document.getElementById("saved");
  if (saved) saved.textContent = `Saved ${new Date().toLocaleTimeString([], { hour12: false })}`;
});

document.addEventListener("htmx:finally:request", (event) => {
  const { ctx } = event.detail;
  if (ctx !== state.current) return;
  const stored = ctx.response?.status < 400 && !ctx.status.startsWith("error");
  end(ctx);
  tell(stored ? "saved" : "not-saved");
});

document.addEventListener("htmx:response:error", (event) => {
  const { ctx } = event.detail;
  if (ctx.sourceElement.hasAttribute(`hx-status:${ctx.response.status}`)) return;
  const plain = ctx.response.headers.get("content-type")?.startsWith("text/plain");
  show(ctx, plain ? ctx.text : `The server answered with status ${ctx.response.status}.`);
});

document.addEventListener("htmx:error", (event) => {
  const { ctx } = event.detail;
  if (ctx) show(ctx, `The server does not answer.\nIf it has ended, start it again in the terminal with --port ${location.port} added,\nopen the link that it prints in another tab, and try again here.`);
});

function show(ctx, said) {
  const [what, ...why] = said.trim().split("\n");
  state.failed = ctx;
  part("what").textContent = stores(ctx) ? `Not saved. ${what}` : what;
  part("why").textContent = why.join(" ");
  part("kept").hidden = !stores(ctx);
  bar.querySelector("[data-does=copy]").hidden = !stores(ctx);
  part("copy").hidden = true;
  bar.hidden = false;
  bar.scrollIntoView({ block: "nearest" });
}

function hide() {
  state.failed = null;
  bar.hidden = true;
}

function again({ sourceElement, request }) {
  if (sourceElement.matches("form")) sourceElement.requestSubmit(request.submitter?.isConnected ? request.submitter : null);
  else sourceElement.click();
}

function copy({ request }) {
  const heading = document.querySelector("h1")?.textContent.trim() ?? "";
  const fields = [...new URLSearchParams(request.body)].map(([name, value]) => `${name}: ${value}`);
  const text = part("copy");
  text.value = [heading, location.href, ...fields].join("\n");
  text.hidden = false;
  text.select();
  navigator.clipboard?.writeText(text.value).catch(() => {});
}

bar?.addEventListener("click", (event) => {
  const does = event.target.closest("[data-does]")?.dataset.does;
  if (does === "retry") again(state.failed);
  if (does === "copy") copy(state.failed);
  if (does === "dismiss") hide();
});

window.addEventListener("beforeunload", (event) => {
  if (state.unanswered || (state.failed && stores(state.failed))) event.preventDefault();
});
