import { missingRows, placesOn } from "../lint/section.ts";
import { linkerdChecked, linkerdRefused, linkerdShown, linkerdUnseen } from "./section-21.ts";

const shown = [...linkerdRefused, ...linkerdShown, ...linkerdChecked];

test.each(shown)("$name", ({ code, word, text, sound }) => {
  const places = placesOn("linkerd", text).filter((place) => place.startsWith(`${code}@${word}`));
  expect(places).toHaveLength(1);
  expect(places[0]).not.toMatch(/\n|: |\{./);
  expect(placesOn("linkerd", sound).filter((place) => place.startsWith(`${code}@`))).toEqual([]);
});

test.each(["linkerd 21.1", "linkerd 21.2", "linkerd 21.3"])("no row of %s is lost, and what cannot be seen says why", (list) => {
  expect(missingRows(list, [...shown, ...linkerdUnseen])).toEqual([]);
  expect(linkerdUnseen.filter(({ why }) => why === "")).toEqual([]);
});
