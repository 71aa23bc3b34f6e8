// The section of the Freshness page on generation.
import { Inside, Section, h } from "./parts.js";

const { React, ChakraUI } = globalThis;
const { Table, Text } = ChakraUI;

/** Of the second system; no model is ever called by itself, so what is stale waits for somebody who plans. */
export function Generation({ state, words, groups }) {
  const numbers = { textAlign: "end" };
  return h(
    Section,
    { title: "Generation", note: h(React.Fragment, null, "A model is called after a Yes only: ", h(Inside, { to: "/dags/plan_generation" }, "plan generation"), ".") },
    h(Text, { role: state === "ready" ? undefined : "alert", overflowWrap: "anywhere" }, words),
    groups.length > 0 &&
      h(
        Table.ScrollArea,
        { borderWidth: 1, borderRadius: "md", mt: 3, maxW: "40rem", whiteSpace: "normal" },
        h(
          Table.Root,
          { size: "sm" },
          h(Table.Header, null, h(Table.Row, null, ["Stage", "Model", "Calls", "Cost, at most"].map((name, at) => h(Table.ColumnHeader, { key: name, scope: "col", ...(at > 1 && numbers) }, name)))),
          h(
            Table.Body,
            null,
            groups.map(({ stage, model, calls, cost }) =>
              h(
                Table.Row,
                { key: `${stage} ${model}` },
                h(Table.Cell, null, stage),
                h(Table.Cell, { overflowWrap: "anywhere" }, model),
                h(Table.Cell, numbers, calls.toLocaleString("en")),
                h(Table.Cell, numbers, cost),
              ),
            ),
          ),
        ),
      ),
  );
}
