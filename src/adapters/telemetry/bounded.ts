/**
 * Values of a label that people choose: each new one costs memory here and in every database of
 * metrics, so that only the first ones have their own, and the rest are `other`.
 */
export const bounded = (most: number): ((value: string) => string) => {
  const seen = new Set<string>();
  return (value) => {
    if (!seen.has(value) && seen.size >= most) return 'other';
    seen.add(value);
    return value;
  };
};
