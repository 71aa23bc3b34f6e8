// The Search page: type, and see passages; everything can be done from the keyboard.
import { Ago, Inside, Page, Words, h, useAnswer, usePlace, useTick } from "./parts.js";
import { excerpt, pieces } from "./highlight.js";
import { Known } from "./knowledge.js";

const { React, ChakraUI } = globalThis;
const { Badge, Box, Button, Heading, Input, Kbd, Link, Mark, NativeSelect, Spinner, Text } = ChakraUI;
const TYPING = 150; // milliseconds without a key before the server is asked
const WORDS_SHOWN = 8; // of those for which a passage was found
const LOOKING = 5; // seconds after which the page looks whether the index has changed

function Search() {
  const place = usePlace();
  const [about] = useAnswer("about", {}, { again: useTick(LOOKING) });
  const shown = place.parameters.get("document");
  const back = () => (place.isInside ? place.navigate(-1) : place.change({ document: "" }));
  const aside = about?.served && h(Served, about.served);
  return h(
    Page,
    { title: "Search", aside },
    about && about.state !== "ready" && h(Problem, about),
    shown ? h(Whole, { id: shown, back }) : h(Asking, { ...place, about }),
  );
}

function Served({ points, documents, published_at }) {
  return h("span", null, `${points.toLocaleString("en")} passages of ${documents} documents, published `, h(Ago, { time: published_at }));
}

function Asking({ parameters, change, changed, about }) {
  const choices = about?.choices;
  const box = React.useRef(null);
  const list = React.useRef(null);
  const [typed, setTyped] = React.useState(parameters.get("q") ?? "");
  const asked = {
    question: typed,
    folder: parameters.get("folder") ?? "",
    kind: parameters.get("kind") ?? "",
  };
  const [answer, busy] = useAnswer("search", asked, { delay: TYPING, again: about?.served?.published_at });
  useKeyboard(box, list);
  const type = (event) => {
    setTyped(event.target.value);
    change({ q: event.target.value });
  };
  return h(
    React.Fragment,
    null,
    h(
      Box,
      { as: "form", role: "search", onSubmit: (event) => event.preventDefault(), display: "flex", flexWrap: "wrap", gap: 3 },
      h(
        Box,
        { flex: "1 1 100%" },
        h(Box, { as: "label", htmlFor: "question", srOnly: true }, "Question"),
        h(Input, {
          id: "question", ref: box, type: "search", size: "lg", autoFocus: true, maxLength: 1000, value: typed,
          dir: "auto", onChange: type, autoComplete: "off", "aria-controls": "passages", "aria-describedby": "keys",
          placeholder: "Ask something, for example: how many days of holiday do I have",
        }),
      ),
      h(Choice, { name: "folder", label: "Folder", values: choices?.folder, value: asked.folder, change }),
      h(Choice, { name: "kind", label: "Type", values: choices?.kind, value: asked.kind, change }),
    ),
    h(Keys),
    h(
      Box,
      { role: "status", "aria-live": "polite", color: "fg.muted", fontSize: "sm", minH: 6, my: 2 },
      busy && typed ? h(Spinner, { size: "xs", "aria-label": "searching" }) : h(Summary, { answer, typed }),
    ),
    typed.trim() && answer?.note && h(Words, { status: "warning", title: "By words alone" }, answer.note),
    about?.knowledge && h(Known, { question: typed, parameters, change }),
    about?.state === "ready" && answer && !["ready", "no_question"].includes(answer.state) && h(Problem, answer, answer.state === "nothing_found" && h(Filters, { ...asked, change })),
    h(
      Box,
      { as: "ol", id: "passages", ref: list, listStyleType: "none", opacity: busy ? 0.7 : 1, "aria-label": "Passages" },
      (typed.trim() ? (answer?.passages ?? []) : []).map((passage) =>
        h(Result, { key: `${passage.document} ${passage.ordinal}`, passage, changed, wordsAlone: Boolean(answer.note) }),
      ),
    ),
  );
}

function Summary({ answer, typed }) {
  if (!typed.trim()) return "Results come as you type.";
  if (answer?.state !== "ready" || !answer.passages.length) return "";
  const found = answer.passages.length === 1 ? "1 passage" : `${answer.passages.length} passages`;
  return `${found}, best first, in ${answer.milliseconds} ms`;
}

