import { describe, expect, it } from 'vitest'
import type { FileReading } from '../../../src/env-file/loader.ts'
import { shLoader } from '../../../src/env-file/loaders/sh.ts'
import { utf8 } from '../env-text.ts'

const surroundings = { variables: { HOME: '/home/w', NAME: 'a b' }, nodeMajor: 24 }
const NOT_EVALUATED = Symbol('not evaluated')

function readBytes(bytes: Uint8Array): FileReading {
  return shLoader.read(bytes, surroundings)
}

/** Values of the variables that are set; the symbol for those that are not evaluated. */
function read(file: string): Record<string, string | typeof NOT_EVALUATED> {
  const reading = readBytes(utf8(file))
  if (reading.kind === 'rejected') throw new Error(reading.reason)
  const shown = [...reading.variables].map(([name, found]) => [
    name,
    found.kind === 'value' ? found.value : NOT_EVALUATED,
  ])
  return Object.fromEntries(shown)
}

/** The text that a variable which is not evaluated has in the file. */
function textOf(file: string, name: string): string | undefined {
  const reading = readBytes(utf8(file))
  const found = reading.kind === 'read' ? reading.variables.get(name) : undefined
  return found?.kind === 'not-evaluated' ? found.text : undefined
}

describe('the sh loader', () => {
  it.each([
    ['K=https://a.dev/cb', { K: 'https://a.dev/cb' }],
    ['K="a b"\'c d\'e', { K: 'a bc de' }],
    [`K=$'a\\'b\\n\\x41\\0lost'c`, { K: "a'b\nAc" }],
    ['K=l1\\nl2', { K: 'l1nl2' }],
    ['K="l1\\nl2\\"\\$"', { K: 'l1\\nl2"$' }],
    ['K="a\\\nb"c\\\nd', { K: 'abcd' }],
    ['K="l1\nl2"\nZ=1', { K: 'l1\nl2', Z: '1' }],
    ['K={"a":"b c"}', { K: '{a:b c}' }],
    ['K=v#frag # note\nZ=#x', { K: 'v#frag', Z: '#x' }],
    ['K=v\r\nZ="1"\r\n', { K: 'v\r', Z: '1\r' }],
    ['\ufeffK=v\nZ=1', { Z: '1' }],
    ['K=a\\', { K: 'a\\' }],
    ['K+=a\nK+=b', { K: 'ab' }],
    ['export K=v Z', { K: 'v' }],
    ['K=v\nexport -n K\nZ=$K', { Z: 'v' }],
    ['export K= v\nv=1', { K: '', v: '1' }],
    ['export "K=a b" NAME', { K: 'a b', NAME: 'a b' }],
    ['A=1 B=$A', { A: '1', B: '1' }],
    ['A=1 cmd\nB=$A', { B: '' }],
    ['K= v\nK = v\nK =v\nmy-key=1', {}],
    ['K=v; Z=1 # c', { K: 'v', Z: '1' }],
    ['K=https://a.dev/cb?x=1&y=2', { y: '2' }],
    ['K=1 | cat\n(Z=1)\nA=1 & B=2', { B: '2' }],
    ['{ K=1; Z=2; }', { K: '1', Z: '2' }],
    ['A=1 && B=2 || C=3 && D=4', { A: '1', B: '2', D: '4' }],
    ['! A=1\ntime B=2', { A: '1', B: '2' }],
    ['K=a>b\nZ=<nofile', { K: 'a', Z: '' }],
    ['K=(a b)\nZ=1', { Z: '1' }],
    ['K=a\nK[1]=b\nK=c', {}],
    ['K=v\nunset K', {}],
    ['set +a\nK=v\nexport Z=1\nset -a\nA=1', { Z: '1', A: '1' }],
    ['f() { K=1; }\nZ=1', { Z: '1' }],
  ])('reads %j as bash does', (file, expected) => {
    expect(read(file)).toEqual(expected)
  })

  it.each([
    ['A=x\nK=$A/$A', 'x/x'],
    ['A=x\nK="$A y"', 'x y'],
    [`A=x\nK='$A'`, '$A'],
    [`K=$\{NOPE}/cb`, '/cb'],
    ['K=pa$word', 'pa'],
    ['K=$K:/x', ':/x'],
    ['K=5$1 cash$', undefined],
    ['K=$1$@$#$', '0$'],
    [`K=$\{A:-a b}`, 'a b'],
    [`A=\nK=$\{A-x}`, ''],
    [`A=1\nK=$\{A:+x}`, 'x'],
    [`K="$\{A:-"x y"\\}}"`, 'x y}'],
    [`K=$\{A:=x}$A`, 'xx'],
    [`export $\{NOPE-Z=1 K=v}`, 'v'],
    ['K=$NAME', 'a b'],
    ['export K=$NAME', 'a b'],
    ['K=~/x:~/y', '/home/w/x:/home/w/y'],
    [`K=$\{Q:-a:~/x}`, 'a:/home/w/x'],
    [`K=$\{Q:=a:~/x}`, 'a:~/x'],
    ['K="~/x"', '~/x'],
    ['K=a~/x', 'a~/x'],
  ])('expands %j', (file, expected) => {
    expect(read(file).K).toBe(expected)
  })

  it.each([
    ['a quote that never closes', "A=1\nB=2; K=it's\nZ=1\n"],
    ['a bracket that has no meaning there', 'A=1\nB=2; K=a(b)\nZ=1\n'],
    ['a placeholder in angle brackets', 'A=1\nB=2; K=<your key>\nZ=1\n'],
    ['a substitution that does not parse', 'A=1\nB=2; K=$(;)\nZ=1'],
    ['a brace that is nobody’s', 'A=1\n}\nZ=1'],
  ])('drops the line and the rest of the file for %s, and keeps what was set before', (_, file) => {
    expect(read(file)).toEqual({ A: '1' })
  })

  it.each([
    ['exit', 'A=1\nexit\nZ=1'],
    ['return', 'A=1; return; Z=1'],
    ['a substitution that means nothing', `A=1\nK=$\{A b}\nZ=1`],
    ['a reference that must not be empty', `A=1\nK=$\{NOPE?}\nZ=1`],
    ['an assignment to a read-only variable', 'readonly A=1\nA=2\nZ=1'],
    ['an assignment to a variable that the shell keeps to itself', 'A=1\nUID=0\nZ=1'],
  ])('ends with %s', (_, file) => {
    expect(read(file)).toEqual({ A: '1' })
  })

  it.each([
    ['K=$(echo hi)', '$(echo hi)'],
    ['K=`v`', '`v`'],
    ['export K="x$(id)y" Z=1', '"x$(id)y"'],
    ['A=$(id)\nK=$A/cb', '$A/cb'],
    ['K=$((1+2))', '$((1+2))'],
    [`A=x.y\nK=$\{A%.*}`, `$\{A%.*}`],
    ['K=~root/x', '~root/x'],
    ['K=$RANDOM', '$RANDOM'],
    ['K=a$$', 'a$$'],
    ['export K={a,b}', '{a,b}'],
    ["K=$'\\u00e9'", "$'\\u00e9'"],
    ['cmd && K=v', 'v'],
    ['cmd && K[1]=a\nK=v', 'v'],
    ['if cmd; then K=v; fi', 'v'],
    ['while cmd; do K=v; done', 'v'],
    ['for A in x; do K=v; done', 'v; done'],
    ['case $A in x) K=v;; esac', 'v;; esac'],
    ['cat <<E\nK=v\nE', 'v'],
    ['K=v\neval "$A"', 'v'],
    ['K=v\n. ./other', 'v'],
    ['f() { K=1; }\nK=v\nf', 'v'],
  ])('does not evaluate %j', (file, text) => {
    expect(textOf(file, 'K')).toBe(text)
  })

  it('knows what is set behind something that it does not evaluate', () => {
    const file = 'K=$(id)\nif cmd; then K=1; fi\n. ./other\nZ=1\n'
    expect(read(file)).toEqual({ K: NOT_EVALUATED, Z: '1' })
    expect(read('if cmd; then exit; fi\nZ=1')).toEqual({ Z: NOT_EVALUATED })
  })

  it('drops NUL bytes, and takes a file with more than 256 of them for a program', () => {
    expect(read('K=a\0b')).toEqual({ K: 'ab' })
    expect(read('K=a\0\0b\nZ=1')).toEqual({ K: 'a' })
    expect(readBytes(utf8(`K=v\n${'\0\n'.repeat(256)}`)).kind).toBe('read')
    expect(readBytes(utf8(`K=v\n${'\0\n'.repeat(257)}`)).kind).toBe('rejected')
  })

  it('reads UTF-16 as the bytes that it is', () => {
    const bytes = new Uint8Array(Buffer.from('\ufeffK=v\r\nZ=1\r\n', 'utf16le'))
    expect(readBytes(bytes)).toEqual({ kind: 'read', variables: new Map([['Z', { kind: 'value', value: '1\r' }]]) })
  })

  it('joins bytes that are one character and replaces those that are none', () => {
    expect(read("K=$'\\xc3'$'\\xa9'")).toEqual({ K: 'é' })
    expect(readBytes(new Uint8Array([0x4b, 0x3d, 0xe9]))).toEqual({
      kind: 'read',
      variables: new Map([['K', { kind: 'value', value: '\ufffd' }]]),
    })
  })
})

