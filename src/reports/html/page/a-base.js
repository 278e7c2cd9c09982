// Shared by the scripts of the page; files are joined in the order of their names.
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const repaints = [];
const root = document.documentElement;

function colour(name) {
  return getComputedStyle(root).getPropertyValue(`--${name}`).trim();
}

function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

// Theme: the system's, or what the reader chose for this visit.
const themes = ["system", "light", "dark"];
const themeButton = byId("theme");
themeButton.hidden = false;
themeButton.addEventListener("click", () => {
  const next = themes[(themes.indexOf(root.dataset.theme ?? "system") + 1) % themes.length];
  if (next === "system") delete root.dataset.theme;
  else root.dataset.theme = next;
  themeButton.textContent = `Theme: ${next}`;
  for (const repaint of repaints) repaint();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => repaints.forEach((repaint) => repaint()));

// What a link leads to may be folded away.
function reveal(hash) {
  const target = hash.length > 1 ? byId(decodeURIComponent(hash.slice(1))) : null;
  if (target === null) return;
  for (let at = target; at !== null; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  target.scrollIntoView({ block: "start" });
}
addEventListener("hashchange", () => reveal(location.hash));
document.addEventListener("click", ({ target }) => {
  const link = target.closest?.("a[href^='#']");
  if (link !== null && link?.getAttribute("href") === location.hash) reveal(location.hash);
});
if (location.hash.length > 1) reveal(location.hash);

for (const input of document.querySelectorAll("input.filter")) {
  const list = byId(input.dataset.list);
  const rows = [...list.querySelectorAll("[data-words]")];
  const groups = [...list.querySelectorAll("details.group")].map((group) => ({ group, wasOpen: group.open, rows: [...group.querySelectorAll("[data-words]")] }));
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
    for (const row of rows) row.hidden = !words.every((word) => row.dataset.words.toLowerCase().includes(word));
    for (const { group, wasOpen, rows: inside } of groups) {
      group.hidden = inside.every((row) => row.hidden);
      group.open = words.length > 0 || wasOpen;
    }
  });
}
