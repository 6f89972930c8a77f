import type { CommandDefinition } from '../command.ts'

export const config: CommandDefinition = {
  name: 'config',
  summary: 'show every setting and where its value comes from',
  examples: [
    ['mpesa-doctor config', 'what is used here'],
    ['mpesa-doctor config --json', 'for scripts'],
  ],
  load: async () => (await import('./bodies/config.ts')).runConfig,
}
