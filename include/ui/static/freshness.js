// The Freshness page, and the card on Airflow's home page.
import { Decisions } from "./decisions.js";
import { Generation } from "./generation.js";
import { Ago, Inside, Others, Page, Section, Words, documentAt, duration, h, number, useAnswer, useTick } from "./parts.js";

const { React, ChakraUI } = globalThis;
const { Badge, Box, Heading, Input, Spinner, Table, Text } = ChakraUI;
const LOOKING = 10; // seconds between two looks of an open page
const SHOWN = 50; // documents before somebody asks for more

const HOPS = {
  "uploaded → documents": ["published", "blue.solid"],
  "documents → embeddings": ["embedded", "purple.solid"],
  "embeddings → vector_store": ["stored", "teal.solid"],
  "vector_store → search_index": ["searchable", "green.solid"],
};
const PARTS = {
  reused: ["reused", "blue.solid"],
  generated: ["embedded", "green.solid"],
  removed: ["deleted", "orange.solid"],
  failed: ["failed", "red.solid"],
};

function Freshness() {
  const [answer] = useAnswer("freshness", {}, { again: useTick(LOOKING) });
  const aside = answer?.time && h("span", null, "as of ", h(Ago, { time: answer.time }));
  return h(
    Page,
    { title: "Freshness", aside },
    !answer && h(Spinner, { "aria-label": "loading" }),
    answer?.message && h(Words, { status: "error", title: "This cannot be told now" }, answer.message),
    answer?.state === "ready" && h(Whole, answer),
  );
}

function Whole(answer) {
  return h(
    React.Fragment,
    null,
    h(Verdict, answer),
    h(Decisions, { decisions: answer.decisions }),
    h(Stranded, { events: answer.stranded_events }),
    h(Delays, { batches: answer.hops, limit: answer.limit_seconds }),
    h(Work, { runs: answer.work }),
    answer.generation && h(Generation, answer.generation),
    h(Documents, { states: answer.document_states, total: answer.documents }),
  );
}

/** One sentence, and how bad it is. */
function verdict({ documents, waiting, undecided, rejected, quarantined, kept, overdue, stranded, source_problem, candidates, limit_seconds }) {
  const several = [
    overdue && `${number(overdue, "document has", "documents have")} been waiting for more than ${duration(limit_seconds)}`,
    stranded && `${number(stranded, "event", "events")} started no run though work waits`,
    waiting > overdue && `${number(waiting - overdue, "document is", "documents are")} on the way`,
    undecided && `${number(undecided, "document waits", "documents wait")} for a person’s decision`,
    rejected && `${number(rejected, "document stays", "documents stay")} as before: what was asked was rejected`,
    kept && `${number(kept, "document", "documents")} cannot be read now and ${kept === 1 ? "is" : "are"} served as read last`,
    source_problem && `The source cannot be read now: ${source_problem}`,
    ...(candidates ?? []).map((line) => `Not served: ${line}`),
  ].filter(Boolean);
  const status = overdue ? "error" : stranded || undecided || rejected || kept || source_problem ? "warning" : waiting ? "info" : "success";
  if (several.length) return [status, several.join("; ")];
  if (!documents) return ["info", "There is no document yet"];
  const left = quarantined ? `, but for ${number(quarantined, "quarantined one", "quarantined ones")}` : "";
  return ["success", `Every document is served as the source has it${left}`];
}

function Verdict(answer) {
  const [status, words] = verdict(answer);
  return h(Words, { status, title: words }, median(answer));
}

function median({ median_seconds, searchable_batches }) {
  if (median_seconds === null) return "No batch of the last day has become searchable.";
  const time = duration(median_seconds);
  if (searchable_batches === 1) return `The one batch of the last day could be searched ${time} after it was published.`;
  return `Half of the ${searchable_batches} batches of the last day could be searched within ${time} of being published.`;
}

function Legend({ kinds }) {
  return h(
    Box,
    { display: "flex", flexWrap: "wrap", gap: 4, fontSize: "xs", color: "fg.muted", mb: 2, "aria-hidden": true },
    Object.entries(kinds).map(([key, [words, colour]]) =>
      h(Box, { key, display: "flex", alignItems: "center", gap: 1 }, h(Box, { boxSize: 3, borderRadius: "xs", bg: colour }), words),
    ),
  );
}

