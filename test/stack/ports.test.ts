import { describe, expect, it } from 'vitest'
import { portOfCommand, servesFrontEnd } from '../../src/stack/command-port.ts'
import { defaultPortOf } from '../../src/stack/default-ports.ts'
import { listenAt } from '../../src/stack/listen-commands.ts'
import { readPublishedPorts } from '../../src/stack/published-ports.ts'

describe('the port of a command', () => {
  it.each([
    ['next dev -p 4000', 4000],
    ['next dev -p4000', 4000],
    ['next start --port=4001', 4001],
    ['vite --port 3000 --host', 3000],
    ['flask --app shop run -p 5001', 5001],
    ['flask run --port 5001', 5001],
    ['PORT=4000 node server.js', 4000],
    ['cross-env PORT=4000 nodemon index.js', 4000],
    ['FLASK_RUN_PORT=5005 flask run', 5005],
    ['python manage.py runserver 9000', 9000],
    ['python manage.py runserver 0.0.0.0:9000', 9000],
    ['gunicorn shop.wsgi -b 127.0.0.1:9001', 9001],
    ['gunicorn shop.wsgi --bind=0.0.0.0:9001', 9001],
    ['uvicorn main:app --reload --port 8001', 8001],
    ['php -S localhost:8080 -t public', 8080],
    ['php artisan serve --port=8088', 8088],
    ['bin/rails server -p 3001', 3001],
    ['web: gunicorn app --bind 0.0.0.0:\u0024{PORT:-5000}', 5000],
  ])('is read: %s', (command, port) => {
    expect(portOfCommand(command)).toBe(port)
  })

  it.each([
    'next dev',
    'node server.js',
    'docker run -p 8080:80 shop',
    'docker compose -p 20260101 up',
    'mkdir -p 2026/10',
    'web: gunicorn app --bind 0.0.0.0:$PORT',
    'PORT= node server.js',
    'node --inspect=9229 server.js',
    'PORT=99999 node server.js',
  ])('is not there: %s', (command) => {
    expect(portOfCommand(command)).toBeUndefined()
  })

  it.each([
    ['vite --port 3000', true],
    ['npx vite', true],
    ['react-scripts start', true],
    ['ng serve', true],
    ['node server.js', false],
    ['vite-node server.ts', false],
    ['next dev', false],
  ])('is that of pages alone or not: %s', (command, expected) => {
    expect(servesFrontEnd(command)).toBe(expected)
  })
})

describe('a framework', () => {
  it('has the port of its documentation', () => {
    expect(defaultPortOf('Flask')).toEqual({ port: 5000, how: "Flask's default" })
    expect(defaultPortOf('Vite')).toMatchObject({ port: 5173, isFrontEnd: true })
    expect(defaultPortOf('Compose')).toBeUndefined()
  })

  it('is started at an address by its own command, or by a line in its source', () => {
    expect(listenAt(['Compose', 'Django'], '127.0.0.1', 8000)).toEqual({
      command: 'python manage.py runserver 127.0.0.1:8000',
    })
    expect(listenAt(['Express'], '127.0.0.1', 3000)).toEqual({ code: "app.listen(3000, '127.0.0.1')" })
    expect(listenAt(['Compose'], '127.0.0.1', 80)).toEqual({})
  })
})

describe('the ports that Compose publishes', () => {
  it.each([
    ['ports:\n  - "8080:5000"', [[8080, 5000]]],
    ['ports:\n  - 8080:5000 # the app', [[8080, 5000]]],
    ["ports:\n  - '127.0.0.1:8080:5000/tcp'", [[8080, 5000]]],
    [
      'ports:\n  - target: 5000\n    published: "8080"\n  - target: 80\n    published: 8081\n',
      [
        [8080, 5000],
        [8081, 80],
      ],
    ],
    ['ports:\n  - "5000"', []],
    ['ports:\n  - "\u0024{PORT}:5000"', []],
    ['ports:\n  - "8000-8010:8000-8010"', []],
    ['environment:\n  - START=10:30\n', []],
    ['', []],
  ])('%j', (text, expected) => {
    expect(readPublishedPorts(text).map(({ published, target }) => [published, target])).toEqual(expected)
  })
})
