package import Vocabulary

/// The learners by the names people call them.
package enum LearnerNames {
    package static let all: [any Learner.Type] = [
        LogisticLearner.self, ForestLearner.self, BoostedTrees.self, IsolationLearner.self,
    ]

    /// Those that look at no labels; their scores are for triage, never for acting.
    package static let unsupervised: Set<String> = [IsolationLearner.name]

    /// - Throws: ``Fault`` `invalid` for a name there is none of.
    package static func type(_ name: String) throws(Fault) -> any Learner.Type {
        guard let found = all.first(where: { $0.name == name }) else {
            throw Fault(
                .invalid, "There is no learner \(name).",
                fix: "Choose from \(all.map { $0.name }.joined(separator: ", ")).")
        }
        return found
    }

    /// A learner with its parameters; what is not given is as the learner declares it.
    package static func make(
        _ name: String, _ parameters: [String: Double]
    ) throws(Fault) -> any Learner {
        try type(name).init(parameters: parameters)
    }

    /// All the values a learner works with.
    package static func resolved(
        _ name: String, _ parameters: [String: Double]
    ) throws(Fault) -> [String: Double] {
        try LearnerParameter.resolved(
            parameters, declared: try type(name).parameters, learner: name)
    }
}