describe('a file as large as is read', () => {
  const SIZE = 1024 * 1024
  const fill = (piece: string) => piece.repeat(Math.floor(SIZE / piece.length))

  it.each([
    ...[
      'a',
      ' ',
      '\n',
      '"',
      "'",
      '`',
      '\\',
      '\\\n',
      '$',
      '#',
      '=',
      '[',
      '(',
      '{',
      '<',
      '>',
      ';',
      '&',
      '|',
      '!',
      '~',
      ':',
      '\r',
    ],
    ...[
      '$(',
      '$((',
      `$\{`,
      `$\{A:-`,
      '"$(',
      `"$\{A:-`,
      'K=',
      'K=(',
      'K[',
      '{ ',
      'if ',
      '! ',
      'a=b ',
      'a[1]',
      "$'",
      'a\\\n',
      '2>x ',
      '<(',
    ],
    ...[
      'A=$A$A$A$A\n',
      'A+=x\n',
      'K=$PATH\n',
      'export ',
      'export K=v ',
      '~a',
      `$\{A`,
      'x() ',
      '$$',
      '"$A"',
      '{a,',
      'K=v\n',
      'K=$A',
      '>x',
      '\\u',
    ],
  ])('is read in linear time if it is nothing but %j', (piece) => {
    for (const start of ['', 'K=']) {
      const bytes = utf8(start + fill(piece))
      const started = performance.now()
      expect(readBytes(bytes).kind).toBe('read')
      expect(performance.now() - started).toBeLessThan(10_000)
    }
  })

  it('does not grow without end', () => {
    expect(read(`A=${'x'.repeat(1000)}\n${'A=$A$A\n'.repeat(40)}`)).toEqual({ A: NOT_EVALUATED })
    expect(
      Object.keys(
        read(`A=${'x'.repeat(500_000)}\n${Array.from({ length: 20_000 }, (_, index) => `B${index}=$A`).join('\n')}`),
      ),
    ).toHaveLength(20_001)
  })
})
