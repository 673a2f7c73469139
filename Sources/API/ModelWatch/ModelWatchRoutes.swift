import Foundation
import Hummingbird
import Pipeline
import Toolbox
import Vocabulary

/// The routes that tell whether models still work.
struct ModelWatchRoutes: Sendable {
    /// Nil where nothing is watched.
    let summary: @Sendable () -> WatchSummary?

    /// `GET /v1/watch`: models with their days and alarms.
    func watch(_ call: Call) async throws -> Response {
        let summary = summary() ?? WatchSummary(asOf: 0, models: [])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return .json(String(decoding: try encoder.encode(summary), as: UTF8.self))
    }
}
