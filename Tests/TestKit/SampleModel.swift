import Foundation
import Models

/// Bundles of small models; tests put them into packs and registries.
package enum SampleModel {
    /// A logistic model: log-odds = intercept + Σ weight · input.
    package static func logistic(
        _ name: String, intercept: Double, weights: [(input: String, weight: Double)]
    ) throws -> [String: String] {
        let numbers = weights.map { "\($0.weight)" }.joined(separator: ",")
        let zeros = weights.map { _ in "0" }.joined(separator: ",")
        let ones = weights.map { _ in "1" }.joined(separator: ",")
        let text =
            #"{"assayLogistic":1,"intercept":\#(intercept),"weights":[\#(numbers)],"#
            + #""means":[\#(zeros)],"scales":[\#(ones)]}"#
        let manifest = ModelManifest(
            name: name, format: .logistic, file: "model.json",
            sha256: ModelManifest.sha256(of: Array(text.utf8)), inputs: weights.map(\.input))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return [
            "manifest.json": String(decoding: try encoder.encode(manifest), as: UTF8.self),
            "model.json": text,
        ]
    }

    /// Files of a pack that hold a bundle as a version.
    package static func files(
        _ name: String, version: Int, _ bundle: [String: String]
    ) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: bundle.map { ("models/\(name)/\(version)/\($0.key)", $0.value) })
    }

    /// `models.yaml` of one model at the journey `doing` of ``SmallPack``.
    package static func declaration(_ name: String, splitBy entity: String? = "account") -> String {
        """
        models:
          - name: \(name)
            description: How likely it is bad.
            owner: tests
            on: doing
            \(entity.map { "split_by: \($0)" } ?? "reasons: { from: 0.0 }")

        """
    }
}
