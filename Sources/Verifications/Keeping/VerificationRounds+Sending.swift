import Deliveries
import Vocabulary

// Requests to vendors.

extension VerificationRounds {
    /// One batch for each vendor, all at once: one that is slow holds the others up for as long as
    /// its own time-out, once a round.
    func send(_ round: inout VerificationRound, _ check: () throws -> Void) throws {
        try check()
        let terms = try verifier.terms()
        let unsent = try verifier.archive.unsent(
            at: terms.now, perVendor: Self.sentAtOnce, limit: Self.sentMax)
        var ready: [(check: VendorCheck, request: OutgoingCheck)] = []
        for item in unsent {
            do {
                ready.append((item.check, try request(item.check, item.data, terms)))
            } catch {
                try keep(.refused(error.message), of: item.check, terms)
                round.sendingFailed += 1
            }
        }
        if ready.isEmpty { return }
        let outcomes = client.send(ready.map(\.request))
        let after = try verifier.terms()
        for (item, outcome) in zip(ready, outcomes) {
            try keep(outcome, of: item.check, after)
            if outcome == .taken { round.sent += 1 } else { round.sendingFailed += 1 }
        }
    }

    /// - Throws: ``Fault`` when it must not be sent: the pack has the vendor no more, or the
    ///   deployment does not say where it is and what signs.
    private func request(
        _ check: VendorCheck, _ data: String, _ terms: Terms
    ) throws(Fault) -> OutgoingCheck {
        guard let vendor = terms.vendor(check.vendor) else {
            throw Fault(.notFound, "it is no vendor of the pack any more")
        }
        guard let entry = verifier.access.entries[vendor.name], let secret = entry.secrets.first
        else {
            throw Fault(.notFound, "it has no secret in the file of --vendors")
        }
        guard let address = entry.address else {
            throw Fault(.notFound, "it has no address in the file of --vendors")
        }
        let body = Array(data.utf8)
        let headers = try WebhookSigning.headers(
            id: check.reference, seconds: terms.now / 1000, body: body, secrets: [secret])
        return OutgoingCheck(
            request: WebhookRequest(address: address, headers: headers, body: body),
            timeout: vendor.timeout)
    }

    private func keep(
        _ outcome: SendingOutcome, of sent: VendorCheck, _ terms: Terms
    ) throws {
        let vendor = terms.vendor(sent.vendor)
        var isGivenUp = false
        try verifier.archive.changing { rows in
            isGivenUp = false
            // The answer may have been quicker than the end of the request.
            guard var check = try rows.check(reference: sent.reference), check.answeredAt == nil,
                check.sendAt != nil
            else { return }
            check.tries += 1
            if outcome == .taken {
                (check.sendAt, check.sentAt) = (nil, terms.now)
                check.silentAt = terms.now + (vendor?.silence ?? 0)
            } else if case .failed = outcome, check.tries < vendor?.tries ?? 1 {
                check.sendAt =
                    terms.now + VendorRequest.pause(after: check.tries, check.reference)
            } else {
                (check.sendAt, check.silentAt) = (nil, terms.now)
                isGivenUp = true
            }
            try rows.update(check)
        }
        switch outcome {
        case .taken: told.endTrouble(with: sent.vendor)
        case .failed(let reason), .refused(let reason):
            guard isGivenUp, told.isNewTrouble(with: sent.vendor) else { return }
            notice(
                "verification: \(sent.vendor) could not be asked for \(sent.reference): \(reason); "
                    + "told again once it has taken a request")
        }
    }
}
