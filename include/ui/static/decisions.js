// The section of the Freshness page on what a person was asked.
import { Ago, Inside, Section, h, number } from "./parts.js";

const { React, ChakraUI } = globalThis;
const { Badge, Box, Text } = ChakraUI;

/** What a person was asked: which documents, by whom, since when, and where it is decided. */
export function Decisions({ decisions }) {
  if (!decisions.length) return null;
  return h(
    Section,
    { title: "Decisions", note: "What costs more than a batch may cost, or deletes much of the source, is done after a Yes only. Ask again in the form of generate_embeddings repeats what was rejected." },
    h(Box, { as: "ul", listStyleType: "none" }, decisions.map((decision) => h(Decision, { ...decision, key: decision.key, name: decision.key }))),
  );
}

function Decision({ name, documents, names, answer, answered_by, answered_at, asked_at, asked_by, asked_in, at }) {
  const run = asked_by && h(Inside, { to: `/dags/${asked_in}/runs/${encodeURIComponent(asked_by)}` }, "this run");
  const asked = h(React.Fragment, null, "asked ", h(Ago, { time: asked_at }), run && " by ", run);
  const by = answered_by ? h(React.Fragment, null, "by ", h("bdi", null, answered_by)) : "because nobody answered in time,";
  const answered = answer && h(React.Fragment, null, "rejected ", by, " ", h(Ago, { time: answered_at }), "; ");
  const more = documents - names.length;
  return h(
    Box,
    { as: "li", py: 2, borderBottomWidth: 1, "data-decision": name },
    h(
      Box,
      { display: "flex", flexWrap: "wrap", gap: 3, alignItems: "baseline" },
      h(Badge, { colorPalette: answer ? "gray" : "purple", variant: "subtle" }, answer ? "rejected" : "waiting for a decision"),
      h(Text, { fontSize: "sm" }, `${name}, ${number(documents, "document", "documents")}, `, answered, asked),
      at && h(Inside, { to: at, fontSize: "sm" }, answer ? "the question and its answer" : "decide"),
    ),
    h(Text, { fontSize: "xs", color: "fg.muted", overflowWrap: "anywhere", mt: 1 }, names.map((each, place) => h(React.Fragment, { key: each }, place > 0 && ", ", h("bdi", null, each))), more > 0 && ` and ${more.toLocaleString("en")} more`),
  );
}
