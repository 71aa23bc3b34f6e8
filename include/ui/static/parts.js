// What the pages share. No build step: React, Chakra UI and the router are those of Airflow's own page.
// Text from documents is only ever a child of an element, so React writes it as text and never as HTML.
const { React, ChakraUI, ReactRouterDOM } = globalThis;
export const h = React.createElement;
const { Alert, Box, Link } = ChakraUI;

/** GET one of our routes; resolves to what it says, also where that is an error in words. */
export async function ask(path, parameters, signal) {
  const url = new URL(`embedding-pages/${path}`, document.baseURI);
  url.search = new URLSearchParams(parameters);
  const response = await fetch(url, { signal, headers: { Accept: "application/json" } });
  if (response.ok) return response.json();
  const told = {
    401: "Your login has ended. Load the page again to log in.",
    403: `You may not read this: the right to read the asset ${path.startsWith("knowledge") ? "user_facts" : "search_index"} is needed.`,
    422: "That is too long for a question; 1,000 characters are allowed.",
  };
  const message = told[response.status] ?? `The server answered with ${response.status}; its log says why.`;
  return { state: "unavailable", message, passages: [] };
}

/** Counts up every so many seconds while the page is looked at. */
export function useTick(seconds) {
  const [tick, setTick] = React.useState(0);
  React.useEffect(() => {
    const timer = setInterval(() => document.hidden || setTick((before) => before + 1), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  return tick;
}

/** What a route says, asked again whenever the parameters or `again` change, `delay` milliseconds after the last change. */
export function useAnswer(path, parameters, { delay = 0, again } = {}) {
  const [answer, setAnswer] = React.useState(null);
  const [busy, setBusy] = React.useState(true);
  const key = JSON.stringify(parameters);
  React.useEffect(() => {
    const control = new AbortController();
    setBusy(true);
    const timer = setTimeout(async () => {
      try {
        setAnswer(await ask(path, JSON.parse(key), control.signal));
        setBusy(false);
      } catch (error) {
        if (error.name === "AbortError") return;
        setAnswer({ state: "unavailable", message: "The server does not answer.", passages: [] });
        setBusy(false);
      }
    }, delay);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [path, key, delay, again]);
  return [answer, busy];
}

export function Inside({ to, children, ...rest }) {
  return h(Link, { asChild: true, color: "fg.info", ...rest }, h(ReactRouterDOM.Link, { to }, children));
}

/** A state in words. */
export function Words({ status = "info", title, children }) {
  return h(
    Alert.Root,
    { status, my: 4, role: status === "error" ? "alert" : "status" },
    h(Alert.Indicator),
    h(Alert.Content, null, title && h(Alert.Title, null, title), h(Alert.Description, null, children)),
  );
}

const STEPS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

/** A moment as "5 minutes ago"; the exact time is its title. */
export function Ago({ time }) {
  if (!time) return h("span", null, "at an unknown time");
  const seconds = Math.round((new Date(time) - Date.now()) / 1000);
  const [unit, size] = STEPS.find(([, size]) => Math.abs(seconds) >= size) ?? STEPS.at(-1);
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(seconds / size), unit);
  return h("time", { dateTime: time, title: new Date(time).toLocaleString() }, words);
}

/** Seconds as a person says them. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return "";
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

const PAGES = { Search: "/plugin/search", Freshness: "/plugin/freshness", "Embedding map": "/plugin/map" };

/** Links to the other pages. */
export function Others({ title, ...rest }) {
  const others = Object.entries(PAGES).filter(([name]) => name !== title);
  return h(
    Box,
    { as: "nav", "aria-label": "Other pages", display: "flex", gap: 4, fontSize: "sm", ...rest },
    others.map(([name, to]) => h(Inside, { key: name, to }, name)),
  );
}

export function Page({ title, aside, children }) {
  return h(
    Box,
    { as: "main", p: { base: 3, md: 6 }, maxW: "64rem", mx: "auto", w: "100%", "aria-labelledby": "page-title" },
    h(
      Box,
      { display: "flex", flexWrap: "wrap", gap: 3, alignItems: "baseline", justifyContent: "space-between", mb: 4 },
      h(ChakraUI.Heading, { as: "h1", size: "xl", id: "page-title" }, title),
      h(Others, { title, flex: 1 }),
      aside && h(Box, { color: "fg.muted", fontSize: "sm" }, aside),
    ),
    children,
  );
}

export function Section({ title, note, children }) {
  return h(
    Box,
    { as: "section", mt: 8 },
    h(ChakraUI.Heading, { as: "h2", size: "md" }, title),
    note && h(ChakraUI.Text, { color: "fg.muted", fontSize: "sm", mb: 3 }, note),
    children,
  );
}
