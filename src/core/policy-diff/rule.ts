/**
 * How two values of one policy key compare. A key is taken apart where its parts stand for themselves
 * (rules by name, gates, verbs), so that one part can be loosened and another tightened.
 */
import { canonicalJson } from '../digest.ts';
import type { Terms } from './terms.ts';

/** `changes`: neither lets more through nor less. */
export type Effect = 'loosens' | 'tightens' | 'changes';

/** The whole of what is compared, for keys that mean something only together with others. */
export interface Sides {
  readonly before: Terms;
  readonly after: Terms;
}

export interface PartDifference {
  /** The part of the key; null where the key is one value. */
  readonly part: string | null;
  /** Null where there was none. */
  readonly before: unknown;
  readonly after: unknown;
  readonly effect: Effect;
}

export interface KeyRule<V> {
  readonly differences: (before: V, after: V, sides: Sides) => readonly PartDifference[];
  /** The later value, with the earlier one's parts where `keeps` says so. */
  readonly merged: (before: V, after: V, keeps: (part: string | null) => boolean) => V;
}

const isSame = (a: unknown, b: unknown): boolean =>
  canonicalJson(a ?? null) === canonicalJson(b ?? null);

/** A key whose value is compared as one. */
export const whole = <V>(effect: (before: V, after: V, sides: Sides) => Effect): KeyRule<V> => ({
  differences: (before, after, sides) =>
    isSame(before, after)
      ? []
      : [{ part: null, before, after, effect: effect(before, after, sides) }],
  merged: (before, after, keeps) => (keeps(null) ? before : after),
});

export interface Parts<V, P> {
  readonly split: (value: V) => ReadonlyMap<string, P>;
  readonly join: (parts: ReadonlyMap<string, P>) => V;
  /** Of a part that one of both may lack. */
  readonly effect: (
    before: P | undefined,
    after: P | undefined,
    sides: Sides,
    part: string,
  ) => Effect;
}

/** A key whose parts are compared each for itself. */
export const parts = <V, P>({ split, join, effect }: Parts<V, P>): KeyRule<V> => ({
  differences: (before, after, sides) => {
    const [old, now] = [split(before), split(after)];
    return [...new Set([...old.keys(), ...now.keys()])].flatMap((part) => {
      const [was, is] = [old.get(part), now.get(part)];
      if (isSame(was, is)) return [];
      const said = effect(was, is, sides, part);
      return [{ part, before: was ?? null, after: is ?? null, effect: said }];
    });
  },
  merged: (before, after, keeps) => {
    const [old, now] = [split(before), split(after)];
    const kept = new Map<string, P>();
    for (const part of new Set([...now.keys(), ...old.keys()])) {
      const value = (keeps(part) ? old : now).get(part);
      if (value !== undefined) kept.set(part, value);
    }
    return join(kept);
  },
});

/** Decides nothing about what passes. */
export const neverLoosens = <V>(): KeyRule<V> => whole(() => 'changes');

/** Values from the loosest to the strictest. */
export const rising = <V extends string | boolean>(...order: readonly V[]): KeyRule<V> =>
  whole((before, after) => (order.indexOf(after) < order.indexOf(before) ? 'loosens' : 'tightens'));

/** More of it lets more through. */
export const moreLoosens = (before: number, after: number): Effect =>
  after > before ? 'loosens' : 'tightens';

/** A list of those who may: one more lets more through. */
export const listOfThoseWhoMay = parts<readonly string[], string>({
  split: (list) => new Map(list.map((each) => [each.toLowerCase(), each])),
  join: (kept) => [...kept.values()],
  effect: (before) => (before === undefined ? 'loosens' : 'tightens'),
});
