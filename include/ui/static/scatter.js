// The points of the map: how each source looks, where a point lies, and which one is meant.
import { h } from "./parts.js";

const { React, ChakraUI } = globalThis;
const { Box } = ChakraUI;
const MARGIN = 18; // pixels between the outermost points and the frame
const NOTHING = { width: 0, height: 0, place: () => [0, 0] };

const SHAPES = {
  circle: "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
  square: "M-3.5 -3.5h7v7h-7z",
  triangle: "M0 -4.6L4.4 3.2L-4.4 3.2z",
  diamond: "M0 -4.8L4.8 0L0 4.8L-4.8 0z",
};
const COLOURS = ["blue", "orange", "green", "purple", "red", "teal", "pink", "yellow", "cyan", "gray"];
/** Colour and shape, so that sources can be told apart without colours; the last look is that of all the others. */
const LOOKS = [
  ...COLOURS.map((name, at) => [{ color: `${name}.600`, _dark: { color: `${name}.400` } }, Object.keys(SHAPES)[at % 4]]),
  [{ color: "fg.muted" }, "diamond"],
];

/** The size of an element as it is now, and where a point of the map lies in it. */
export function useSize() {
  const frame = React.useRef(null);
  const [size, setSize] = React.useState(NOTHING);
  React.useEffect(() => {
    const look = new ResizeObserver(([{ target }]) => {
      const { clientWidth: width, clientHeight: height } = target;
      const place = ({ x, y }) => [MARGIN + x * (width - 2 * MARGIN), MARGIN + y * (height - 2 * MARGIN)];
      setSize({ width, height, place });
    });
    look.observe(frame.current);
    return () => look.disconnect();
  }, []);
  return [frame, size];
}

/** All points; drawn again only when they change, not when one is looked at. */
export const Points = React.memo(function Points({ points, size, only, marks }) {
  const drawn = (isMarked) =>
    LOOKS.map(([colour, shape], look) => {
      const these = points.filter((point) => point.look === look && (marks && point.changed) === isMarked);
      return h(
        Box,
        { as: "g", key: `${look} ${isMarked}`, ...colour, fill: "currentColor", ...(isMarked && { stroke: "fg", strokeWidth: 1 }) },
        these.map((point, key) => h(Mark, { key, shape, point, size, isMarked, isFaint: only && point.folder !== only })),
      );
    });
  return h(
    "svg",
    { width: size.width, height: size.height, "aria-hidden": true, style: { position: "absolute", inset: 0, pointerEvents: "none" } },
    size.width > 0 && [drawn(false), drawn(true)],
  );
});

function Mark({ shape, point, size, isMarked, isFaint }) {
  const at = `translate(${size.place(point).map((value) => value.toFixed(1)).join(" ")})`;
  const known = { "data-point": point.document, ...(isMarked && { "data-changed": "" }) };
  return h(
    "g",
    { transform: at, opacity: isFaint ? 0.12 : isMarked ? 1 : 0.8, ...known },
    isMarked && h("circle", { r: 9, fill: "none", strokeWidth: 2 }),
    h("path", { d: SHAPES[shape], ...(isMarked && { transform: "scale(1.2)" }) }),
  );
}

/** Which source looks how; a press shows one alone. */
export function Legend({ sources, only, choose, marks }) {
  const key = (look) => h(Box, { as: "svg", viewBox: "-6 -6 12 12", boxSize: 3, ...LOOKS[look][0], fill: "currentColor", "aria-hidden": true }, h("path", { d: SHAPES[LOOKS[look][1]] }));
  return h(
    Box,
    { display: "flex", flexWrap: "wrap", gap: 1, alignItems: "center", mb: 3, ml: -2, role: "group", "aria-label": "Sources" },
    sources.map(({ name, words, count, look }) =>
      h(
        ChakraUI.Button,
        { key: name, size: "2xs", variant: only === name ? "subtle" : "ghost", fontWeight: "normal", "aria-pressed": only === name, onClick: () => choose(name) },
        key(look), `${words} (${count.toLocaleString("en")})`,
      ),
    ),
    marks && h(Box, { as: "span", fontSize: "xs", color: "fg.muted", ml: 2, display: "inline-flex", alignItems: "center", gap: 1 }, h(Box, { as: "span", boxSize: 3, borderRadius: "full", borderWidth: 2, borderColor: "fg", "aria-hidden": true }), "new in the last change"),
  );
}

/** Number of the nearest point that is shown, within so many pixels; null where there is none. */
export function nearest(points, shown, { place }, left, top, reach) {
  let [found, best] = [null, reach];
  points.forEach((point, at) => {
    const [x, y] = place(point);
    const far = Math.hypot(x - left, y - top);
    if (shown(point) && far <= best) [found, best] = [at, far];
  });
  return found;
}

/** Number of the point that is shown nearest to the middle of the map. */
export function middle(points, shown) {
  return nearest(points, shown, { place: ({ x, y }) => [x, y] }, 0.5, 0.5, 1);
}

const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/** Number of the next point in the direction of an arrow key; where there is none, the same; undefined for other keys. */
export function inDirection(points, shown, { place }, at, key) {
  if (!(key in ARROWS)) return undefined;
  if (at === null) return middle(points, shown);
  const [right, down] = ARROWS[key];
  const [left, top] = place(points[at]);
  let [found, best] = [at, Infinity];
  points.forEach((point, next) => {
    const [x, y] = place(point);
    const [along, aside] = [(x - left) * right + (y - top) * down, Math.abs((x - left) * down) + Math.abs((y - top) * right)];
    const far = along + 2 * aside; // rather straight on than near
    if (next !== at && shown(point) && along > 0 && aside <= along && far < best) [found, best] = [next, far];
  });
  return found;
}
