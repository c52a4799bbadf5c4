/** A file in GraphQL; what is not text has no text. */
import { createHash } from 'node:crypto';

export const blobOf = (text: string | undefined) => {
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

/** Where the file stands in the tree of a commit. */
export const entryOf = (path: string, text: string | undefined): object | null => {
  const object = blobOf(text);
  if (object === null) return null;
  const name = path.split('/').at(-1) ?? path;
  return { name, path, type: 'blob', mode: 33_188, oid: object.oid, object };
};
