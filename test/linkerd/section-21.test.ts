import { missingRows, placesOn } from "../lint/section.ts";
import { linkerdShown, linkerdUnseen } from "./section-21.ts";

test.each(linkerdShown)("$name", ({ code, word, text, sound }) => {
  const places = placesOn("linkerd", text).filter((place) => place.startsWith(`${code}@${word}`));
  expect(places).toHaveLength(1);
  expect(places[0]).not.toMatch(/\n|: /);
  expect(placesOn("linkerd", sound).filter((place) => place.startsWith(`${code}@`))).toEqual([]);
});

test("no row is lost", () => {
  expect(missingRows("linkerd 21.2", [...linkerdShown, ...linkerdUnseen])).toEqual([]);
});
