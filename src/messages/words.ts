/** What is said for one reason: a sentence, and what helps where something does. */
export interface Said {
  readonly sentence: string;
  readonly remedy?: string;
}

/** Words for every reason of a closed list, by code: leaving one out does not compile. */
export type Words<R extends { readonly code: string }, Context> = {
  readonly [C in R['code']]: (reason: Extract<R, { readonly code: C }>, context: Context) => Said;
};
