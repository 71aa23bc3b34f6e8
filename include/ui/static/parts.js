// What the pages share. No build step: React, Chakra UI and the router are those of Airflow's own page.
// Text from documents is only ever a child of an element, so React writes it as text and never as HTML.
const { React, ChakraUI, ReactRouterDOM } = globalThis;
export const h = React.createElement;
const { Alert, Box, Link } = ChakraUI;

const POSTED = new Set(["search", "document", "knowledge", "knowledge/why", "knowledge/changes"]);
const LONGEST_PAUSE = 30; // seconds between two tries of a question that was refused

/**
 * Ask one of our routes; resolves to what it says, also where that is an error in words. What somebody typed is posted:
 * in an address it would stand in logs. While too many people ask, `refused` is told so, and it is asked again.
 */
export async function ask(path, parameters, signal, refused = () => {}) {
  for (let tries = 0; ; tries += 1) {
    const response = await send(path, parameters, signal);
    if (response.ok) return response.json();
    const seconds = Number(response.headers.get("Retry-After"));
    if (response.status !== 503 || !seconds) return { state: "unavailable", message: await trouble(path, response), passages: [] };
    // Not all at the same time, and less often while it lasts.
    const pause = Math.min(LONGEST_PAUSE, seconds * 2 ** tries) * (1 + Math.random());
    refused({ state: "busy", message: `Too many people ask at the same time. This is asked again by itself in ${Math.ceil(pause)} s.`, passages: [] });
    await later(pause, signal);
  }
}

function send(path, parameters, signal) {
  const url = new URL(`embedding-pages/${path}`, document.baseURI);
  const headers = { Accept: "application/json", "Content-Type": "application/json" };
  if (POSTED.has(path)) return fetch(url, { method: "POST", signal, headers, body: JSON.stringify(parameters) });
  url.search = new URLSearchParams(parameters);
  return fetch(url, { signal, headers: { Accept: "application/json" } });
}

async function trouble(path, response) {
  const told = {
    401: "Your login has ended. Load the page again to log in.",
    403: `You may not read this: the right to read the asset ${path.startsWith("knowledge") ? "user_facts" : "search_index"} is needed.`,
    422: "That is too long for a question; 1,000 characters are allowed.",
  };
  if (told[response.status]) return told[response.status];
  const { message } = await response.json().catch(() => ({}));
  return message || `The server answered with ${response.status}; its log says why.`;
}

function later(seconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
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

/**
 * What a route says, asked again whenever the parameters or `again` change, `delay` milliseconds after the last change.
 * An answer to the same parameters stays while too many people ask.
 */
export function useAnswer(path, parameters, { delay = 0, again } = {}) {
  const [{ answer }, setAnswer] = React.useState({ answer: null });
  const [busy, setBusy] = React.useState(true);
  const key = JSON.stringify(parameters);
  React.useEffect(() => {
    const control = new AbortController();
    const tell = (told) => setAnswer((before) => (told.state === "busy" && before.of === key ? before : { answer: told, of: key }));
    setBusy(true);
    const timer = setTimeout(async () => {
      try {
        tell(await ask(path, JSON.parse(key), control.signal, tell));
        setBusy(false);
      } catch (error) {
        if (control.signal.aborted) return;
        tell({ state: "unavailable", message: "The server does not answer.", passages: [] });
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

export function Inside({ to, state, children, ...rest }) {
  return h(Link, { asChild: true, color: "fg.info", ...rest }, h(ReactRouterDOM.Link, { to, state }, children));
}

const PRIVATE = new Set(["q", "on", "since"]); // kept with the browser's history, in no address: it would be logged

/** Where the page is: its parameters, `change` for some of them, and `changed` for a link to where they are others. */
export function usePlace() {
  const { pathname, search, hash, state } = ReactRouterDOM.useLocation();
  const navigate = ReactRouterDOM.useNavigate();
  // An address from elsewhere may have them before the #, where the server sees them.
  const now = { ...Object.fromEntries(new URLSearchParams(hash ? hash.slice(1) : search)), ...state?.asked };
  // The router follows later than somebody types and chooses; the second of two changes must not undo the first.
  const wanted = React.useRef(now);
  React.useEffect(() => {
    wanted.current = now;
  }, [hash, search, state]);
  const at = (parameters) => {
    const next = Object.entries(parameters).filter(([, value]) => value);
    const open = new URLSearchParams(next.filter(([name]) => !PRIVATE.has(name))).toString();
    const asked = Object.fromEntries(next.filter(([name]) => PRIVATE.has(name)));
    return { to: { pathname, search: "", hash: open && `#${open}` }, state: { asked } };
  };
  const changed = (fields) => at({ ...now, ...fields });
  const change = (fields) => {
    wanted.current = { ...wanted.current, ...fields };
    const target = at(wanted.current);
    navigate(target.to, { replace: true, state: { ...state, ...target.state } });
  };
  React.useEffect(() => {
    if (search) change({});
  }, [search]);
  return { parameters: new URLSearchParams(now), change, changed, isInside: Boolean(state?.isInside), navigate };
}

/** The address of a document's page. */
export const documentAt = (document) => `/plugin/search#${new URLSearchParams({ document })}`;

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

/** So many of something, in words. */
export const number = (count, one, more) => `${count.toLocaleString("en")} ${count === 1 ? one : more}`;

/** Seconds as a person says them. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return "";
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

const PAGES = { Search: "/plugin/search", Freshness: "/plugin/freshness", "The map": "/plugin/map" };

/** Links to the other pages. */
export function Others({ title, ...rest }) {
  const others = Object.entries(PAGES).filter(([name]) => name !== title);
  return h(
    Box,
    { as: "nav", "aria-label": "Other pages", display: "flex", gap: 4, fontSize: "sm", ...rest },
    others.map(([name, to]) => h(Inside, { key: name, to }, name)),
  );
}

/** The title of the browser's tab, as Airflow writes those of its own pages; it writes its own now and then. */
function useTitle(title) {
  React.useEffect(() => {
    const instance = () => document.title.split(" - ").at(-1);
    const put = () => document.title.startsWith(`${title} - `) || (document.title = `${title} - ${instance()}`);
    const look = new MutationObserver(put);
    put();
    look.observe(document.querySelector("title"), { childList: true });
    return () => {
      look.disconnect();
      document.title = instance();
    };
  }, [title]);
}

export function Page({ title, aside, children }) {
  useTitle(title);
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
