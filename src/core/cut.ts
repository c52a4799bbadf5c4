/** Cuts a text to a length. Half of a character is no text: no record can hold it. */

/** As much of the beginning as goes into so many UTF-16 code units. */
export const cut = (text: string, most: number): string =>
  text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
