/** Lets so many in at once; the more urgent go first, and among equals whoever came first. */
export interface Slots {
  /** Resolves when there is room; the function it gives makes room for the next. */
  enter(priority: number): Promise<() => void>;
}

export const createSlots = (atOnce: number): Slots => {
  let taken = 0;
  const waiting: { readonly priority: number; readonly start: () => void }[] = [];
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) taken -= 1;
    else next.start();
  };
  return {
    enter: (priority) => {
      if (taken < atOnce) {
        taken += 1;
        return Promise.resolve(leave);
      }
      return new Promise((resolve) => {
        const behind = waiting.findIndex((each) => each.priority > priority);
        const place = behind === -1 ? waiting.length : behind;
        waiting.splice(place, 0, { priority, start: () => resolve(leave) });
      });
    },
  };
};
