/** What a budget is, what was measured against it, and what comes of that: the form of every row. */

export interface Row {
  readonly what: string;
  /** As the table shows it. */
  readonly budget: string;
  readonly measured: string;
  /** For machines, in `unit`. */
  readonly value: number;
  readonly unit: string;
  readonly verdict: 'held' | 'broken' | 'no budget';
  /** How it was measured, and what a reader would not guess. */
  readonly how: string;
}

interface Measured {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly how: string;
  /** Said behind the value. */
  readonly beside?: string;
}

export const atMost = (most: number, measured: Measured): Row =>
  rowOf(measured, `≤ ${numberText(most)}`, measured.value <= most);

export const atLeast = (least: number, measured: Measured): Row =>
  rowOf(measured, `≥ ${numberText(least)}`, measured.value >= least);

/** For what is worth knowing beside a budget. */
export const told = (measured: Measured): Row => ({
  ...rowOf(measured, '', true),
  budget: '',
  verdict: 'no budget',
});

const rowOf = (
  { what, value, unit, how, beside }: Measured,
  bound: string,
  isHeld: boolean,
): Row => ({
  what,
  budget: `${bound} ${unit}`,
  measured: `${numberText(value)} ${unit}${beside === undefined ? '' : ` (${beside})`}`,
  value,
  unit,
  verdict: isHeld ? 'held' : 'broken',
  how,
});

/** Three digits that count, with commas between thousands. */
export const numberText = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) throw new Error('nothing was measured');
  const lower = sorted.length % 2 === 1 ? upper : (sorted[middle - 1] ?? upper);
  return (lower + upper) / 2;
};
