import { runScenarios } from '../helpers/scenario.ts'
import { appScenarios } from './rows-app.ts'
import { edgeScenarios } from './rows-edge.ts'
import { healthySetups } from './rows-healthy.ts'
import { tunnelScenarios } from './rows-tunnel.ts'
import { tunnelAgentHealthy, tunnelAgentScenarios } from './rows-tunnel-agent.ts'

runScenarios(
  'tunnel, edge and app',
  [...tunnelScenarios, ...tunnelAgentScenarios, ...edgeScenarios, ...appScenarios],
  [...healthySetups, ...tunnelAgentHealthy],
)
