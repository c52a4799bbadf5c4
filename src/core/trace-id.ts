/**
 * Ids by which people, logs and traces speak of the same thing. A promotion's id (a ULID) and a delivery's
 * (a GUID) are 128 bits, and so is the id of a trace (W3C Trace Context): it is the same number, in
 * hexadecimal.
 */
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NOTHING = /^0+$/;

/** 32 lower-case hexadecimal digits; null for what is no such id. */
export const traceIdOf = (id: string): string | null => {
  const hex = hexOf(id);
  return hex === null || NOTHING.test(hex) ? null : hex;
};

const hexOf = (id: string): string | null => {
  if (GUID.test(id)) return id.replaceAll('-', '').toLowerCase();
  if (!ULID.test(id)) return null;
  let number = 0n;
  for (const digit of id) number = number * 32n + BigInt(CROCKFORD.indexOf(digit));
  return number.toString(16).padStart(32, '0');
};

const SHORT = 8;

/**
 * What people are told of something that broke: a part of its trace's id, which is in the log. Of a GUID
 * the beginning, as GitHub's end with the machine that made them; of a ULID, which begins with the time,
 * the end.
 */
export const referenceOf = (id: string): string =>
  GUID.test(id) ? id.slice(0, SHORT).toLowerCase() : (traceIdOf(id) ?? id).slice(-SHORT);
