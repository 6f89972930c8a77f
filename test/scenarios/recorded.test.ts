import { runScenarios } from '../helpers/scenario.ts'
import { recordedHealthy, recordedScenarios } from './rows-recorded.ts'

runScenarios('recorded replies', recordedScenarios, recordedHealthy)
