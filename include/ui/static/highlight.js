// The words for which a passage was found, and which part of a long passage to show first.
const SHOWN = 360; // characters of a passage that is folded

/** The text in pieces: [piece, whether it is one of the words]. */
export function pieces(text, words) {
  if (!words.length) return [[text, false]];
  const any = [...words].sort((one, other) => other.length - one.length).map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&"));
  const place = new RegExp(`(?<![\\p{L}\\p{N}_])(${any.join("|")})(?![\\p{L}\\p{N}_])`, "gu");
  return text
    .split(place)
    .map((piece, at) => [piece, at % 2 === 1])
    .filter(([piece]) => piece);
}

/** The passage without the headings it begins with; folded, about the place with the most of the words. */
export function excerpt(text, words, whole) {
  const body = text.replace(/^(\s*#{1,6} [^\n]*\n+)+/u, "").trim() || text.trim();
  if (whole || body.length <= SHOWN) return body;
  const dense = body.replace(/\n\s*\n/gu, "\n");
  const lines = dense.split(/(?<=[.!?:]\s|\n)/u);
  const counts = lines.map((line) => pieces(line, words).filter(([, hit]) => hit).length);
  const best = counts.indexOf(Math.max(...counts));
  const starts = lines.map((_, at) => lines.slice(0, at).join("").length);
  const fits = (at) => starts[best] + lines[best].length - starts[at] <= SHOWN;
  // As early as the best line still fits, so that it is read with what leads to it.
  const start = starts[Math.min(best, starts.findIndex((_, at) => fits(at) || at === best))];
  const end = start + SHOWN;
  const cut = end < dense.length ? `${dense.slice(start, end).replace(/\s\S*$/u, "")} …` : dense.slice(start);
  return `${start ? "… " : ""}${cut.trim()}`;
}
