import Crypto
import Synchronization

/// The secret behind the words that hide names: of the store that the console shows, so that a
/// word means the same after a restart.
enum MaskingSecret {
    private static let held = Mutex<SymmetricKey?>(nil)

    /// Takes the store's secret, unless one was taken or used before: words that were shown stay.
    ///
    /// - Parameter bytes: nil where the store gives none; then it is of chance.
    static func take(_ bytes: [UInt8]?) {
        held.withLock { held in
            guard held == nil, let bytes else { return }
            held = SymmetricKey(data: bytes)
        }
    }

    static var key: SymmetricKey {
        held.withLock { held in
            if let held { return held }
            let made = SymmetricKey(size: .bits256)
            held = made
            return made
        }
    }
}