const TITLES = {
  nothing_found: ["info", "Nothing found"],
  not_indexed: ["info", "Not indexed yet"],
  no_encoder: ["warning", "Search is off"],
  busy: ["info", "Many people ask now"],
  unavailable: ["error", "This does not work now"],
};

function Problem({ state, message, children }) {
  const [status, title] = TITLES[state] ?? TITLES.unavailable;
  return h(Words, { status, title }, message, children);
}

/** The filters that leave nothing, each with a way to take it away. */
function Filters({ folder, kind, change }) {
  const chosen = [["folder", "Folder", TOP[folder] ?? folder], ["kind", "Type", kind]].filter(([, , value]) => value);
  return h(
    Box,
    { display: "flex", flexWrap: "wrap", gap: 2, mt: 2 },
    chosen.map(([name, label, value]) =>
      h(Button, { key: name, size: "xs", variant: "outline", maxW: "100%", whiteSpace: "normal", h: "auto", py: 1, overflowWrap: "anywhere", onClick: () => change({ [name]: "" }) }, `✕ ${label}: ${value}`),
    ),
  );
}

const TOP = { ".": "(top)" };

function Choice({ name, label, values, value, change }) {
  // What is chosen is shown, also where the index has nothing of it (any more).
  const offered = [...Object.entries(values ?? {}), ...(value && !values?.[value] ? [[value, values && 0]] : [])];
  return h(
    Box,
    { flex: { base: "1 1 8rem", md: "0 1 14rem" } },
    h(Box, { as: "label", htmlFor: `choice-${name}`, fontSize: "sm", color: "fg.muted" }, label),
    h(
      NativeSelect.Root,
      { size: "sm" },
      h(
        NativeSelect.Field,
        { id: `choice-${name}`, value, onChange: (event) => change({ [name]: event.target.value }) },
        h("option", { value: "" }, "All"),
        offered.map(([key, count]) => h("option", { key, value: key }, `${TOP[key] ?? key}${count === undefined ? "" : ` (${count})`}`)),
      ),
      h(NativeSelect.Indicator),
    ),
  );
}

function Keys() {
  const keys = [["/", "to the question"], ["↓ ↑", "through the passages"], ["Enter", "the whole document"], ["Esc", "back"]];
  return h(
    Box,
    { id: "keys", display: { base: "none", md: "flex" }, gap: 4, mt: 3, fontSize: "xs", color: "fg.muted" },
    keys.map(([key, words]) => h("span", { key }, h(Kbd, { size: "sm" }, key), ` ${words}`)),
  );
}

/** "/" goes to the box, arrows through the passages, Esc back and then clears. */
function useKeyboard(box, list) {
  React.useEffect(() => {
    const press = (event) => {
      const links = [...(list.current?.querySelectorAll("[data-open]") ?? [])];
      const at = links.indexOf(document.activeElement);
      const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName);
      if (event.key === "/" && !isTyping) box.current?.focus();
      else if (event.key === "ArrowDown" && (document.activeElement === box.current || at >= 0)) links[at + 1]?.focus();
      else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] ?? box.current)?.focus();
      else if (event.key === "Escape" && at >= 0) box.current?.focus();
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [box, list]);
}

