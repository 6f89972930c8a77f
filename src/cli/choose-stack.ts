import { describeOrigin } from '../core/settings.ts'
import type { ProjectStack } from '../core/stack.ts'
import { chooseLoaders, type LoaderChoice } from '../stack/choose-loaders.ts'
import { loaderOption } from './loader-option.ts'
import { type ResolvedValues, resolveGiven } from './resolve-values.ts'

/**
 * The stack with the loaders that `--loader`, its variable or its config key ask for. The variable is read here once
 * more: commands without that option read the same files, and must read them alike.
 */
export function chooseStack(
  stack: ProjectStack,
  values: ResolvedValues,
  variables: Readonly<Record<string, string | undefined>>,
): ProjectStack {
  const resolved = values.get('loader')
  const fromVariable =
    resolved?.origin.kind === 'option' ? undefined : resolveGiven([loaderOption], {}, variables).get('loader')
  const given = fromVariable ?? resolved
  if (given === undefined) return stack
  return chooseLoaders(
    stack,
    (given.value as readonly (readonly LoaderChoice[])[]).flat(),
    describeOrigin(given.origin),
  )
}
