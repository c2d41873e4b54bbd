// « Dresser un trieur », visual version: draws what the server gave, reports what is done.
import { decimal, explore, fill, findHost, savingSoon, say } from "./host.js";
import { SIDE, written } from "./nearest_points_model.js";
import { flag, mark, paint, plane, question, ring } from "./nearest_points_plot.js";

const host = findHost("act.points-voisins");
const { data, words } = host;
const language = host.root.dataset.language;
const holder = (name) => host.root.querySelector(`[data-plot="${name}"]`);
const tenths = (value) => decimal(value / 10, 1, language);

function describe([x, y, label], rank) {
  return fill(words.point, {
    rank: rank + 1,
    label: data.labels[label],
    x: tenths(x),
    y: tenths(y),
    axisX: data.axes.x,
    axisY: data.axes.y,
  });
}

/** A drawing that is only looked at: the examples as images with a name, then extra marks. */
function still(name, points, extras) {
  const target = holder(name);
  if (!target) return;
  const { marks } = plane(target, data.axes);
  const drawn = points.map((point, rank) => {
    const group = mark(point, describe(point, rank));
    group.setAttribute("role", "img");
    return group;
  });
  marks.append(...drawn, ...extras);
}

/** The workbench: examples that are moved, relabelled, added and removed. */
function openBench(target) {
  const { drawing, ground, marks, place } = plane(target, data.axes);
  let points = data.points.map((point) => [...point]);
  let method = data.method;
  let selected = 0;
  const button = (name) => host.root.querySelector(`[data-act="${name}"]`);
  const saving = savingSoon(() => report({ action: "update" }));

  function report(fields) {
    return explore(host, { points: written(points), method, ...fields });
  }

  function draw() {
    paint(ground, points, method);
    marks.replaceChildren(...points.map(example));
    fillForms();
    host.root.querySelector("[data-count]").textContent = fill(words.count, {
      count: points.length,
    });
    host.root.querySelector("[data-selected]").textContent = points[selected]
      ? describe(points[selected], selected)
      : words.none_selected;
  }

  function fillForms() {
    const form = host.root.querySelector('[data-step-form="mission-1"]');
    if (!form) return;
    form.querySelector('[name="points"]').value = written(points);
    form.querySelector("[data-method]").value = method;
  }

  function example(point, rank) {
    const group = mark(point, describe(point, rank));
    group.setAttribute("role", "button");
    group.setAttribute("tabindex", "0");
    group.setAttribute("aria-pressed", String(rank === selected));
    if (rank === selected) group.classList.add("plot__mark--selected");
    group.addEventListener("focus", () => select(rank));
    group.addEventListener("keydown", (event) => onKey(event, rank));
    return group;
  }

  function select(rank) {
    if (rank === selected) return;
    selected = rank;
    draw();
    focus();
  }

  const focus = () => marks.children[selected]?.focus({ preventScroll: true });

  function change(sentence) {
    draw();
    saving.soon();
    if (sentence) say(host, sentence);
  }

  function onKey(event, rank) {
    const step = event.shiftKey ? 10 : 2;
    const moves = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, step],
      ArrowDown: [0, -step],
    };
    if (moves[event.key]) move(rank, moves[event.key]);
    else if (event.key === "Enter" || event.key === " ") flip();
    else if (event.key === "Delete" || event.key === "Backspace") remove();
    else return;
    event.preventDefault();
    focus();
  }

  /** The exam just passed, before those listed. */
  function list(message) {
    const exams = host.root.querySelector("[data-exams]");
    const line = document.createElement("li");
    line.textContent = message;
    exams.querySelector("ol").prepend(line);
    exams.hidden = false;
  }

  function move(rank, [dx, dy]) {
    const inside = (value) => Math.max(0, Math.min(SIDE, value));
    const [x, y, label] = points[rank];
    points[rank] = [inside(x + dx), inside(y + dy), label];
    change(fill(words.moved, { x: tenths(points[rank][0]), y: tenths(points[rank][1]) }));
  }

  function flip() {
    if (!points[selected]) return;
    const [x, y, label] = points[selected];
    points[selected] = [x, y, 1 - label];
    change(describe(points[selected], selected));
  }

  function remove() {
    if (!points[selected]) return;
    if (points.length <= data.fewest) return say(host, words.few);
    points.splice(selected, 1);
    selected = Math.min(selected, points.length - 1);
    change(fill(words.removed, { count: points.length }));
  }

  function add(label, at = [SIDE / 2, SIDE / 2]) {
    if (points.length >= data.most) return say(host, words.full);
    points.push([...at, label]);
    selected = points.length - 1;
    change(fill(words.added, { count: points.length }));
    focus();
  }

  /** The example under the finger, within reach, or -1. */
  function under(event) {
    const [x, y] = place(event);
    let found = -1;
    let least = 36;
    points.forEach(([px, py], rank) => {
      const squared = (px - x) ** 2 + (py - y) ** 2;
      if (squared <= least) [found, least] = [rank, squared];
    });
    return found;
  }

  function drag(event) {
    const rank = under(event);
    if (rank < 0) return;
    event.preventDefault();
    selected = rank;
    draw();
    focus();
    drawing.setPointerCapture(event.pointerId);
    const follow = (moved) => {
      points[rank] = [...place(moved), points[rank][2]];
      draw();
    };
    const stop = () => {
      drawing.removeEventListener("pointermove", follow);
      change();
    };
    drawing.addEventListener("pointermove", follow);
    drawing.addEventListener("pointerup", stop, { once: true });
    drawing.addEventListener("pointercancel", stop, { once: true });
  }

  /** On a touch screen the page scrolls, except when the finger begins on an example. */
  drawing.addEventListener(
    "touchstart",
    (event) => {
      if (under(event.touches[0]) >= 0) event.preventDefault();
    },
    { passive: false },
  );
  drawing.addEventListener("pointerdown", drag);
  button("flip").addEventListener("click", flip);
  button("remove").addEventListener("click", remove);
  button("add-1").addEventListener("click", () => add(1));
  button("add-0").addEventListener("click", () => add(0));
  button("reset").addEventListener("click", async () => {
    saving.forget();
    const message = await explore(host, { action: "reset" });
    if (message === null) return;
    location.reload();
  });
  button("exam").addEventListener("click", async () => {
    saving.forget();
    const message = await report({ action: "exam" });
    if (!message) return;
    say(host, message);
    list(message);
  });
  for (const radio of host.root.querySelectorAll('#bench [name="method"]')) {
    radio.addEventListener("change", async () => {
      method = radio.value;
      draw();
      saving.forget();
      const message = await report({ action: "update" });
      if (message) say(host, message);
    });
  }
  draw();
}

still("prediction", data.points, [question(data.newcomer, "?")]);
if (data.clean) {
  still("intrusion", [...data.clean, data.intruder], [
    ring(data.intruder),
    ...data.places.map((at, rank) => flag(at, "ABCDE"[rank])),
  ]);
}
if (holder("bench")) openBench(holder("bench"));
