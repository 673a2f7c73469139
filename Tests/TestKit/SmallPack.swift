/// The texts of a small pack that is sound; tests replace the files they are about.
package enum SmallPack {
    package static let head = """
        name: small
        version: 1.0.0
        description: A pack for tests.
        owner: tests
        lateness: 1h
        """

    package static let events = """
        entities:
          account: Who acts
          device: What they act on
        events:
          thing.done:
            description: Somebody did something.
            journey: doing
            fields:
              user: { type: string, required: true, max: 64, entity: account }
              device: { type: string, max: 64, entity: device }
              number: { type: int }
              amount: { type: double }
              word: { type: string, max: 64 }
              flag: { type: bool }
              ip: { type: ip }
              at: { type: timestamp }
              price: { type: money }
          thing.seen:
            description: Somebody saw something.
            journey: seeing
            fields:
              user: { type: string, required: true, max: 64, entity: account }
              number: { type: int }
        """

    package static let features = """
        features:
          - name: account.things_1h
            description: Things done in an hour.
            entity: account
            on: thing.done
            aggregate: count
            window: 1h
        """

    package static let rules = """
        rules:
          - id: large
            description: A large number.
            owner: tests
            severity: high
            mode: live
            on: doing
            when: event.number > 100
            signal: { name: large, weight: 0.5 }
            reason: "{event.number} by {event.user}"
        """

    package static let policy = """
        policy:
          doing:
            - { action: review, when: score >= 0.5 }
          seeing: []
        """

    /// The whole pack, with the given files in place of its own.
    package static func texts(
        head: String = head, events: String = events, features: String = features,
        rules: String = rules, policy: String = policy, tests: String? = nil
    ) -> [String: String] {
        var texts = [
            "pack.yaml": head, "events.yaml": events, "features.yaml": features,
            "rules.yaml": rules, "policy.yaml": policy,
        ]
        texts["tests.yaml"] = tests
        return texts
    }

    /// One rule as YAML, to be put behind `rules:`.
    package static func rule(
        _ id: String, when condition: String, signal: String = "odd", weight: Double = 0.5,
        mode: String = "live", reason: String = "because", local: String? = nil
    ) -> String {
        let locals = local.map { "\n    let: { \($0) }" } ?? ""
        return """

              - id: \(id)
                description: A rule.
                owner: tests
                severity: low
                mode: \(mode)
                on: doing\(locals)
                when: '\(condition)'
                signal: { name: \(signal), weight: \(weight) }
                reason: "\(reason)"
            """
    }
}

/// An event of ``SmallPack`` as the JSON of a CloudEvent.
package func event(
    _ id: String, type: String = "thing.done", time: String = "2026-03-02T00:00:00Z",
    data: String = #""user":"u1""#
) -> String {
    #"{"specversion":"1.0","id":"\#(id)","source":"test","type":"\#(type)","#
        + #""time":"\#(time)","data":{\#(data)}}"#
}
