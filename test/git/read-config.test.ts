import { expect, it } from 'vitest'
import { readGitConfig } from '../../src/git/read-config.ts'

it.each([
  ['', {}],
  ['[core]\n\trepositoryformatversion = 0\n\tignorecase = true\n', { ignoreCase: true }],
  ['[core]\n\tignorecase\n', { ignoreCase: true }],
  ['[core]\nignoreCase = no\n', { ignoreCase: false }],
  ['[CORE]\nexcludesFile = ~/.ignore ; mine\n', { excludesFile: '~/.ignore' }],
  ['[core]\nexcludesfile = "/a b/#c"\n', { excludesFile: '/a b/#c' }],
  ['[core]\nexcludesfile = a\n[core]\nexcludesfile = b\n', { excludesFile: 'b' }],
  ['[core] excludesfile = a\n', { excludesFile: 'a' }],
  ['[extensions]\nobjectformat = sha256\n', { objectFormat: 'sha256' }],
  ['[core "sub"]\nexcludesfile = a\n', {}],
  ['[alias]\nexcludesfile = a\n', {}],
  ['[core]\n# excludesfile = a\n', {}],
])('%j', (text, config) => {
  expect(readGitConfig(text)).toEqual(config)
})
