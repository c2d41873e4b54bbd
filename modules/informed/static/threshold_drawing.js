// The drawings of « Où mettre la barre ? »: two hills cut by the bar, alerts one by one, curves.
import { svg } from "./host.js";
import { matrixAt, sharesOf } from "./threshold_model.js";

const WIDTH = 400;
const HEIGHT = 84;
const MIDDLE = 108;
const BIN = 4;
const COLUMNS = 40;
const CELL = 10;

function label(text, x, y, anchor) {
  const element = svg("text", { x, y, "text-anchor": anchor });
  element.textContent = text;
  return element;
}

/** One column for each four points of score; the part from the bar up is drawn as flagged. */
function hill(counts, bar, direction, name) {
  const bins = [];
  for (let from = 0; from < 100; from += BIN) {
    const upper = from + BIN >= 100 ? 101 : from + BIN;
    bins.push(counts.slice(from, upper).reduce((a, b) => a + b, 0));
  }
  const most = Math.max(...bins);
  const group = svg("g", { class: `hills__hill hills__hill--${name}` });
  bins.forEach((count, rank) => {
    const height = (count / most) * HEIGHT;
    if (!height) return;
    const from = rank * BIN;
    const cut = Math.min(BIN, Math.max(0, bar - from));
    const y = direction > 0 ? MIDDLE - height : MIDDLE;
    const parts = [
      [from, cut, "below"],
      [from + cut, BIN - cut, "above"],
    ];
    for (const [x, width, side] of parts) {
      if (!width) continue;
      const place = { x: (x * WIDTH) / 100, y, width: (width * WIDTH) / 100, height };
      group.append(svg("rect", { ...place, class: `hills__${side}` }));
    }
  });
  return group;
}

/** The cases without the problem above the line, those with it below, each at its own scale. */
export function drawHills(holder, cases, bar, names) {
  const total = (counts) => counts.reduce((a, b) => a + b, 0);
  const x = (bar * WIDTH) / 100;
  const drawing = svg("svg", { viewBox: `-6 0 ${WIDTH + 12} ${MIDDLE + HEIGHT + 26}` }, [
    hill(cases.fine, bar, 1, "fine"),
    hill(cases.real, bar, -1, "real"),
    svg("path", { d: `M0 ${MIDDLE}H${WIDTH}`, class: "hills__line" }),
    svg("path", { d: `M${x} 20V${MIDDLE + HEIGHT + 4}`, class: "hills__bar" }),
    label(`${names.fine} (${total(cases.fine)})`, 0, 15, "start"),
    label(`${names.real} (${total(cases.real)})`, WIDTH, MIDDLE + HEIGHT + 22, "end"),
  ]);
  holder.replaceChildren(drawing);
}

/** A mark for each alert and each missed case, in rows. */
export function drawDots(holder, { found, alarms, missed }) {
  const paths = { found: "", alarms: "", missed: "" };
  let rank = 0;
  const put = (count, name, mark) => {
    for (let i = 0; i < count; i += 1, rank += 1) {
      const x = (rank % COLUMNS) * CELL + CELL / 2;
      const y = Math.floor(rank / COLUMNS) * CELL + CELL / 2;
      paths[name] += mark(x, y);
    }
  };
  const ring = (x, y) => `M${x - 3} ${y}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0`;
  put(found, "found", ring);
  put(alarms, "alarms", ring);
  put(missed, "missed", (x, y) => `M${x - 3} ${y - 3}l6 6M${x + 3} ${y - 3}l-6 6`);
  const rows = Math.max(1, Math.ceil(rank / COLUMNS));
  const marks = Object.entries(paths).map(([name, d]) =>
    svg("path", { d, class: `dots__mark dots__mark--${name}` }),
  );
  holder.replaceChildren(
    svg("svg", { viewBox: `0 0 ${COLUMNS * CELL} ${rows * CELL}` }, marks),
  );
}

/** A curve over all bars, and the place of this one. `x` and `y` are names of shares. */
export function drawCurve(holder, cases, bar, x, y) {
  const side = 200;
  const place = (shares) => `${shares[x] * side} ${side - shares[y] * side}`;
  const points = [];
  for (let at = 0; at <= 100; at += 1) {
    const shares = sharesOf(matrixAt(cases, at));
    if (shares[x] !== null && shares[y] !== null) points.push(place(shares));
  }
  const here = sharesOf(matrixAt(cases, bar));
  const marks = [
    svg("rect", { width: side, height: side, class: "curves__paper" }),
    svg("path", { d: `M${points.join("L")}`, class: "curves__line" }),
  ];
  if (here[x] !== null && here[y] !== null) {
    const [cx, cy] = place(here).split(" ");
    marks.push(svg("circle", { cx, cy, r: 6, class: "curves__here" }));
  }
  holder.replaceChildren(svg("svg", { viewBox: `-8 -8 ${side + 16} ${side + 16}` }, marks));
}
