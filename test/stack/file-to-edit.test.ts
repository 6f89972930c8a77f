import { describe, expect, it } from 'vitest'
import type { FileSnapshot } from '../../src/core/project.ts'
import { fileToEdit } from '../../src/stack/file-to-edit.ts'

function snapshot(path: string, text: string | null): FileSnapshot {
  return {
    path,
    absolutePath: `/project/${path}`,
    content: text === null ? { kind: 'missing' } : { kind: 'read', bytes: new TextEncoder().encode(text) },
  }
}

const url = 'MPESA_CALLBACK_URL=https://duka.co.ke/cb\n'

describe('fileToEdit', () => {
  it.each<[string, readonly (readonly [string, string | null])[], string | undefined]>([
    ['the only file', [['.env', url]], '.env'],
    [
      'the last of those that set it',
      [
        ['.env', url],
        ['.env.local', url],
      ],
      '.env.local',
    ],
    [
      'a weaker one, if only that one sets it',
      [
        ['.env', url],
        ['.env.local', 'PORT=1\n'],
      ],
      '.env',
    ],
    [
      'the one with `export`',
      [
        ['.env', 'A=1\n'],
        ['.env.local', `export ${url}`],
      ],
      '.env.local',
    ],
    [
      '.env, if none sets it',
      [
        ['.flaskenv', 'A=1\n'],
        ['.env', 'A=1\n'],
        ['.env.local', 'A=1\n'],
      ],
      '.env',
    ],
    [
      '.env, if it is only mentioned in a comment elsewhere',
      [
        ['.env', 'A=1\n'],
        ['.env.local', `# ${url}`],
      ],
      '.env',
    ],
    [
      '.env of a folder above',
      [
        ['.flaskenv', ''],
        ['../.env', 'A=1\n'],
      ],
      '../.env',
    ],
    [
      'the strongest, where there is no .env',
      [
        ['.env.development', 'A=1\n'],
        ['.env.local', 'A=1\n'],
      ],
      '.env.local',
    ],
    ['the missing one, for the error to name', [['.env', null]], '.env'],
    ['none of none', [], undefined],
  ])('is %s', (_, files, expected) => {
    expect(
      fileToEdit(
        files.map(([path, text]) => snapshot(path, text)),
        ['MPESA_CALLBACK_URL'],
      )?.path,
    ).toBe(expected)
  })

  it('looks for every key', () => {
    const files = [snapshot('.env', 'RESULT_URL=https://duka.co.ke/r\n'), snapshot('.env.local', 'A=1\n')]
    expect(fileToEdit(files, ['MPESA_CALLBACK_URL', 'RESULT_URL'])?.path).toBe('.env')
  })
})
