import type { Side } from './side.ts'
import type { Situation } from './situation.ts'

/**
 * Which accepted reply is the app's: the public one, unless something else answered there; else that of the app on this
 * machine. Undefined if neither took the callback.
 */
export function appVoice(
  { outside, inside }: Pick<Situation, 'outside' | 'inside'>,
  found: readonly { readonly code: string }[],
): Side | undefined {
  const isOthers = found.some(({ code }) => code === 'edge/not-your-app' || code === 'edge/default-page')
  if (outside?.state === 'accepted' && (!isOthers || inside?.state !== 'accepted')) return outside
  return inside?.state === 'accepted' ? inside : undefined
}
