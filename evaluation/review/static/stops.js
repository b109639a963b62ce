// Where a selection by keys can stop: the words, sentences and characters of a text, as {start, end} in code points.

import { stretches } from "./selection.js";

const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
const points = (text) => [...text].length;

function* parts(stretch, granularity) {
  let at = stretch.start;
  for (const { segment, isWordLike } of new Intl.Segmenter(undefined, { granularity }).segment(stretch.text)) {
    const start = at;
    at += points(segment);
    yield { start, end: at, segment, isWordLike };
  }
}

const trimmed = ({ start, end, segment }) => ({
  start: start + points(segment) - points(segment.trimStart()),
  end: end - points(segment) + points(segment.trimEnd()),
});

// All stops of one kind between two places: "word", "sentence" or "grapheme".
export function stops(root, { start, end }, granularity) {
  const found = stretches(root, start, end).flatMap((stretch) => [...parts(stretch, granularity)]);
  if (granularity === "grapheme") return found;
  if (granularity === "sentence") return found.map(trimmed).filter((each) => each.start < each.end);
  return found.filter(({ segment, isWordLike }) => isWordLike || PICTURE.test(segment));
}
