/** Where a verb of the command line writes: what was asked for, and what went wrong. */
export interface Io {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}
