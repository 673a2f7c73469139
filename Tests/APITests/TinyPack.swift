/// The smallest pack that has something to say.
enum TinyPack {
    static let texts = [
        "pack.yaml": """
        name: tiny
        version: 1.0.0
        description: Large payments.
        owner: tests
        lateness: 1h
        """,
        "events.yaml": """
        entities:
          account: Who pays
        events:
          payment.made:
            description: Somebody paid.
            journey: payment
            fields:
              user: { type: string, required: true, max: 64, entity: account }
              amount: { type: int, required: true }
        """,
        "features.yaml": """
        features:
          - name: account.payments_1h
            description: Payments in an hour.
            entity: account
            on: payment.made
            aggregate: count
            window: 1h
        """,
        "rules.yaml": """
        rules:
          - id: large_payment
            description: A payment over a thousand.
            owner: tests
            severity: high
            mode: live
            on: payment
            when: event.amount > 1000 && features.account.payments_1h >= 1
            signal: { name: large, weight: 0.9 }
            reason: "{event.user} paid {event.amount}"
        """,
        "policy.yaml": """
        policy:
          payment:
            - { action: hold, when: score >= 0.5 }
        """,
    ]
}
