/** What others wrote, as a terminal may show it: on one line, without what would steer the terminal. */

/** Each character stays one character, so that a caret below still points at it. */
export const inTerminal = (text: string, max: number): string => {
  const shown = text.replace(/\t/g, ' ').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '·');
  return shown.length <= max ? shown : `${shown.slice(0, max)}…`;
};
