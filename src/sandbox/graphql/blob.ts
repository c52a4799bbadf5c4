/** A file in GraphQL; what is not text has no text. */
import { createHash } from 'node:crypto';

export const blobOf = (text: string | undefined): object | null => {
  if (text === undefined) return null;
  const oid = createHash('sha1').update(`blob ${text}`).digest('hex');
  const isBinary = text.includes('\0');
  return {
    __typename: 'Blob',
    id: `B_${oid}`,
    oid,
    abbreviatedOid: oid.slice(0, 7),
    byteSize: Buffer.byteLength(text),
    isBinary,
    isTruncated: false,
    text: isBinary ? null : text,
  };
};
