import type { CommandDefinition } from '../command.ts'

export const explain: CommandDefinition = {
  name: 'explain',
  summary: 'explain a result code, error code or finding, offline',
  description:
    'Explains a code of this tool (app/csrf-rejected), a ResultCode (1032, SFC_IC0003) or an error code of Daraja (400.002.02).',
  arguments: [{ name: '<code>', description: 'the code' }],
  examples: [
    ['mpesa-doctor explain 1032', 'a ResultCode from a callback'],
    ['mpesa-doctor explain 500.001.1001', 'an error code from the API'],
    ['mpesa-doctor explain tunnel/offline', 'a finding of this tool'],
  ],
  load: async () => (await import('./bodies/explain.ts')).runExplain,
}
