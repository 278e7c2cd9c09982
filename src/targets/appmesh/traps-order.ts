import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { fieldsOf, sameText } from "../trap-world.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { trapDiagnostics as shared } from "../traps.diagnostics.ts";
import { at, isSet, listOf, numberOf, placeOf, textOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { bodyOf, group } from "./trap-world.ts";
import { appmeshTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** Which of two routes of one router takes a request (AWS App Mesh User Guide, "Routes": priority). */
export function orderTraps(world: TrapWorld): readonly Diagnostic[] {
  return world.of(group, "VirtualRouter").flatMap(between);
}

interface Rival {
  readonly route: Written;
  readonly match: Written;
  readonly protocol: string;
  readonly priority: number;
}

/** Where no priority is written. */
const last = 1001;

function between({ spec }: Placed): readonly Diagnostic[] {
  const rivals = listOf(at(spec, "routes")).flatMap((route): readonly Rival[] => {
    const found = bodyOf(route);
    return found === null || found.protocol === "tcp" ? [] : [{ route, match: at(found.body, "match"), protocol: found.protocol, priority: numberOf(at(route, "priority")) ?? last }];
  });
  return rivals.flatMap((one, index) => {
    const others = rivals.filter((other) => other !== one && other.protocol === one.protocol);
    const winner = others.find((other) => other.priority < one.priority && isCovered(one.match, other.match));
    if (winner !== undefined) return [shared["entry-never-used"].report({ at: placeOf(at(one.route, "name")), with: { earlier: `route \`${nameOf(winner)}\``, all: true } })];
    const even = rivals.slice(0, index).find((other) => other.protocol === one.protocol && other.priority === one.priority && !isDisjoint(one.match, other.match) && !isLonger(one.match, other.match));
    return even === undefined ? [] : [say["order-not-said"].report({ at: placeOf(at(one.route, isSet(at(one.route, "priority")) ? "priority" : "name")), with: { route: nameOf(one), other: nameOf(even) } })];
  });
}

function nameOf({ route }: Rival): string {
  return textOf(at(route, "name")) ?? "";
}

/** Prefixes of different length have an order of their own. */
function isLonger(one: Written, other: Written): boolean {
  const [left, right] = [textOf(at(one, "prefix")), textOf(at(other, "prefix"))];
  return left !== null && right !== null && left.length !== right.length;
}

const words = ["method", "scheme", "port", "methodName", "serviceName"];

function isDisjoint(one: Written, other: Written): boolean {
  const differ = words.some((field) => isSet(at(one, field)) && isSet(at(other, field)) && at(one, field).value !== at(other, field).value);
  return differ || pathsDiffer(one, other) || pathsDiffer(other, one) || ["headers", "metadata", "queryParameters"].some((list) => valuesDiffer(at(one, list), at(other, list)));
}

/** Whether an exact path is not the other's, or not below its prefix; or prefixes of which none begins the other. */
function pathsDiffer(one: Written, other: Written): boolean {
  const [exact, prefix] = [textOf(at(one, "path", "exact")), textOf(at(one, "prefix"))];
  const [otherExact, otherPrefix] = [textOf(at(other, "path", "exact")), textOf(at(other, "prefix"))];
  if (exact !== null) return (otherExact !== null && otherExact !== exact) || (otherPrefix !== null && !exact.startsWith(otherPrefix));
  return prefix !== null && otherPrefix !== null && !prefix.startsWith(otherPrefix) && !otherPrefix.startsWith(prefix);
}

/** Whether some header must have two values, or must hold and not hold. */
function valuesDiffer(one: Written, other: Written): boolean {
  return listOf(one).some((left) =>
    listOf(other).some((right) => {
      if (textOf(at(left, "name")) !== textOf(at(right, "name"))) return false;
      const [turned, otherTurned] = [at(left, "invert").value === true, at(right, "invert").value === true];
      const [exact, otherExact] = [textOf(at(left, "match", "exact")), textOf(at(right, "match", "exact"))];
      return turned === otherTurned ? !turned && exact !== null && otherExact !== null && exact !== otherExact : sameText(at(left, "match")) === sameText(at(right, "match"));
    }),
  );
}

/** Whether every request of the first match is one of the second. */
function isCovered(one: Written, other: Written): boolean {
  const asked = [...fieldsOf(other).keys()];
  return asked.every((field) => {
    if (field === "prefix") return (textOf(at(one, "prefix")) ?? textOf(at(one, "path", "exact")) ?? "").startsWith(textOf(at(other, "prefix")) ?? "");
    if (!["headers", "metadata", "queryParameters"].includes(field)) return sameText(at(one, field)) === sameText(at(other, field));
    const own = new Set(listOf(at(one, field)).map(sameText));
    return listOf(at(other, field)).every((item) => own.has(sameText(item)));
  });
}
