/**
 * A voice that never throws: it is used in the middle of requests and events, where an output that cannot be written
 * would tear down what has nothing to do with it. `failed` is told instead.
 */
export function guardVoice<Voice extends object>(voice: Voice, failed: (error: unknown) => void): Voice {
  return Object.fromEntries(
    Object.entries(voice).map(([name, say]) => [
      name,
      (...words: readonly unknown[]) => {
        try {
          say(...words)
        } catch (error) {
          failed(error)
        }
      },
    ]),
  ) as Voice
}
