// The service graph: drawn on a canvas, with a button over each box for keyboards and screen readers.
function drawGraph({ nodes, edges }) {
  byId("stage").hidden = false;
  byId("graph-tools").hidden = false;
  const layer = byId("nodes");
  const namespaces = [...new Set(nodes.map(({ namespace }) => namespace))].sort();
  const hues = [212, 268, 160, 235, 300, 188, 128, 250];
  const hue = (namespace) => hues[namespaces.indexOf(namespace) % hues.length];
  const byNode = new Map(nodes.map((node, index) => [node.id, { ...node, index, into: [], out: [] }]));
  for (const edge of edges) {
    byNode.get(edge.from)?.out.push(edge.to);
    byNode.get(edge.to)?.into.push(edge.from);
  }
  const mostPlain = 150;
  const isLarge = nodes.length > mostPlain;
  sizeStage();
  const cy = cytoscape({
    container: byId("canvas"),
    elements: [
      ...nodes.map((node, index) => ({ group: "nodes", data: { id: `n${index}`, node: node.id, label: node.shares === "" ? node.name : `${node.name}\n${node.shares}`, kind: node.kind, width: node.width, height: node.height, hue: hue(node.namespace) }, position: { x: node.x, y: node.y } })),
      ...edges.map((edge, index) => ({ group: "edges", data: { id: `e${index}`, source: `n${byNode.get(edge.from).index}`, target: `n${byNode.get(edge.to).index}`, access: edge.access, width: Math.min(7, 1.2 + Math.log2(Math.max(1, edge.most)) * 1.4), label: wordsOf(edge, "tries") } })),
    ],
    layout: { name: "preset" },
    autoungrabify: true,
    boxSelectionEnabled: false,
    selectionType: "single",
    minZoom: 0.03,
    maxZoom: 2.5,
    userZoomingEnabled: false,
    hideEdgesOnViewport: isLarge,
    style: graphStyle(),
  });

  // No higher than the drawing needs, nor than the window shows.
  function sizeStage() {
    const spread = (at, size) => Math.max(...nodes.map((node) => node[at] + node[size] / 2)) - Math.min(...nodes.map((node) => node[at] - node[size] / 2));
    const wanted = (byId("stage").clientWidth / spread("x", "width")) * spread("y", "height") + 60;
    byId("stage").style.height = `${Math.round(Math.max(430, Math.min(wanted, 680, innerHeight * 0.72)))}px`;
  }

  function wordsOf(edge, which) {
    if (which !== "tries") return edge[which] ?? "";
    return edge.budgeted === "" ? edge.tries : `${edge.tries}\n${edge.budgeted}`;
  }

  function graphStyle() {
    const number = (name) => Number.parseFloat(colour(name));
    const [light, line] = [number("tint-light"), number("tint-line")];
    return [
      { selector: "node", style: { shape: "round-rectangle", width: "data(width)", height: "data(height)", "background-color": (node) => `hsl(${node.data("hue")}, 45%, ${light}%)`, "border-width": 2, "border-color": (node) => `hsl(${node.data("hue")}, 45%, ${line}%)`, label: "data(label)", color: colour("text"), "font-family": "system-ui, DejaVu Sans, sans-serif", "font-size": 13, "text-wrap": "wrap", "text-valign": "center", "text-halign": "center", "line-height": 1.25, "min-zoomed-font-size": 4 } },
      { selector: "node[kind = 'gateway']", style: { "border-width": 3, "corner-radius": 20 } },
      { selector: "node[kind = 'host'], node[kind = 'unknown']", style: { "border-style": "dashed" } },
      { selector: "node.far", style: { "background-color": (node) => `hsl(${node.data("hue")}, 45%, ${line}%)` } },
      { selector: "edge", style: { width: "data(width)", opacity: 0.5, "curve-style": isLarge ? "straight" : "bezier", "line-color": colour("arrow"), "target-arrow-color": colour("arrow"), "target-arrow-shape": "triangle", "arrow-scale": 1.1, label: "data(label)", "font-size": 11, color: colour("text"), "text-background-color": colour("back"), "text-background-padding": 2, "font-family": "system-ui, DejaVu Sans, sans-serif", "text-wrap": "wrap", "min-zoomed-font-size": 7, "text-opacity": 0, "text-background-opacity": 0 } },
      { selector: "edge.near", style: { opacity: 1, "text-opacity": 1, "text-background-opacity": 0.85 } },
      { selector: "edge[access = 'some']", style: { "line-color": colour("warn"), "target-arrow-color": colour("warn"), "line-style": "dashed" } },
      { selector: "edge[access = 'none']", style: { "line-color": colour("bad"), "target-arrow-color": colour("bad"), "line-style": "dotted" } },
      { selector: "edge[access = 'unknown']", style: { opacity: 0.65 } },
      { selector: ".dim", style: { opacity: 0.12 } },
      { selector: ".away", style: { display: "none" } },
      { selector: ".chosen", style: { "border-color": colour("focus"), "border-width": 4 } },
    ];
  }

  const buttons = nodes.map((node, index) => {
    const words = [node.kind === "service" ? node.id : `${node.id}, ${node.kind}`, node.shares, `calls ${byNode.get(node.id).out.length}, called by ${byNode.get(node.id).into.length}`, node.load];
    const button = element("button", node.id, { type: "button", tabindex: index === 0 ? "0" : "-1", "aria-label": words.filter((word) => word !== "").join("; ") });
    Object.assign(button.style, { left: `${node.x - node.width / 2}px`, top: `${node.y - node.height / 2}px`, width: `${node.width}px`, height: `${node.height}px` });
    button.addEventListener("click", () => choose(node.id, true));
    button.addEventListener("focus", () => bringIntoView(index));
    layer.append(button);
    return button;
  });

  const follow = () => (layer.style.transform = `translate(${cy.pan().x}px, ${cy.pan().y}px) scale(${cy.zoom()})`);
  cy.on("viewport", follow);

  // Seen from afar boxes are dots: in pale colours they would be lost.
  let isFar = null;
  cy.on("zoom", () => {
    if (cy.zoom() < 0.3 === isFar) return;
    isFar = cy.zoom() < 0.3;
    cy.nodes().toggleClass("far", isFar);
  });
  const fit = (some = cy.nodes().not(".away")) => cy.fit(some, 24);
  plain();
  readableFit();
  follow();

  // Arrows of a large graph are faint and without words, but those of the chosen box.
  function plain() {
    cy.edges().toggleClass("near", cy.nodes().not(".away").length <= mostPlain);
  }

  // A large graph is shown from its start at a size that can be read, not whole and unreadable.
  function readableFit() {
    fit();
    if (cy.zoom() >= 0.5) return;
    const busiest = [...byNode.values()].sort((a, b) => b.into.length + b.out.length - a.into.length - a.out.length || a.index - b.index)[0];
    cy.zoom(0.75);
    cy.center(cy.getElementById(`n${busiest.index}`));
  }

  function bringIntoView(index) {
    const box = cy.getElementById(`n${index}`).renderedBoundingBox();
    const isSeen = box.x1 >= 0 && box.y1 >= 0 && box.x2 <= cy.width() && box.y2 <= cy.height();
    if (!isSeen) cy.center(cy.getElementById(`n${index}`));
  }

  const detail = byId("detail");
  let chosen = null;
  function choose(id, takesFocus) {
    chosen = id;
    const node = byNode.get(id);
    const dot = cy.getElementById(`n${node.index}`);
    cy.batch(() => {
      cy.elements().removeClass("chosen").addClass("dim");
      cy.elements().removeClass("near");
      dot.closedNeighborhood().removeClass("dim").addClass("near");
      dot.addClass("chosen");
    });
    const card = byId(node.card);
    const body = byId("detail-body");
    body.replaceChildren(element("h3", node.id), ...[...card.querySelector(".card-body").children].map((child) => child.cloneNode(true)));
    detail.hidden = false;
    showBeside(dot);
    roveTo(node.index);
    if (takesFocus) detail.focus({ preventScroll: true });
  }

  // Shows a box with its neighbours beside the details, or the box alone where they are too many to be read.
  function showBeside(dot) {
    const isBelow = detail.offsetLeft === 0;
    const [width, height] = isBelow ? [cy.width(), detail.offsetTop] : [detail.offsetLeft, cy.height()];
    const fits = (box) => Math.min((width - 50) / box.w, (height - 50) / box.h);
    const all = dot.closedNeighborhood().boundingBox();
    const box = fits(all) >= 0.4 ? all : dot.boundingBox();
    const level = Math.min(Math.max(cy.zoom(), 0.4), fits(box));
    cy.viewport({ zoom: level, pan: { x: width / 2 - (level * (box.x1 + box.x2)) / 2, y: height / 2 - (level * (box.y1 + box.y2)) / 2 } });
  }

  function release() {
    if (chosen === null) return;
    const { index } = byNode.get(chosen);
    chosen = null;
    cy.elements().removeClass("dim chosen");
    plain();
    const hadFocus = detail.contains(document.activeElement);
    detail.hidden = true;
    if (hadFocus) buttons[index].focus({ preventScroll: true });
  }

  cy.on("tap", "node", ({ target }) => choose(target.data("node"), false));
  cy.on("tap", (event) => event.target === cy && release());
  byId("detail-close").addEventListener("click", release);
  detail.addEventListener("keydown", ({ key }) => key === "Escape" && release());
  detail.addEventListener("click", (event) => {
    const link = event.target.closest("a.card-link");
    const next = link === null ? undefined : nodes.find(({ card }) => `#${card}` === link.getAttribute("href"));
    if (next === undefined) return;
    event.preventDefault();
    choose(next.id, true);
  });

  function roveTo(index) {
    for (const button of layer.querySelectorAll("[tabindex='0']")) button.tabIndex = -1;
    buttons[index].tabIndex = 0;
  }

  const near = (from, ids) => ids.map((id) => byNode.get(id)).sort((a, b) => Math.abs(a.y - from.y) - Math.abs(b.y - from.y))[0];
  function beside(from, step) {
    const column = [...byNode.values()].filter(({ x, index }) => Math.abs(x - from.x) < 70 && !buttons[index].hidden).sort((a, b) => a.y - b.y || a.x - b.x);
    return column[column.findIndex(({ id }) => id === from.id) + step] ?? nodes[from.index + step] ?? null;
  }
  layer.addEventListener("keydown", (event) => {
    const from = byNode.get(nodes[buttons.indexOf(document.activeElement)]?.id);
    if (from === undefined) return;
    const moves = { ArrowRight: () => near(from, from.out), ArrowLeft: () => near(from, from.into), ArrowDown: () => beside(from, 1), ArrowUp: () => beside(from, -1), Home: () => nodes[0], End: () => nodes.at(-1) };
    const next = moves[event.key]?.();
    if (event.key in moves) event.preventDefault();
    if (event.key === "Escape") release();
    if (next === undefined || next === null) return;
    const { index } = byNode.get(next.id);
    roveTo(index);
    buttons[index].focus({ preventScroll: true });
  });

  const zoomBy = (factor) => cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
  byId("graph-in").addEventListener("click", () => zoomBy(1.3));
  byId("graph-out").addEventListener("click", () => zoomBy(1 / 1.3));
  byId("graph-fit").addEventListener("click", () => fit());

  const search = byId("graph-search");
  function found() {
    const word = search.value.trim().toLowerCase();
    return word === "" ? [] : nodes.filter(({ id }) => id.toLowerCase().includes(word));
  }
  search.addEventListener("input", () => {
    release();
    const hits = found();
    const all = search.value.trim() === "";
    byId("graph-found").textContent = all ? "" : `${hits.length} of ${nodes.length}`;
    const some = cy.collection(hits.map(({ id }) => cy.getElementById(`n${byNode.get(id).index}`)));
    cy.batch(() => {
      cy.elements().toggleClass("dim", !all);
      some.removeClass("dim");
    });
    if (all) readableFit();
    else if (hits.length > 0) {
      fit(some);
      if (cy.zoom() > 1.2) cy.zoom(1.2), cy.center(some);
    }
  });
  search.addEventListener("keydown", ({ key }) => {
    const [first] = found();
    if (key === "Enter" && first !== undefined) choose(first.id, true);
  });

  byId("graph-namespace").addEventListener("change", ({ target }) => {
    release();
    const isNear = (node) => target.value === "" || node.namespace === target.value || [...node.into, ...node.out].some((id) => byNode.get(id).namespace === target.value);
    cy.batch(() => {
      for (const node of byNode.values()) {
        cy.getElementById(`n${node.index}`).toggleClass("away", !isNear(node));
        buttons[node.index].hidden = !isNear(node);
      }
    });
    plain();
    const first = [...byNode.values()].find(isNear);
    if (first !== undefined) roveTo(first.index);
    if (target.value === "") readableFit();
    else fit();
  });
  byId("graph-words").addEventListener("change", ({ target }) => cy.batch(() => edges.forEach((edge, index) => cy.getElementById(`e${index}`).data("label", wordsOf(edge, target.value)))));

  // The wheel scrolls the page until the graph was clicked.
  const stage = byId("stage");
  document.addEventListener("pointerdown", ({ target }) => cy.userZoomingEnabled(stage.contains(target)));
  byId("canvas").addEventListener("wheel", (event) => event.ctrlKey && cy.userZoomingEnabled(true), { capture: true, passive: true });
  repaints.push(() => cy.style(graphStyle()));
  new ResizeObserver(() => cy.resize()).observe(stage);
  return cy;
}

if (data.graph !== null && data.graph.nodes.length > 0) byId("stage").graph = drawGraph(data.graph);
