// The section of the Search page on people: what is known, why, what was known on a day, what changed since.
// What people wrote is only ever a child of an element, so React writes it as text and never as HTML.
import { Ago, Inside, h, useAnswer, useTick } from "./parts.js";

const { React, ChakraUI } = globalThis;
const { Badge, Box, Button, Heading, Input, Spinner, Text } = ChakraUI;
const TYPING = 150; // milliseconds without a key before the server is asked
const LOOKING = 5; // seconds after which the section looks whether the facts have changed
const KINDS = { learned: "green", confirmed: "blue", superseded: "orange", withdrawn: "red", moved: "gray" };

/** Facts nearest to the question that the page asks of the documents. */
export function Known({ question, parameters, change }) {
  const on = parameters.get("on") ?? "";
  const since = parameters.get("since") ?? "";
  const [about] = useAnswer("knowledge/about", {}, { again: useTick(LOOKING) });
  const again = about?.version;
  const [answer, busy] = useAnswer("knowledge", { question, on }, { delay: TYPING, again });
  const facts = question.trim() ? (answer?.facts ?? []) : [];
  return h(
    Box,
    { as: "section", "aria-labelledby": "known", borderWidth: 1, borderRadius: "md", bg: "bg.subtle", p: 4, mb: 4 },
    h(
      Box,
      { display: "flex", flexWrap: "wrap", gap: 3, alignItems: "center" },
      h(Heading, { as: "h2", size: "md", id: "known" }, "What is known"),
      h(Text, { color: "fg.muted", fontSize: "sm", flex: 1, minW: "12rem" }, about?.state === "ready" && `${count(about.facts, "fact")} about ${count(about.people, "person", "people")}`),
      h(Moment, { id: "known-on", label: "On a day", type: "date", value: on, set: (value) => change({ on: value }) }),
    ),
    h(Box, { role: "status", "aria-live": "polite", color: "fg.muted", fontSize: "sm", minH: 6, mt: 1 }, busy && question.trim() ? h(Spinner, { size: "xs", "aria-label": "looking up" }) : h(Told, { question, answer, on })),
    facts.length > 0 && h(Box, { as: "ul", listStyleType: "none", opacity: busy ? 0.7 : 1, "aria-label": "Facts" }, facts.map((fact) => h(Fact, { key: fact.id, fact, again }))),
    h(Changes, { since, change, again }),
  );
}

function Told({ question, answer, on }) {
  if (!question.trim()) return "Facts about people come as you type.";
  if (!answer) return "";
  if (answer.state !== "ready") return h("span", { role: "alert" }, answer.message);
  const held = on ? `what held on ${on}` : "what holds now";
  const order = answer.facts[0]?.score === null ? "newest" : "nearest"; // a name alone asks for whatever is known
  return answer.facts.length ? `${count(answer.facts.length, "fact")}, ${order} first, ${held}, in ${answer.milliseconds} ms` : `Nothing is known about that: ${held}.`;
}

function Moment({ id, label, type, value, set }) {
  return h(
    Box,
    { display: "flex", flexWrap: "wrap", columnGap: 2, alignItems: "center", fontSize: "sm", maxW: "100%" },
    h(Box, { as: "label", htmlFor: id, color: "fg.muted", whiteSpace: "nowrap" }, label),
    h(Input, { id, type, size: "xs", w: "auto", maxW: "100%", value, onChange: (event) => set(event.target.value), _dark: { colorScheme: "dark" } }),
  );
}

function Fact({ fact, again }) {
  const [open, setOpen] = React.useState(false);
  const id = `why-${fact.id}`;
  const words = open ? "Less" : "Why?";
  return h(
    Box,
    { as: "li", borderTopWidth: 1, py: 2, "data-fact": fact.id },
    h(
      Box,
      { display: "flex", flexWrap: "wrap", columnGap: 3, alignItems: "baseline" },
      h(Box, { flex: "1 1 16rem", minW: 0 }, h(Line, fact)),
      h(
        Button,
        { size: "2xs", variant: "outline", "aria-expanded": open, "aria-controls": id, "aria-label": `${words} ${fact.name} ${fact.text}`, onClick: () => setOpen(!open) },
        words,
      ),
    ),
    open && h(Why, { id, fact: fact.id, again }),
  );
}

/** Two people can have one name, so the id stands with it. */
function Line({ user, name, text, since, until, messages }) {
  const times = [`since ${since}`, until && `until ${until}`].filter(Boolean).join(" ");
  return h(
    React.Fragment,
    null,
    h(Text, { overflowWrap: "anywhere" }, h("bdi", { style: { fontWeight: "bold" } }, name), h(Box, { as: "span", color: "fg.muted", fontSize: "sm" }, ` ${user} `), h("bdi", null, text)),
    h(Text, { color: "fg.muted", fontSize: "xs" }, `${times} · ${count(messages, "message")}`),
  );
}