/** A bar of several segments; its words say the same. */
function Bar({ parts, total, most }) {
  return h(
    Box,
    { display: "flex", h: 4, w: `${Math.max(1, (100 * total) / most)}%`, borderRadius: "sm", overflow: "hidden", "aria-hidden": true },
    parts.filter(([, size]) => size > 0).map(([colour, size, words]) =>
      h(Box, { key: colour, bg: colour, flexGrow: size, flexBasis: 0, minW: "2px", title: words }),
    ),
  );
}

function Row({ label, note, words, children }) {
  return h(
    Box,
    { as: "li", display: "grid", gridTemplateColumns: { base: "1fr", md: "13rem 1fr 15rem" }, columnGap: 4, rowGap: 1, alignItems: "center", py: 1.5, borderBottomWidth: 1 },
    h(Box, { fontSize: "sm", overflowWrap: "anywhere" }, label, " ", h(Box, { as: "span", color: "fg.muted", fontSize: "xs" }, note)),
    h(Box, null, children),
    h(Box, { fontSize: "xs", color: "fg.muted" }, words),
  );
}

function Delays({ batches, limit }) {
  const total = (batch) => Object.values(batch.hops).reduce((sum, seconds) => sum + seconds, 0);
  const most = Math.max(1, ...batches.map(total));
  return h(
    Section,
    { title: "Delay of each hop", note: `Of the last batches, newest first; the limit is ${duration(limit)}.` },
    !batches.length && h(Text, null, "No batch in the last day."),
    batches.length > 0 && h(Legend, { kinds: HOPS }),
    h(
      Box,
      { as: "ol", listStyleType: "none" },
      batches.map((batch) => {
        const told = Object.entries(batch.hops).map(([hop, seconds]) => `${HOPS[hop]?.[0] ?? hop} ${duration(seconds)}`);
        const parts = Object.entries(batch.hops).map(([hop, seconds], at) => [HOPS[hop]?.[1] ?? "gray.solid", seconds, told[at]]);
        const words = batch.seconds === null ? [...told, batch.held || "not searchable yet"].join("; ") : told.join(", ");
        return h(Row, { key: batch.batch, label: batch.batch, note: h(Ago, { time: batch.time }), words }, h(Bar, { parts, total: total(batch), most }));
      }),
    ),
  );
}

function Work({ runs }) {
  const total = ({ counts }) => Object.values(counts).reduce((sum, count) => sum + count, 0);
  const most = Math.max(1, ...runs.map(total));
  return h(
    Section,
    { title: "What each batch cost", note: "Chunks of the changed documents, newest first." },
    !runs.length && h(Text, null, "Nothing was embedded in the last two days."),
    runs.length > 0 && h(Legend, { kinds: PARTS }),
    h(
      Box,
      { as: "ol", listStyleType: "none" },
      runs.map((run) => {
        const told = Object.entries(run.counts).filter(([, count]) => count > 0).map(([part, count]) => `${count.toLocaleString("en")} ${PARTS[part][0]}`);
        const parts = Object.entries(run.counts).map(([part, count]) => [PARTS[part][1], count, `${count} ${PARTS[part][0]}`]);
        const name = run.batches || "no new batch";
        const label = run.dag ? h(Inside, { to: `/dags/${run.dag}/runs/${encodeURIComponent(run.run)}` }, name) : name;
        return h(Row, { key: run.time, label, note: h(Ago, { time: run.time }), words: h(React.Fragment, null, told.join(", "), " ", run.dag && h(Report, run)) }, h(Bar, { parts, total: total(run), most }));
      }),
    ),
  );
}

/** The run's own page; it opens beside this one, because it is none of Airflow's. */
function Report({ sent_by: run }) {
  const href = `embedding-pages/report?${new URLSearchParams({ run })}`;
  return h(ChakraUI.Link, { href, target: "_blank", rel: "noopener", color: "fg.info" }, "report");
}

function Stranded({ events }) {
  if (!events.length) return null;
  return h(
    Section,
    { title: "Stranded events", note: "They started no run though work waits. Nothing is lost: the hourly sweep does it, or trigger the next DAG." },
    events.map((event) => h(Text, { key: event.time }, `${event.asset}, `, h(Ago, { time: event.time }))),
  );
}

/** By the code of the reason; the words beside it are for people. */
const COLOURS = { quarantined: "red", kept: "orange", unreadable: "red", undecided: "purple", declined: "gray" };

