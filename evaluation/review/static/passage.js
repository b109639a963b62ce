// The passage that a code is for: the whole segment, or what was selected with the mouse or by keys.

import { selected, shown, words } from "./selection.js";
import { stops } from "./stops.js";

const LONGEST = 90;
const HOW = "Arrows move by word, up and down by sentence; with Shift they extend. Alt moves the end, Alt and Shift the start, by one character. Enter takes, Esc leaves.";
const text = () => document.getElementById("text");
const form = () => document.getElementById("code");
const unit = () => ({ start: Number(text().dataset.unitStart), end: Number(text().dataset.unitEnd) });
let mode = null;
let begunInText = false;

function passage() {
  const { start, end } = form().elements;
  return start.value ? { start: Number(start.value), end: Number(end.value) } : null;
}

function set(place) {
  const { start, end, quotation } = form().elements;
  start.value = place ? place.start : "";
  end.value = place ? place.end : "";
  quotation.value = place ? words(text(), place.start, place.end) : "";
  draw();
}

function told({ start, end }) {
  const said = [...words(text(), start, end).replace(/\s+/g, " ").trim()];
  const half = LONGEST / 2;
  return `“${said.length > LONGEST ? `${said.slice(0, half).join("")} … ${said.slice(-half).join("")}` : said.join("")}”`;
}

// What is chosen, on the text and in words.
function draw() {
  globalThis.CSS?.highlights?.delete("own-boundary");
  if (!form()) return;
  const place = passage();
  const range = place && shown(text(), place.start, place.end);
  if (range) globalThis.CSS?.highlights?.set("own-boundary", new Highlight(range));
  form().querySelector("[data-part=passage]").textContent = place ? told(place) : "the whole segment";
  form().querySelector("[data-part=how]").textContent = mode ? HOW : "Or mark a passage with the mouse.";
  form().toggleAttribute("data-selecting", Boolean(mode));
}

function begin() {
  const all = stops(text(), unit(), "word");
  if (!all.length) return;
  const before = passage();
  const first = before ?? all[0];
  mode = { before, anchor: first, focus: first };
  getSelection().removeAllRanges();
  set(first);
}

function end(place) {
  mode = null;
  set(place);
}

const chosen = () => ({
  start: Math.min(mode.anchor.start, mode.focus.start),
  end: Math.max(mode.anchor.end, mode.focus.end),
});

const next = (all, { start, end }, way) =>
  way > 0 ? all.find((each) => each.start >= end) : all.findLast((each) => each.end <= start);

// By word, or by sentence to its first word; with Shift to the word, or to the sentence's edge.
function move(way, isSentence, extends_) {
  const all = stops(text(), unit(), "word");
  let focus = next(all, mode.focus, way);
  if (isSentence) {
    const sentences = stops(text(), unit(), "sentence");
    const edge = way < 0 ? "start" : extends_ ? "end" : "start";
    const found = way > 0 ? sentences.find((each) => each[edge] > mode.focus[edge]) : sentences.findLast((each) => each.start < mode.focus.start);
    if (!found) return;
    focus = extends_ ? { start: found[edge], end: found[edge] } : all.find((each) => each.start >= found.start);
  }
  if (!focus) return;
  mode.focus = focus;
  if (!extends_) mode.anchor = focus;
  set(chosen());
}

function moveEdge(kind, way) {
  const place = { ...chosen() };
  const all = stops(text(), unit(), "grapheme");
  const found = way > 0 ? all.find((each) => each.end > place[kind]) : all.findLast((each) => each.start < place[kind]);
  if (!found) return;
  place[kind] = way > 0 ? found.end : found.start;
  if (place.start >= place.end) return;
  mode.anchor = mode.focus = place;
  set(place);
}

function arrow(event) {
  const isRightToLeft = getComputedStyle(text().querySelector(".in-unit")).direction === "rtl";
  const forward = event.key === "ArrowDown" || event.key === (isRightToLeft ? "ArrowLeft" : "ArrowRight");
  const way = forward ? 1 : -1;
  const isSentence = /Up|Down/.test(event.key);
  if (event.altKey) moveEdge(event.shiftKey ? "start" : "end", way);
  else move(way, isSentence, event.shiftKey);
}

// Before the keys of the page: while a passage is selected by keys, Enter and Escape are of the selection.
document.addEventListener("keydown", (event) => {
  if (!mode || !form() || event.isComposing || event.ctrlKey || event.metaKey || event.target.closest("input, textarea")) return;
  if (event.key === "Enter") end(chosen());
  else if (event.key === "Escape") end(mode.before);
  else if (event.key.startsWith("Arrow")) arrow(event);
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

function take() {
  const place = form() && selected(text());
  if (place) end(place);
}
document.addEventListener("pointerdown", (event) => (begunInText = Boolean(event.target.closest("#text"))));
document.addEventListener("pointerup", () => begunInText && setTimeout(take));
document.addEventListener("keyup", (event) => !mode && event.shiftKey && event.key.startsWith("Arrow") && take());

document.addEventListener("click", (event) => {
  const does = event.target.closest("#code [data-does]")?.dataset.does;
  if (does === "select") begin();
  if (does !== "whole") return;
  getSelection().removeAllRanges();
  end(null);
});

function arrive() {
  if (!form()?.dataset.arrived) mode = null;
  if (form()) form().dataset.arrived = "yes";
  for (const each of document.querySelectorAll("#code .by-script")) each.hidden = false;
  draw();
}
document.addEventListener("htmx:after:swap", arrive);
arrive();
