import { runScenarios } from '../helpers/scenario.ts'
import { appServerHealthy, appServerScenarios } from '../scenarios/rows-real-apps.ts'
import { proxyHealthy, proxyScenarios } from '../scenarios/rows-real-proxies.ts'

runScenarios('real servers', [...proxyScenarios, ...appServerScenarios], [...proxyHealthy, ...appServerHealthy])
