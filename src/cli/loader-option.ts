import { loaderNames } from '../core/loader-name.ts'
import { nearestName } from '../core/nearest-name.ts'
import type { LoaderChoice } from '../stack/choose-loaders.ts'
import { type OptionDefinition, OptionValueError } from './option.ts'
import { parseNames } from './parse-values.ts'

const choices: readonly LoaderChoice[] = [...loaderNames, 'detected', 'all']

/** Whose reading of the env file counts. The variable and the config key hold for every command. */
export const loaderOption: OptionDefinition<readonly LoaderChoice[]> = {
  group: 'Loaders',
  flags: '--loader <names>',
  description: "read the env file as these loaders do; `detected` (default), `all`, or names; the first is the app's",
  repeatable: true,
  parse: (text) => parseNames(text).map(parseLoader),
}

function parseLoader(text: string): LoaderChoice {
  const known = choices.find((choice) => choice === text.toLowerCase())
  if (known !== undefined) return known
  const near = nearestName(text, choices)
  const hint = near === undefined ? '' : `did you mean \`${near}\`? `
  throw new OptionValueError(`\`${text}\` is no loader; ${hint}One of: ${choices.join(', ')}`)
}
