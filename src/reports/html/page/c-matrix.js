// A matrix that is too large for a table.
function drawMatrix({ callers, rows }) {
  const canvas = byId("matrix");
  const said = byId("matrix-said");
  const size = Math.max(3, Math.min(12, Math.floor(1200 / callers.length)));
  canvas.width = callers.length * size;
  canvas.height = rows.length * size;
  const words = { a: "all requests", s: "some requests", n: "nothing" };
  let at = { row: 0, column: 0 };

  // Where another namespace begins.
  const namespace = (name) => name.split("/")[0];
  const borders = (names) => names.flatMap((name, index) => (index > 0 && namespace(name) !== namespace(names[index - 1]) ? [index] : []));

  function paint() {
    const context = canvas.getContext("2d");
    const fills = { a: colour("good"), s: colour("warn") };
    context.fillStyle = colour("raised");
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = colour("line");
    for (const column of borders(callers)) context.fillRect(column * size, 0, 1, canvas.height);
    for (const row of borders(rows.map(({ to }) => to))) context.fillRect(0, row * size, canvas.width, 1);
    rows.forEach(({ cells }, row) => {
      for (let column = 0; column < callers.length; column += 1) {
        if (!(cells[column] in fills)) continue;
        context.fillStyle = fills[cells[column]];
        context.fillRect(column * size, row * size, size - (size > 4 ? 1 : 0), size - (size > 4 ? 1 : 0));
      }
    });
    context.strokeStyle = colour("focus");
    context.lineWidth = 2;
    context.strokeRect(at.column * size, at.row * size, size, size);
  }

  function goTo(row, column) {
    at = { row: Math.max(0, Math.min(rows.length - 1, row)), column: Math.max(0, Math.min(callers.length - 1, column)) };
    said.textContent = `${rows[at.row].to} lets in from ${callers[at.column]}: ${words[rows[at.row].cells[at.column]]}`;
    paint();
  }
  canvas.addEventListener("pointermove", ({ offsetX, offsetY }) => goTo(Math.floor(offsetY / size), Math.floor(offsetX / size)));
  canvas.addEventListener("keydown", (event) => {
    const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    goTo(at.row + step[0], at.column + step[1]);
  });
  paint();
  repaints.push(paint);
}

if (data.matrix !== null) drawMatrix(data.matrix);