function Result({ passage, changed, wordsAlone }) {
  const [whole, setWhole] = React.useState(false);
  const words = passage.words;
  const open = changed({ document: passage.document });
  const shown = excerpt(passage.text, words, whole);
  const isFolded = excerpt(passage.text, words, false) !== excerpt(passage.text, words, true);
  return h(
    Box,
    { as: "li", borderWidth: 1, borderRadius: "md", p: 4, mb: 3, bg: "bg.panel", _focusWithin: { borderColor: "border.info" } },
    h(
      Box,
      { display: "flex", justifyContent: "space-between", gap: 3, alignItems: "baseline" },
      h(
        Heading,
        { as: "h2", size: "sm", overflowWrap: "anywhere", dir: "auto" },
        h(Inside, { to: open.to, state: { ...open.state, isInside: true }, "data-open": "" }, passage.title || passage.document),
      ),
      h(Badge, { colorPalette: "blue", variant: "subtle", title: wordsAlone ? "BM25 score of its words" : "Cosine similarity, from -1 to 1", "aria-label": `score ${passage.score}` }, passage.score.toFixed(2)),
    ),
    h(Text, { color: "fg.muted", fontSize: "sm", overflowWrap: "anywhere" }, h("bdi", null, passage.document), [passage.heading, passage.place].filter(Boolean).map((told, index) => h(React.Fragment, { key: index }, " · ", h("bdi", null, told)))),
    h(
      Text,
      { my: 2, whiteSpace: "pre-wrap", overflowWrap: "anywhere", dir: "auto", "data-passage": "" },
      pieces(shown, words).map(([piece, hit], index) =>
        hit ? h(Mark, { key: index, bg: "yellow.muted", color: "fg", borderRadius: "xs", px: "1px" }, piece) : piece,
      ),
    ),
    h(
      Box,
      { display: "flex", flexWrap: "wrap", gap: 3, alignItems: "center", fontSize: "xs", color: "fg.muted" },
      h(Why, { ...passage, wordsAlone }),
      passage.stale && h(Text, { as: "span", color: "fg.warning" }, passage.stale),
      h(Provenance, passage),
      h(Source, passage),
      isFolded && h(Button, { size: "2xs", variant: "ghost", "aria-expanded": whole, onClick: () => setWhole(!whole) }, whole ? "Less" : "Whole passage"),
    ),
  );
}

/** Why a passage is here: its words that hit, or none, so that it is its meaning. */
function Why({ words, wordsAlone }) {
  if (!words.length) return h("span", { "data-why": "" }, "found by its meaning");
  const shown = words.slice(0, WORDS_SHOWN).join(", ");
  return h("span", { "data-why": "", dir: "auto" }, `found by ${wordsAlone ? "" : "its meaning and "}${words.length > WORDS_SHOWN ? `${shown} …` : shown}`);
}

/** Where the passage can be opened. A browser opens no file and no object of S3 from a page: of these the address is shown. */
function Source({ link }) {
  if (!link) return null;
  if (!/^https?:\/\//.test(link)) return h(Box, { as: "code", "data-source": "", whiteSpace: "normal", overflowWrap: "anywhere" }, link);
  return h(Link, { href: link, target: "_blank", rel: "noopener noreferrer", color: "fg.info", "data-source": "" }, "Open the source");
}

function Provenance({ embedded_at, batches, dag, run }) {
  if (!embedded_at) return h("span", null, "embedded so long ago that nobody can tell when");
  return h(
    "span",
    null,
    "embedded ",
    h(Ago, { time: embedded_at }),
    batches && ` from ${batches}`,
    " by ",
    dag ? h(Inside, { to: `/dags/${dag}/runs/${encodeURIComponent(run)}` }, "this run") : "a command",
  );
}

function Whole({ id, back }) {
  const [answer] = useAnswer("document", { id });
  React.useEffect(() => {
    const press = (event) => event.key === "Escape" && back();
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  });
  return h(
    React.Fragment,
    null,
    h(Button, { size: "sm", variant: "outline", onClick: back, autoFocus: true, mb: 4 }, "← Back to the passages"),
    !answer && h(Spinner, { "aria-label": "loading" }),
    answer && answer.state !== "ready" && h(Problem, answer),
    answer?.state === "ready" && h(Heading, { as: "h2", size: "lg", overflowWrap: "anywhere", dir: "auto" }, answer.title || id),
    answer?.state === "ready" && h(Text, { color: "fg.muted", mb: 4, overflowWrap: "anywhere" }, h("bdi", null, id), `, as it is served, in ${answer.passages.length === 1 ? "one passage" : `${answer.passages.length} passages`}`),
    (answer?.passages ?? []).map((passage) =>
      h(
        Box,
        { key: passage.ordinal, borderLeftWidth: 3, pl: 4, mb: 4 },
        h(Text, { whiteSpace: "pre-wrap", overflowWrap: "anywhere", dir: "auto", "data-passage": "" }, passage.text),
        h(Box, { display: "flex", flexWrap: "wrap", gap: 3, fontSize: "xs", color: "fg.muted", mt: 1 }, passage.place && h("bdi", null, passage.place), h(Provenance, passage), h(Source, passage)),
      ),
    ),
  );
}

globalThis.Search = Search;
