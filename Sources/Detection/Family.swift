/// What a piece of evidence rests on. Two of one family prove no more than one: they look at the
/// same thing. Only different families together restrict anybody.
package enum Family: String, Sendable, CaseIterable {
    /// They did the same at the same times.
    case lockstep
    /// Their plays pay one pocket.
    case payee
    /// They share devices, instruments or addresses as households do not.
    case infrastructure
    /// They signed up together.
    case arrival
    /// The times of each are a machine's.
    case timing
    /// The pack's rules speak against their plays.
    case rules
    /// Somebody else sits in a person's account.
    case takeover
}
