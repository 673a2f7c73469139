import Crypto
import Deliveries
import Vocabulary

extension Verifier {
    /// How far a callback's time may lie from now, seconds.
    package static let toleranceSeconds: Int64 = 300
    /// Ids of callbacks that are remembered: an older one is refused as out of order.
    static let callbacksMax = 1_000_000

    /// Takes what a vendor says. A callback that was taken is answered the same once more, and
    /// changes nothing.
    ///
    /// - Parameters:
    ///   - headers: the three of Standard Webhooks.
    ///   - body: byte for byte as it was sent.
    /// - Returns: what to answer, JSON.
    /// - Throws: ``Fault`` `notFound` for a vendor or reference that is not there, `unauthorized`
    ///   for one that is forged or stale, `invalid` when it cannot be read, `forbidden` when it
    ///   speaks of another's check or account, `conflict` when it is replayed or out of order.
    ///   Nothing was changed then, and ``counts`` has it.
    package func take(
        callbackOf vendor: String, headers: (String) -> String?, body: [UInt8]
    ) throws -> String {
        let isKnown = try terms().definition.vendors.contains { $0.name == vendor }
        do {
            let (answer, outcome) = try taken(vendor, isKnown: isKnown, headers, body)
            counts.count(outcome, vendor: vendor)
            return answer
        } catch let refusal as Refusal {
            counts.count(refusal.outcome, vendor: isKnown ? vendor : "")
            throw refusal.fault
        } catch {
            counts.count(.failed, vendor: isKnown ? vendor : "")
            throw error
        }
    }

    private struct Refusal: Error {
        var outcome: CallbackOutcome
        var fault: Fault
    }

    private func refuse(
        _ outcome: CallbackOutcome, _ code: Fault.Code, _ message: String, fix: String? = nil
    ) -> Refusal {
        Refusal(outcome: outcome, fault: Fault(code, message, fix: fix))
    }

    private func taken(
        _ vendor: String, isKnown: Bool, _ headers: (String) -> String?, _ body: [UInt8]
    ) throws -> (answer: String, CallbackOutcome) {
        guard isKnown, let secrets = access.entries[vendor]?.secrets else {
            throw refuse(
                .unknownVendor, .notFound, "There is no vendor \(vendor.prefix(80)).",
                fix: "See the vendors of verification.yaml.")
        }
        let terms = try terms()
        let proof = try prove(headers, body, secrets, now: terms.now)
        let callback: VendorCallback
        do { callback = try VendorCallback(body: body) } catch {
            throw Refusal(outcome: .unreadable, fault: error)
        }
        let hash = SHA256.hash(data: body).map { Verifier.hexadecimal($0) }.joined()
        return try archive.changing { rows in
            if let before = try rows.callback(vendor: vendor, id: proof.id) {
                guard before.payloadHash == hash else {
                    throw refuse(
                        .replayed, .conflict,
                        "The webhook-id \(proof.id) was used for another message.",
                        fix: "Give each message an id of its own.")
                }
                return (before.answer, .repeated)
            }
            let (check, current) = try find(callback, of: vendor, rows)
            let outcome = try keep(callback, check, current, terms, hash, rows)
            let answer = "{\"reference\":\"\(check.reference)\",\"status\":\"taken\"}"
            try rows.keep(
                TakenCallback(
                    vendor: vendor, id: proof.id, payloadHash: hash, answer: answer,
                    at: terms.now), most: Verifier.callbacksMax)
            return (answer, outcome)
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }

    /// Who sent it, and when: a signature first, so that nobody else learns what we think of time.
    private func prove(
        _ headers: (String) -> String?, _ body: [UInt8], _ secrets: [WebhookSecret], now: Int64
    ) throws -> WebhookVerifier.Proof {
        let proof: WebhookVerifier.Proof
        do {
            let verifier = try WebhookVerifier(secrets: secrets, toleranceSeconds: 1 << 40)
            proof = try verifier.verify(WebhookHeaders(field: headers), body: body, now: now)
        } catch {
            throw Refusal(outcome: .forged, fault: error)
        }
        let apart = (proof.at - now) / 1000
        guard abs(apart) <= Verifier.toleranceSeconds else {
            throw refuse(
                .stale, .unauthorized,
                "The callback was signed \(abs(apart)) s \(apart < 0 ? "ago" : "ahead of now"), "
                    + "more than \(Verifier.toleranceSeconds) s.",
                fix: "Sign each attempt anew, and set the clocks.")
        }
        return proof
    }

    /// The check that a callback speaks of, and whose it is.
    private func find(
        _ callback: VendorCallback, of vendor: String, _ rows: any VerificationRows
    ) throws -> (VendorCheck, Verification) {
        guard let check = try rows.check(reference: callback.reference),
            let current = try rows.verification(id: check.verification)
        else {
            throw refuse(
                .unknownReference, .notFound,
                "There is no check \(callback.reference.prefix(80)).",
                fix: "Send back the reference of our request.")
        }
        guard check.vendor == vendor else {
            throw refuse(
                .otherVendor, .forbidden, "The check \(check.reference) is not yours.",
                fix: "Send back the reference of our request.")
        }
        guard check.account == callback.account else {
            throw refuse(
                .otherAccount, .forbidden,
                "The check \(check.reference) is not of the account that is named.",
                fix: "Send back the account of our request.")
        }
        return (check, current)
    }

    private func keep(
        _ callback: VendorCallback, _ check: VendorCheck, _ current: Verification, _ terms: Terms,
        _ hash: String, _ rows: any VerificationRows
    ) throws -> CallbackOutcome {
        guard check.answeredAt == nil else {
            throw refuse(
                .outOfOrder, .conflict, "The check \(check.reference) was answered before.",
                fix: "A check is answered once.")
        }
        var answered = check
        (answered.answeredAt, answered.hasPassed) = (terms.now, callback.hasPassed)
        (answered.sendAt, answered.silentAt) = (nil, nil)
        try rows.update(answered)
        if check.isShadow { return .shadow }
        guard current.reference == check.reference else {
            throw refuse(
                .outOfOrder, .conflict, "Nobody waits for the check \(check.reference) any more.",
                fix: "Answer sooner.")
        }
        let step: VerificationStep =
            callback.hasPassed ? .pass(reasons: callback.reasons) : .fail(reasons: callback.reasons)
        do {
            _ = try Steps(rows: rows, terms: terms, by: "vendor \(check.vendor)").take(
                step, from: current, current.account, terms.held(current.requirement),
                person: callback.person, payloadHash: hash)
        } catch let fault as Fault where fault.code == .conflict {
            throw Refusal(outcome: .outOfOrder, fault: fault)
        }
        return .taken
    }
}
