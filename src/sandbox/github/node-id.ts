/** Stands for an object of GitHub in the GraphQL interface, and says what it is. */
export const nodeId = (kind: string, id: number | string): string =>
  `${kind}_${Buffer.from(`${kind}:${id}`).toString('base64url')}`;
