/** What a promotion's check run is called: one of each environment, whatever is asked for there. */
export const checkRunName = (environment: string): string => `promote / ${environment}`;
