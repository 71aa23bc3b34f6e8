// The embedding map: what is served, as points; near is alike. The mouse, a finger or the keyboard show the passage.
import { Ago, Inside, Page, Words, documentAt, h, number, useAnswer, useTick } from "./parts.js";
import { Legend, Points, inDirection, middle, nearest, useSize } from "./scatter.js";

const { React, ChakraUI, ReactRouterDOM } = globalThis;
const { Box, Heading, Spinner, Text } = ChakraUI;
const LOOKING = 10; // seconds between two looks of an open page
const LISTED = 20; // passages of the last batch that are named
const REACH = { mouse: 16, touch: 28 }; // pixels from a point at which it is meant

function MapPage() {
  const [news] = useAnswer("map/about", {}, { again: useTick(LOOKING) });
  return h(
    Page,
    { title: "The map", aside: news?.drawn_at && h("span", null, "drawn ", h(Ago, { time: news.drawn_at })) },
    !news && h(Spinner, { "aria-label": "loading" }),
    news?.state === "ready" && h(Newest, { drawn_at: news.drawn_at }),
    news && news.state !== "ready" && h(Problem, news),
  );
}

function Newest({ drawn_at }) {
  const [answer] = useAnswer("map", {}, { again: drawn_at });
  if (!answer) return h(Spinner, { "aria-label": "loading" });
  return answer.state === "ready" ? h(Whole, answer) : h(Problem, answer);
}

function Problem({ state, message }) {
  if (state === "no_map") return h(Words, { status: "info", title: "Nothing to see yet" }, message);
  return h(Words, { status: "error", title: "The map cannot be shown now" }, message);
}

const openly = ({ document }) => documentAt(document);
const named = (folder) => (folder === "." ? "(top)" : folder);

function Whole(answer) {
  const [parameters, setParameters] = ReactRouterDOM.useSearchParams();
  const [at, setAt] = React.useState(null);
  React.useEffect(() => setAt(null), [answer.points]); // another map: the number means another point
  const asked = parameters.get("folder") ?? "";
  const only = answer.sources.some(({ name }) => name === asked) ? asked : "";
  const choose = (folder) => setParameters(folder && folder !== only ? { folder } : {}, { replace: true });
  const fresh = React.useMemo(() => answer.points.filter((point) => point.changed), [answer.points]);
  // Where everything is new, marking everything would tell nothing.
  const marked = fresh.length < answer.points.length ? fresh : [];
  return h(
    React.Fragment,
    null,
    answer.behind && h(Words, null, "Something newer is served; the map follows as soon as ", h(Inside, { to: "/dags/draw_embedding_map" }, "draw_embedding_map"), " has run."),
    h(Text, { mb: 1 }, summary(answer), " Near is alike."),
    h(Last, { last: answer.last, shown: fresh.length, all: !marked.length && fresh.length > 0 }),
    h(Legend, { sources: answer.sources.map((source) => ({ ...source, words: named(source.name) })), only, choose, marks: marked.length > 0 }),
    h(Chart, { answer, only, marks: marked.length > 0, at, setAt }),
    h(Changed, { points: marked, show: (point) => setAt(answer.points.indexOf(point)) }),
  );
}

function summary({ points, total, documents, sources }) {
  const from = `${number(documents, "document", "documents")} from ${number(sources.length, "source", "sources")}`;
  if (points.length === total) return `${number(total, "passage", "passages")} of ${from}.`;
  return `A sample of ${points.length.toLocaleString("en")} of ${total.toLocaleString("en")} passages, of ${from}; the same ones each time.`;
}

function Last({ last, shown, all }) {
  if (!last) return null;
  const brought = all ? "all of them" : number(last.brought, "passage", "passages");
  const left = shown < last.brought && !all ? `, ${shown.toLocaleString("en")} of them drawn` : "";
  const run = last.dag ? h(Inside, { to: `/dags/${last.dag}/runs/${encodeURIComponent(last.run)}` }, "this run") : "a command";
  return h(
    Text,
    { color: "fg.muted", fontSize: "sm", mb: 3 },
    `The last change (${last.batches || "no new batch"}, `, h(Ago, { time: last.time }), ", by ", run, `) brought ${brought}${left} and removed ${last.removed.toLocaleString("en")}.`,
  );
}

