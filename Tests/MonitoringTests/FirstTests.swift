import Monitoring
import Testing
