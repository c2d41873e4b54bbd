// The drawing of the plane: axes, regions, examples. 4 units of drawing for a tenth.
import { svg } from "./host.js";
import { GRID, SIDE, regions } from "./nearest_points_model.js";

const UNIT = 4;
const LEFT = 34;
const TOP = 10;
const EXTENT = SIDE * UNIT;
const STEP = EXTENT / GRID;

export const toX = (x) => LEFT + x * UNIT;
export const toY = (y) => TOP + EXTENT - y * UNIT;
const TRIANGLE = "M0 -12 L12 9 L-12 9 Z";

/** A shape per class: ▲ for 1, ● for 0; the shape says what the colour says. */
export function mark([x, y, label], name = null) {
  const shape = label === 1 ? svg("path", { d: TRIANGLE }) : svg("circle", { r: 10 });
  shape.setAttribute("class", `plot__shape plot__shape--${label}`);
  const group = svg("g", { transform: `translate(${toX(x)} ${toY(y)})`, class: "plot__mark" }, [
    svg("circle", { r: 22, class: "plot__reach" }),
    shape,
  ]);
  if (name) group.setAttribute("aria-label", name);
  return group;
}

/** A letter in a square: a place whose class is asked. */
export function question([x, y], letter) {
  const text = svg("text", { "text-anchor": "middle", y: 7, class: "plot__letter" });
  text.textContent = letter;
  return svg("g", { transform: `translate(${toX(x)} ${toY(y)})` }, [
    svg("rect", { x: -14, y: -14, width: 28, height: 28, rx: 5, class: "plot__asked" }),
    text,
  ]);
}

/** A letter beside the place it names, so that the examples under it stay in sight. */
export function flag([x, y], letter) {
  const [dx, dy] = [x > SIDE - 8 ? -26 : 26, y > SIDE - 8 ? 26 : -26];
  const pole = svg("path", { d: `M0 0 L${dx} ${dy}`, class: "plot__pole" });
  const foot = svg("circle", { r: 5, class: "plot__foot" });
  const sign = question([0, 0], letter);
  sign.setAttribute("transform", `translate(${dx} ${dy})`);
  return svg("g", { transform: `translate(${toX(x)} ${toY(y)})` }, [pole, foot, sign]);
}

/** A ring that points at the intruder. */
export function ring([x, y]) {
  return svg("circle", { cx: toX(x), cy: toY(y), r: 20, class: "plot__ring" });
}

/** The empty plane in `holder`: { drawing, ground, marks, place } where `place` reads an event. */
export function plane(holder, axes) {
  const ground = svg("g", { "aria-hidden": "true" });
  const marks = svg("g", {});
  const drawing = svg("svg", { viewBox: `0 0 ${LEFT + EXTENT + 14} ${TOP + EXTENT + 46}` }, [
    svg("rect", { x: LEFT, y: TOP, width: EXTENT, height: EXTENT, class: "plot__paper" }),
    ground,
    graduation(axes),
    marks,
  ]);
  holder.append(drawing);
  const place = (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(
      drawing.getScreenCTM().inverse(),
    );
    const inside = (value) => Math.max(0, Math.min(SIDE, Math.round(value)));
    return [inside((at.x - LEFT) / UNIT), inside((TOP + EXTENT - at.y) / UNIT)];
  };
  return { drawing, ground, marks, place };
}

function graduation(axes) {
  const group = svg("g", { class: "plot__axes", "aria-hidden": "true" });
  const write = (content, attributes) => {
    const text = svg("text", attributes);
    text.textContent = content;
    group.append(text);
  };
  for (let value = 0; value <= 10; value += 2) {
    write(value, { x: toX(value * 10), y: TOP + EXTENT + 18, "text-anchor": "middle" });
    write(value, { x: LEFT - 8, y: toY(value * 10) + 5, "text-anchor": "end" });
  }
  write(axes.x, { x: LEFT + EXTENT / 2, y: TOP + EXTENT + 40, "text-anchor": "middle" });
  write(axes.y, {
    transform: `translate(12 ${TOP + EXTENT / 2}) rotate(-90)`,
    "text-anchor": "middle",
  });
  return group;
}

/** Paint the decision regions: one run of cells of the same class is one rectangle. */
export function paint(ground, points, method) {
  const bands = [];
  regions(points, method).forEach((row, index) => {
    const y = TOP + EXTENT - (index + 1) * STEP;
    let from = 0;
    for (let column = 1; column <= GRID; column += 1) {
      if (column < GRID && row[column] === row[from]) continue;
      bands.push(
        svg("rect", {
          x: LEFT + from * STEP,
          y,
          width: (column - from) * STEP,
          height: STEP + 0.5,
          class: `plot__region plot__region--${row[from]}`,
        }),
      );
      from = column;
    }
  });
  ground.replaceChildren(...bands);
}
