package import CEL
package import Decisions
package import Features
package import Models
package import Rules
package import Vocabulary

/// A versioned bundle of events, features, rules, policy and tests, checked and compiled.
package struct Pack: Sendable {
    package var name: String
    package var version: String
    package var description: String
    package var owner: String
    /// SHA-256 of its files, hexadecimal.
    package var hash: String
    /// SHA-256 of those of its files that the walk rests on: what was walked under one pack goes on
    /// under another that has the same. Rules, policy and models have no part in it.
    package var walkHash: String
    /// How far out of order events may come and still count, milliseconds.
    package var latenessMilliseconds: Int64
    /// What an expression, and all of a rule, may cost at worst; in variables read.
    package var budget: Int
    /// What the entities of its features may need, bytes; nil for no limit.
    package var memoryBytesMax: Int?
    package var schema: Schema
    /// What rules and features ask by name.
    package var lists: NamedLists
    package var features: [FeatureDefinition]
    package var models: ModelSet
    package var rules: RuleSet
    package var policy: Policy
    /// How a policy that is to take the place of this one comes into force.
    package var rollout: RolloutSettings
    /// Of the store's registry of policies; nil where these are the files of a folder.
    package var policyVersion: Int?
    /// What detection reads; nil where the pack has no `detection.yaml`.
    package var detection: DetectionDefinition?
    /// What people are asked to prove; nil where the pack has no `verification.yaml`.
    package var verification: VerificationDefinition?
    /// What mistakes cost; nil where the pack has no `costs.yaml`.
    package var costs: CostsDefinition?
    /// Experiments and funnels; nil where the pack has no `experiments.yaml`.
    package var experiments: ExperimentsDefinition?
    /// What is done to whom; nil where the pack has no `enforcement.yaml`.
    package var enforcement: EnforcementDefinition?
    /// How people's work is organised; nil where the pack has no `cases.yaml`.
    package var cases: CasesDefinition?
    package var tests: [PackTest]
    /// Name of every slot, as people write it.
    package var slotNames: [String]
    /// What each slot holds when it is not absent; in step with ``slotNames``.
    package var slotTypes: [CEL.`Type`]
    /// What rules may read: the event, the features and the models' scores.
    package var readable: [Variable]
    /// Slots of the features.
    package var featureSlots: Range<Int>
    /// Its files, so that what decided can be kept with what was decided: path in the pack → text.
    package var files: [String: String]

    /// Slots in a row.
    package var stride: Int { slotNames.count }

    /// Slots of the signals' strengths.
    package var signalSlots: Range<Int> {
        rules.signalSlot..<rules.signalSlot + rules.signals.count
    }
}
