// Made-up data in the shapes of the API. The numbers are from the range that Indonesia keeps for nobody.

let serial = 0;
export const nextNumber = () => ++serial;

/** A fresh id in the form of the server's. */
export const newId = () => `0193aaaa-0000-7000-8000-${String(nextNumber()).padStart(12, "0")}`;

export const at = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000).toISOString();
export const minutes = { ago: at, ahead: (n: number) => at(-n) };
