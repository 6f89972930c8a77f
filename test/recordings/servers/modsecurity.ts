import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { callbackBody } from '../exchange.ts'
import type { ServerUnderRecord } from '../server-under-record.ts'
import { healthyCases, packageVersion, refusalCases } from '../server-under-record.ts'

const loaded = ['mpm_event', 'authz_core', 'unique_id', 'proxy', 'proxy_http', 'env', 'setenvif']
const modules = '/usr/lib/apache2/modules'
const agent = { 'user-agent': 'Apache-HttpClient/4.5.5 (Java/1.8.0_191)', accept: '*/*' }
const attack = callbackBody.replace(
  'DS timeout user cannot be reached.',
  "x' UNION SELECT password FROM users-- ; cat /etc/passwd",
)

export const modsecurity: ServerUnderRecord = {
  name: 'modsecurity',
  server: 'Apache with ModSecurity and the OWASP Core Rule Set',
  version: packageVersion('libapache2-mod-security2', 'modsecurity-crs'),
  listeners: 3,
  prepare: async ({ folder, ports: [port, old, small], backends }) => {
    mkdirSync(join(folder, 'data'), { mode: 0o777 })
    writeFileSync(
      join(folder, 'apache2.conf'),
      `
ServerRoot ${folder}
PidFile ${folder}/apache.pid
ErrorLog ${folder}/error.log
Mutex file:${folder} default
User www-data
Group www-data
ServerName shop.example
ServerTokens OS
ServerSignature On
Listen 127.0.0.1:${port}
Listen 127.0.0.1:${old}
Listen 127.0.0.1:${small}
${loaded.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`).join('\n')}
LoadFile libxml2.so.2
LoadModule security2_module ${modules}/mod_security2.so
SecDataDir ${folder}/data
SecTmpDir ${folder}/data
SecRuleEngine On
SecRequestBodyAccess On
SecRule REQUEST_HEADERS:Content-Type "^application/json" "id:200001,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
Include /etc/modsecurity/crs/crs-setup.conf
Include /usr/share/modsecurity-crs/rules/*.conf
ProxyPass / http://127.0.0.1:${backends.healthy}/
<VirtualHost 127.0.0.1:${port}>
</VirtualHost>
<VirtualHost 127.0.0.1:${old}>
  SecRule ARGS "@rx stkCallback" "id:900100,phase:2,deny,status:406"
  SecRule ARGS_NAMES "@rx stkCallback" "id:900101,phase:2,deny,status:406,msg:'no callbacks'"
</VirtualHost>
<VirtualHost 127.0.0.1:${small}>
  SecRequestBodyNoFilesLimit 100
</VirtualHost>
`,
    )
    return { command: 'apache2', args: ['-DFOREGROUND', '-f', join(folder, 'apache2.conf')] }
  },
  cases: [
    ...[...healthyCases, ...refusalCases].map((wanted) => ({
      ...wanted,
      request: { ...wanted.request, headers: agent },
    })),
    {
      name: 'callback-without-agent',
      config: 'the rules as they come, a callback with no User-Agent and no Accept',
      request: { path: '/healthy/ack-json' },
    },
    {
      name: 'callback-to-address',
      config: 'the rules as they come, a callback to a bare address',
      request: { path: '/healthy/ack-json', headers: { host: '127.0.0.1' } },
    },
    {
      name: 'injection-in-body',
      config: 'the rules as they come, a body that looks like an attack',
      request: { path: '/healthy/ack-json', headers: agent, body: attack },
    },
    {
      name: 'status-406',
      config: 'an own rule that denies with status 406',
      request: { path: '/healthy/ack-json', headers: agent },
      listener: 1,
    },
    {
      name: 'too-large',
      config: 'SecRequestBodyNoFilesLimit 100',
      request: { path: '/healthy/ack-json', headers: agent },
      listener: 2,
    },
  ],
}