function Documents({ states, total }) {
  const [wanted, setWanted] = React.useState("");
  const [shown, setShown] = React.useState(SHOWN);
  const found = states.filter(({ document, title }) => `${document} ${title}`.toLowerCase().includes(wanted.toLowerCase()));
  const more = found.length - shown;
  return h(
    Section,
    { title: "Documents", note: `Those that wait first, then the newest changes; ${total.toLocaleString("en")} in all.` },
    h(Box, { as: "label", htmlFor: "wanted", srOnly: true }, "Documents whose name or title contains"),
    h(Input, { id: "wanted", type: "search", size: "sm", maxW: "20rem", mb: 3, placeholder: "Name or title", value: wanted, onChange: (event) => setWanted(event.target.value) }),
    h(
      Table.ScrollArea,
      { borderWidth: 1, borderRadius: "md", whiteSpace: "normal" },
      h(
        Table.Root,
        { size: "sm" },
        h(Table.Header, null, h(Table.Row, null, ["Document", "Changed", "Embedded", "Searchable", "State"].map((name) => h(Table.ColumnHeader, { key: name, scope: "col" }, name)))),
        h(Table.Body, null, found.slice(0, shown).map((state) => h(State, { key: state.document, ...state }))),
      ),
    ),
    more > 0 && h(ChakraUI.Button, { mt: 3, size: "sm", variant: "outline", onClick: () => setShown(shown + 200) }, `${more.toLocaleString("en")} more`),
  );
}

function State({ document, changed_at, embedded_at, searchable_at, code, why, detail, since, decision }) {
  const when = (time) => (time ? h(Ago, { time }) : h("span", { "aria-label": "not known" }, "–"));
  // Airflow's page says `overflow-wrap: break-word` of every element; a column is not narrowed by that.
  const name = h("bdi", { style: { overflowWrap: "anywhere" } }, document);
  return h(
    Table.Row,
    null,
    // A link of Chakra's is a flex box of its own, which would not break inside of a name.
    h(Table.Cell, { whiteSpace: "normal", overflowWrap: "anywhere", minW: "12rem" }, code ? name : h(Inside, { to: documentAt(document), display: "inline" }, name)),
    ...[changed_at, embedded_at, searchable_at].map((time, at) => h(Table.Cell, { key: at, whiteSpace: "nowrap" }, when(time))),
    h(
      Table.Cell,
      { whiteSpace: "normal", minW: "12rem" },
      h(Badge, { colorPalette: code ? (COLOURS[code] ?? "orange") : "green", variant: "subtle" }, why || "as in the source"),
      detail && h(Text, { fontSize: "xs", color: "fg.muted", overflowWrap: "anywhere" }, detail),
      decision && h(Inside, { to: decision, fontSize: "xs" }, code === "declined" ? "the question and its answer" : "decide"),
      code && since && h(Text, { fontSize: "xs", color: "fg.muted" }, "since ", h(Ago, { time: since })),
    ),
  );
}

const DOTS = { success: "green.solid", info: "blue.solid", warning: "orange.solid", error: "red.solid" };

function FreshnessCard() {
  const [answer] = useAnswer("freshness/summary", {}, { again: useTick(3 * LOOKING) });
  const [status, words] = answer?.state === "ready" ? verdict(answer) : ["warning", answer?.message ?? "…"];
  return h(
    Box,
    { as: "section", "aria-labelledby": "freshness-card", borderWidth: 1, borderRadius: "md", p: 4, bg: "bg.panel" },
    h(
      Box,
      { display: "flex", flexWrap: "wrap", justifyContent: "space-between", gap: 2 },
      h(Heading, { as: "h2", size: "sm", id: "freshness-card" }, "Embeddings"),
      h(Others),
    ),
    h(
      Box,
      { display: "flex", alignItems: "center", gap: 2, mt: 2 },
      h(Box, { boxSize: 3, borderRadius: "full", bg: DOTS[status], flexShrink: 0, "aria-hidden": true }),
      h(Text, null, words),
    ),
    answer?.state === "ready" && h(Text, { color: "fg.muted", fontSize: "sm", mt: 1 }, median(answer)),
  );
}

globalThis.Freshness = Freshness;
globalThis["Freshness card"] = FreshnessCard;
