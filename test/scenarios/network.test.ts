import { runScenarios } from '../helpers/scenario.ts'
import { dnsScenarios } from './rows-dns.ts'
import { tcpScenarios } from './rows-tcp.ts'
import { tlsScenarios } from './rows-tls.ts'

runScenarios('dns, tcp and tls', [...dnsScenarios, ...tcpScenarios, ...tlsScenarios])
