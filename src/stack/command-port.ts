const spellings: readonly RegExp[] = [
  // `next dev -p 4000`, `rails s -p4000`, `flask run --port=4000`; not `docker run -p 8080:80`.
  /(?:^|\s)(?:--port|-p)(?:\s*=\s*|\s*)(\d{2,5})(?=["'\s]|$)/,
  // gunicorn, `--listen`
  /(?:^|\s)(?:--bind|-b|--listen)(?:=|\s+)\S*:(\d{2,5})(?!\d)/,
  /\brunserver\s+(?:\S*:)?(\d{2,5})(?!\d)/,
  /\bphp\s+-S\s+\S*:(\d{2,5})(?!\d)/,
  /(?:^|\s)(?:FLASK_RUN_|SERVER_|APP_)?PORT=["']?(\d{2,5})(?!\d)/,
  /\$\{PORT:?-(\d{2,5})\}/,
]

const frontEnd = /(?:^|[\s/])(?:vite|react-scripts|webpack(?:-dev-server)?|parcel|ng)(?:\s|$)/

/** The port that a command makes its server listen on, if it says so. */
export function portOfCommand(command: string): number | undefined {
  for (const spelling of spellings) {
    const port = Number(spelling.exec(command)?.[1])
    if (port >= 1 && port <= 65_535) return port
  }
  return undefined
}

/** Whether the command serves pages to browsers and nothing else. */
export function servesFrontEnd(command: string): boolean {
  return frontEnd.test(command)
}
