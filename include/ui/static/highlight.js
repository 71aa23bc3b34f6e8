// Which words of a passage the question has, and which part of a long passage to show first.
const COMMON = new Set(
  "a an and are as at be by can do does for from has have how i in is it my of on or our that the their there this to was we what when where which who why will with you your".split(" "),
);
const SHOWN = 360; // characters of a passage that is folded

/** Stems of the question's words; an ending is no difference. */
export function stems(question) {
  const words = question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words
    .filter((word) => !COMMON.has(word))
    .map((word) => (word.length > 4 ? word.replace(/(ies|ing|ed|es|s)$/u, "") : word));
}

/** The text in pieces: [piece, whether the question has it]. */
export function pieces(text, wanted) {
  return text
    .split(/([\p{L}\p{N}]+)/u)
    .map((piece) => [piece, wanted.some((stem) => isMeant(piece.toLowerCase(), stem))])
    .filter(([piece]) => piece);
}

function isMeant(word, stem) {
  // Scripts without spaces come as one long word.
  return /^\p{ASCII}/u.test(stem) ? word.startsWith(stem) && word.length <= stem.length + 4 : word.includes(stem);
}

/** The passage without the headings it begins with; folded, about the place with the most words of the question. */
export function excerpt(text, wanted, whole) {
  const body = text.replace(/^(\s*#{1,6} [^\n]*\n+)+/u, "").trim() || text.trim();
  if (whole || body.length <= SHOWN) return body;
  const dense = body.replace(/\n\s*\n/gu, "\n");
  const lines = dense.split(/(?<=[.!?:]\s|\n)/u);
  const counts = lines.map((line) => pieces(line, wanted).filter(([, meant]) => meant).length);
  const best = counts.indexOf(Math.max(...counts));
  const starts = lines.map((_, at) => lines.slice(0, at).join("").length);
  const fits = (at) => starts[best] + lines[best].length - starts[at] <= SHOWN;
  // As early as the best line still fits, so that it is read with what leads to it.
  const start = starts[Math.min(best, starts.findIndex((_, at) => fits(at) || at === best))];
  const end = start + SHOWN;
  const cut = end < dense.length ? `${dense.slice(start, end).replace(/\s\S*$/u, "")} …` : dense.slice(start);
  return `${start ? "… " : ""}${cut.trim()}`;
}
