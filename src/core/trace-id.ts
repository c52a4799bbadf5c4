/**
 * Ids by which people, logs and traces speak of the same thing. The id of the trace that something belongs to. A promotion's id (a ULID) and a delivery's (a GUID)
 * are 128 bits, and so is the id of a trace (W3C Trace Context): it is the same number, in hexadecimal.
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

/** What people are told of something that broke: the end of its id, which is in the log. */
export const referenceOf = (id: string): string => id.slice(-8);
