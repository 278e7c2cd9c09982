import type { Box } from "./grid.ts";

/** Largest number of pieces that a remainder may fall into before the answer is 'not decided'. */
const mostPieces = 5_000;

/** Whether no request is in the box. */
export function isEmpty(box: Box): boolean {
  return box.includes(0n);
}

/** Whether some request is in both. */
export function overlaps(a: Box, b: Box): boolean {
  return a.every((mask, index) => (mask & (b[index] ?? 0n)) !== 0n);
}

/** Whether every request of the inner box is in the outer one. */
export function contains(outer: Box, inner: Box): boolean {
  return isEmpty(inner) || inner.every((mask, index) => (mask & ~(outer[index] ?? 0n)) === 0n);
}

/** What is left of some boxes without another, in pieces that share nothing; null when there would be too many. */
export function without(boxes: readonly Box[], taken: Box): readonly Box[] | null {
  const rest = boxes.flatMap((box) => (overlaps(box, taken) ? piecesOf(box, taken) : [box]));
  return rest.length > mostPieces ? null : rest;
}

function piecesOf(box: Box, taken: Box): readonly Box[] {
  const pieces: Box[] = [];
  const inside = [...box];
  for (const [index, mask] of box.entries()) {
    const outside = mask & ~(taken[index] ?? 0n);
    if (outside !== 0n) pieces.push(inside.map((one, at) => (at === index ? outside : one)));
    inside[index] = mask & (taken[index] ?? 0n);
  }
  return pieces;
}