function Why({ id, fact, again }) {
  const [answer] = useAnswer("knowledge/why", { fact }, { again });
  const box = { id, borderLeftWidth: 3, pl: 4, my: 2, "data-why": fact };
  if (!answer) return h(Box, box, h(Spinner, { size: "xs", "aria-label": "looking up" }));
  if (answer.state !== "ready") return h(Box, box, h(Text, { role: "alert" }, answer.message));
  return h(
    Box,
    box,
    answer.messages.map((said) =>
      h(
        Box,
        { as: "figure", key: `${said.thread} ${said.message} ${said.quote}`, mb: 2 },
        h(Box, { as: "blockquote", dir: "auto", whiteSpace: "pre-wrap", overflowWrap: "anywhere", "data-quote": "" }, said.quote),
        h(Box, { as: "figcaption", color: "fg.muted", fontSize: "xs", overflowWrap: "anywhere" }, `${said.time.slice(0, 10)} in ${said.thread}, message ${said.message}`),
      ),
    ),
    answer.replaced.map((former) => h(Other, { key: former.id, words: "It took the place of", fact: former })),
    answer.replaced_by && h(Other, { words: "Its place was taken by", fact: answer.replaced_by }),
    h(
      Text,
      { color: "fg.muted", fontSize: "xs" },
      "learned ",
      h(Ago, { time: answer.learned_at }),
      answer.dag && h(React.Fragment, null, " by ", h(Inside, { to: `/dags/${answer.dag}/runs/${encodeURIComponent(answer.run)}` }, "this run")),
    ),
  );
}

function Other({ words, fact }) {
  const until = fact.until ? ` until ${fact.until}` : "";
  return h(Text, { fontSize: "sm", mb: 1, overflowWrap: "anywhere" }, `${words}: “`, h("bdi", null, fact.text), `”, since ${fact.since}${until}`);
}

/** The address holds the moment in UTC, the field shows it in the zone of who looks. */
function Changes({ since, change, again }) {
  const [open, setOpen] = React.useState(Boolean(since));
  return h(
    Box,
    { borderTopWidth: 1, pt: 2 },
    h(
      Box,
      { display: "flex", flexWrap: "wrap", gap: 3, alignItems: "center" },
      h(Button, { size: "2xs", variant: "outline", "aria-expanded": open, "aria-controls": "changes", onClick: () => setOpen(!open) }, "What has changed"),
      open && h(Moment, { id: "known-since", label: "Changed since", type: "datetime-local", value: local(since), set: (value) => change({ since: value && new Date(value).toISOString() }) }),
    ),
    open && h(Box, { id: "changes" }, since ? h(Changed, { since, again }) : h(Text, { color: "fg.muted", fontSize: "sm", mt: 1 }, "Choose a moment; what was learned after it is listed.")),
  );
}

function Changed({ since, again }) {
  const [answer] = useAnswer("knowledge/changes", { since }, { delay: TYPING, again });
  if (!answer) return h(Spinner, { size: "xs", "aria-label": "looking up" });
  if (answer.state !== "ready") return h(Text, { role: "alert", fontSize: "sm", mt: 1 }, answer.message);
  const left = answer.total - answer.changes.length;
  return h(
    React.Fragment,
    null,
    h(Text, { role: "status", color: "fg.muted", fontSize: "sm", mt: 1 }, answer.total ? count(answer.total, "change") : "Nothing has changed."),
    h(
      Box,
      { as: "ul", listStyleType: "none", maxH: "24rem", overflowY: "auto", tabIndex: 0, "aria-label": "Changes" },
      answer.changes.map((fact) =>
        h(
          Box,
          { as: "li", key: fact.id, display: { md: "flex" }, gap: 3, alignItems: "baseline", borderTopWidth: 1, py: 2 },
          h(Box, { w: "6.5rem", flexShrink: 0, mb: { base: 1, md: 0 } }, h(Badge, { colorPalette: KINDS[fact.kind] ?? "gray", variant: "subtle" }, fact.kind)),
          h(Box, { minW: 0 }, h(Line, fact)),
        ),
      ),
    ),
    left > 0 && h(Text, { color: "fg.muted", fontSize: "sm" }, `and ${left} more`),
  );
}

function count(number, one, many = `${one}s`) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

function local(moment) {
  const time = new Date(moment);
  if (!moment || Number.isNaN(time.getTime())) return "";
  return new Date(time - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
