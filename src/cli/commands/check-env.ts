import type { CommandDefinition } from '../command.ts'
import { loaderOption } from '../loader-option.ts'
import { parseAnyText } from '../parse-values.ts'

const fixing = 'Fixing'

export const checkEnv: CommandDefinition = {
  name: 'check-env',
  summary: 'check the env file: required variables, shapes, contradictions, the URL',
  description:
    'Reads the env file as the app does and checks the required variables, their shapes, what contradicts each other, and the callback URL as text. Contacts nothing without --online, and changes nothing without --fix.',
  options: [
    loaderOption,
    {
      group: 'Loaders',
      flags: '--compare <key>',
      description:
        'show what each of the twelve loaders reads for this variable; `not-evaluated` in JSON: only running a command would tell',
      parse: parseAnyText,
    },
    {
      group: 'Daraja',
      flags: '--online',
      description:
        "also log in at Safaricom's API with the consumer key and secret; if it refuses them, at its other host",
    },
    { group: fixing, flags: '--diff', description: 'show what --fix would change, write nothing' },
    { group: fixing, flags: '--fix', description: 'take away what can be taken away without harm, then check again' },
    { group: fixing, flags: '--backup', description: 'with --fix: keep a copy of the old file beside it' },
    {
      group: fixing,
      flags: '--in-place',
      description: 'with --fix: overwrite a file that cannot be replaced, such as a mounted one',
    },
    { group: fixing, flags: '--follow-symlinks', description: 'with --fix: write through a symbolic link' },
  ],
  examples: [
    ['mpesa-doctor check-env', 'the .env of this folder'],
    ['mpesa-doctor check-env --dotenv .env.production --strict', 'another file, warnings count'],
    ['mpesa-doctor check-env --compare MPESA_CALLBACK_URL', 'what each loader makes of it'],
    ['mpesa-doctor check-env --loader all', 'also as frameworks read it that are not used here'],
    ['mpesa-doctor check-env --online', 'does Daraja accept the keys'],
    ['mpesa-doctor check-env --diff', 'what could be fixed automatically'],
    ['mpesa-doctor check-env --fix', 'fix it, keep everything else byte for byte'],
    ['mpesa-doctor check-env --format github', 'annotations in GitHub Actions'],
  ],
  load: async () => (await import('./bodies/check-env.ts')).runCheckEnv,
}
