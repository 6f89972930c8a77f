import type { CommandDefinition } from '../command.ts'
import { parseAnyText } from '../parse-values.ts'

export const checkEnv: CommandDefinition = {
  name: 'check-env',
  summary: 'check the env file: required variables, shapes, contradictions, the URL',
  description:
    'Reads the env file as the app does and checks the required variables, their shapes, what contradicts each other, and the callback URL as text. Contacts nothing and changes nothing.',
  options: [
    {
      group: 'Loaders',
      flags: '--compare <key>',
      description: 'show what each of the twelve loaders reads for this variable',
      parse: parseAnyText,
    },
  ],
  examples: [
    ['mpesa-doctor check-env', 'the .env of this folder'],
    ['mpesa-doctor check-env --dotenv .env.production --strict', 'another file, warnings count'],
    ['mpesa-doctor check-env --compare MPESA_CALLBACK_URL', 'what each loader makes of it'],
    ['mpesa-doctor check-env --format github', 'annotations in GitHub Actions'],
  ],
  load: async () => (await import('./bodies/check-env.ts')).runCheckEnv,
}
