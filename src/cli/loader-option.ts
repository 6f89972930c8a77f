import { loaderNames } from '../core/loader-name.ts'
import type { LoaderChoice } from '../stack/choose-loaders.ts'
import { type OptionDefinition, OptionValueError } from './option.ts'
import { splitNames } from './parse-values.ts'
import { suggestLoaders } from './suggest-loaders.ts'

const choices: readonly LoaderChoice[] = [...loaderNames, 'detected', 'all']

/** Whose reading of the env file counts. The variable and the config key hold for every command. */
export const loaderOption: OptionDefinition<readonly LoaderChoice[]> = {
  group: 'Loaders',
  flags: '--loader <names>',
  description: "read the env file as these loaders do; `detected` (default), `all`, or names; the first is the app's",
  repeatable: true,
  parse: (text) => splitNames(text, 'loaders, `detected` or `all`').map(parseLoader),
}

function parseLoader(text: string): LoaderChoice {
  const known = choices.find((choice) => choice === text.toLowerCase())
  if (known !== undefined) return known
  const meant = suggestLoaders(text, choices).map((name) => `\`${name}\``)
  throw new OptionValueError(
    meant.length === 0
      ? `\`${text}\` is no loader; one of: ${choices.join(', ')}`
      : `\`${text}\` is no loader; did you mean ${meant.join(' or ')}? One of: ${choices.join(', ')}`,
  )
}
