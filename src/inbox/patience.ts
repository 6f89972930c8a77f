/** An event that has no answer by then will hardly get one: whoever waited for it is gone. */
export const patienceMs = 120_000
