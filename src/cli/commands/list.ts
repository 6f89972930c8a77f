import type { CommandDefinition } from '../command.ts'

export const list: CommandDefinition = {
  name: 'list',
  summary: 'list every check and the codes it can find',
  arguments: [{ name: '[family]', description: 'only this family, e.g. tls' }],
  examples: [
    ['mpesa-doctor list', 'all checks'],
    ['mpesa-doctor list app', 'the checks of one family'],
    ['mpesa-doctor list --json', 'for scripts'],
  ],
  load: async () => (await import('./bodies/list.ts')).runList,
}
