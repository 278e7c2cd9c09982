import { charIndex } from "./chars.ts";

/** A state from which nothing can be accepted any more. */
export const dead = -1;

/**
 * A deterministic automaton over the alphabet of `chars.ts`, worked out step by step as it is walked: a state that
 * nobody reaches costs nothing. States are numbers of the automaton's own.
 */
export interface Automaton {
  readonly start: number;
  /** The state after a character (by its number); `dead` stays dead. */
  step(state: number, char: number): number;
  accepts(state: number): boolean;
  /** A class number for each character; characters of one class are never told apart. */
  readonly classes: readonly number[];
}

/** True when the automaton accepts the text; a text with characters outside the alphabet is not accepted. */
export function accepts(automaton: Automaton, text: string): boolean {
  return automaton.accepts(walk(automaton, automaton.start, text));
}

/** The state after a text, `dead` for one with characters outside the alphabet. */
export function walk(automaton: Automaton, from: number, text: string): number {
  let state = from;
  for (const char of text) {
    const index = charIndex(char);
    if (index < 0 || state === dead) return dead;
    state = automaton.step(state, index);
  }
  return state;
}
