/// Bounds and times of sign-in, by name.
package struct AccessSettings: Sendable {
    package var scrypt = ScryptParameters()
    /// A session that nobody uses for so long ends, milliseconds.
    package var sessionIdle: Int64 = 30 * 60_000
    /// A session ends after so long in any case, milliseconds.
    package var sessionAge: Int64 = 12 * 3_600_000
    /// How exact the time of last use of a session or key is kept, milliseconds.
    package var seenEvery: Int64 = 60_000
    /// Sessions of one person; beyond, the one used longest ago ends.
    package var sessionsMax = 20
    /// People there may be.
    package var peopleMax = 10_000
    /// Keys there may be, revoked ones too.
    package var keysMax = 1_000
    /// A link to set one's password is good for so long, milliseconds.
    package var inviteAge: Int64 = 72 * 3_600_000
    /// Between password and code, and between here and an OpenID provider, milliseconds.
    package var pendingAge: Int64 = 5 * 60_000
    /// Sign-ins that may be half done at one time.
    package var pendingMax = 1_000
    /// Passwords that may wait to be hashed.
    package var hashingWaitingMax = 64
    /// How often changes by other programs are looked for, milliseconds.
    package var followEvery: Int64 = 1_000
    package var throttle = ThrottleSettings()

    package init() {}
}
