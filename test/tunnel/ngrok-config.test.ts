import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { authtokenIn, ngrokConfigFiles } from '../../src/tunnel/ngrok-config.ts'

describe('the ngrok configuration', () => {
  it.each([
    [
      { platform: 'linux', home: '/home/amina' } as const,
      ['/home/amina/.config/ngrok/ngrok.yml', '/home/amina/.ngrok2/ngrok.yml'],
    ],
    [
      { platform: 'linux', home: '/home/amina', configHome: '/cfg' } as const,
      ['/cfg/ngrok/ngrok.yml', '/home/amina/.ngrok2/ngrok.yml'],
    ],
    [
      { platform: 'darwin', home: '/Users/amina' } as const,
      ['/Users/amina/Library/Application Support/ngrok/ngrok.yml', '/Users/amina/.ngrok2/ngrok.yml'],
    ],
    [
      { platform: 'win32', home: 'C:\\Users\\amina', localAppData: 'D:\\Local' } as const,
      ['D:\\Local\\ngrok\\ngrok.yml', 'C:\\Users\\amina\\.ngrok2\\ngrok.yml'],
    ],
  ])('is looked for where the agent of %j keeps it', (places, files) => {
    expect(ngrokConfigFiles(places)).toEqual(files)
  })

  it.each([
    ['version: "2"\nauthtoken: invented-token\n', 'invented-token'],
    ['version: 3\nagent:\n  authtoken: invented-token\n', 'invented-token'],
    ['version: 3\nagent:\n  authtoken: "  "\n', null],
    ['version: 3\nagent: none\n', null],
    ['authtoken: 12\n', null],
    ['', null],
    ['- list\n', null],
  ])('%j holds the authtoken %j', (content, token) => {
    expect(authtokenIn(parse(content))).toBe(token)
  })
})