function Chart({ answer, only, marks, at, setAt }) {
  const { points } = answer;
  const [frame, size] = useSize();
  const navigate = ReactRouterDOM.useNavigate();
  const pointer = React.useRef("mouse");
  const shown = (point) => !only || point.folder === only;
  const under = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    return nearest(points, shown, size, event.clientX - box.left, event.clientY - box.top, REACH[pointer.current] ?? REACH.touch);
  };
  const press = (event) => {
    const next = inDirection(points, shown, size, at, event.key);
    if (next !== undefined) setAt(next);
    else if (event.key === "Enter" && at !== null) navigate(openly(points[at]));
    else if (event.key === "Escape") setAt(null);
    else return;
    event.preventDefault();
  };
  return h(
    Box,
    null,
    h(
      Box,
      {
        ref: frame, role: "application", tabIndex: 0, position: "relative", "aria-label": `Map: ${summary(answer)}`, "aria-describedby": "map-keys",
        aspectRatio: { base: "1", md: "16 / 9" }, borderWidth: 1, borderRadius: "md", bg: "bg.panel", cursor: at === null ? "default" : "pointer",
        onPointerDown: (event) => (pointer.current = event.pointerType),
        onPointerMove: (event) => event.pointerType === "mouse" && setAt(under(event)),
        onPointerLeave: (event) => event.pointerType === "mouse" && setAt(null),
        onClick: (event) => {
          const found = under(event);
          setAt(found);
          // A finger cannot hover: it looks first, and the link in the passage opens.
          if (found !== null && pointer.current === "mouse") navigate(openly(points[found]));
        },
        onFocus: (event) => event.currentTarget.matches(":focus-visible") && at === null && setAt(middle(points, shown)),
        onKeyDown: press, "data-map": "",
      },
      h(Points, { points, size, only, marks }),
      at !== null && h(Ring, { point: points[at], size }),
      at !== null && h(Passage, { point: points[at], size, isFloating: true }),
    ),
    at !== null && h(Passage, { point: points[at], size, isFloating: false }),
    h(Text, { id: "map-keys", fontSize: "xs", color: "fg.muted", mt: 2 }, "Point at a passage, or tap it, to read it. Arrow keys go to the next one, Enter opens its document."),
  );
}

function Ring({ point, size }) {
  const [x, y] = size.place(point);
  return h(Box, { position: "absolute", left: `${x - 9}px`, top: `${y - 9}px`, boxSize: "18px", borderRadius: "full", borderWidth: 2, borderColor: "fg", pointerEvents: "none" });
}

/** Beside its point where there is room, below the map on a phone. */
function Passage({ point, size, isFloating }) {
  const [x, y] = size.place(point);
  const side = x < size.width / 2 ? { left: `${x + 16}px` } : { right: `${size.width - x + 16}px` };
  const edge = y < size.height / 2 ? { top: `${y}px` } : { bottom: `${size.height - y}px` };
  const floating = { position: "absolute", ...side, ...edge, w: "22rem", pointerEvents: "none", shadow: "lg", zIndex: 1, display: { base: "none", md: "block" } };
  const below = { mt: 3, display: { base: "block", md: "none" } };
  const title = isFloating ? point.document : h(Inside, { to: openly(point) }, point.document);
  return h(
    Box,
    { ...(isFloating ? floating : below), role: "status", bg: "bg", borderWidth: 1, borderRadius: "md", p: 3, textAlign: "left", "data-shown": "" },
    h(Text, { fontWeight: "semibold", fontSize: "sm", overflowWrap: "anywhere" }, h("bdi", null, title)),
    point.heading && h(Text, { color: "fg.muted", fontSize: "xs", overflowWrap: "anywhere", dir: "auto" }, point.heading),
    h(Text, { fontSize: "sm", mt: 1, overflowWrap: "anywhere", dir: "auto", "data-passage": "" }, point.text),
    h(Text, { color: "fg.muted", fontSize: "xs", mt: 1 }, named(point.folder), point.changed && " · new in the last change"),
  );
}

function Changed({ points, show }) {
  if (!points.length) return null;
  const more = points.length - LISTED;
  return h(
    Box,
    { as: "section", mt: 6, "aria-labelledby": "changed" },
    h(Heading, { as: "h2", size: "md", id: "changed", mb: 2 }, "New in the last change"),
    h(
      Box,
      { as: "ul", listStyleType: "none" },
      points.slice(0, LISTED).map((point, key) =>
        h(
          Box,
          { as: "li", key, py: 1.5, borderBottomWidth: 1, fontSize: "sm", overflowWrap: "anywhere", onPointerEnter: () => show(point), onFocus: () => show(point) },
          h(Inside, { to: openly(point) }, h("bdi", null, point.document)),
          h(Box, { as: "span", color: "fg.muted" }, point.heading && h(React.Fragment, null, " · ", h("bdi", null, point.heading)), " · ", h("bdi", null, point.text)),
        ),
      ),
    ),
    more > 0 && h(Text, { color: "fg.muted", fontSize: "sm", mt: 2 }, `and ${more.toLocaleString("en")} more`),
  );
}

globalThis["The map"] = MapPage; // "Map" alone would take the place of JavaScript's own
