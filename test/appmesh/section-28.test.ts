import { missingRows, placesOn } from "../lint/section.ts";
import { appmeshShown, appmeshUnseen } from "./section-28.ts";

test.each(appmeshShown)("$name", ({ code, word, text, sound }) => {
  const places = placesOn("appmesh", text).filter((place) => place.startsWith(`${code}@${word}`));
  expect(places).toHaveLength(1);
  expect(places[0]).not.toMatch(/\n|: |\{./);
  expect(placesOn("appmesh", sound).filter((place) => place.startsWith(`${code}@`))).toEqual([]);
});

test("no row is lost, and what cannot be seen says why", () => {
  expect(missingRows("appmesh 28", [...appmeshShown, ...appmeshUnseen])).toEqual([]);
  expect(appmeshUnseen.filter(({ why }) => why === "")).toEqual([]);
});
