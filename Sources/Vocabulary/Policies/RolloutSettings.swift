/// How a new version of a policy comes into force, and what stops it; a pack declares it under
/// `rollout` in its policy.
///
/// The settings of the policy in force hold for the one that is to take its place, so that a
/// version cannot loosen its own guard.
package struct RolloutSettings: Sendable, Hashable {
    /// Kind of entity by whose name a canary chooses whom it decides for.
    package var unit = "account"
    /// A step that will treat more than this share of events otherwise asks a second person, 0...1.
    package var approveAbove = 0.01
    /// Of the canary's events, the share it may act on where the policy in force does not.
    package var newlyMax = 0.02
    /// Of the canary's events, the share it may leave alone where the policy in force acts.
    package var spareMax = 0.02
    /// Microseconds that judging an event may take.
    package var latencyMicrosecondsMax = 2000
    /// Of the canary's events, the share that may take longer.
    package var slowMax = 0.01
    /// The chance that a canary within those shares is ever stopped.
    package var alpha = 0.001

    package init() {}
}
