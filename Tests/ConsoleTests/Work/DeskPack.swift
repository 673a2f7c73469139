/// A pack whose large payments are held, with two queues.
enum DeskPack {
    static let texts = [
        "pack.yaml": """
        name: desk
        version: 1.0.0
        description: Large payments.
        owner: tests
        lateness: 1h
        """,
        "events.yaml": """
        entities:
          account: Who pays
          device: What they pay on
        events:
          payment.made:
            description: Somebody paid.
            journey: payment
            fields:
              user: { type: string, required: true, max: 64, entity: account, privacy: pseudonym }
              device: { type: string, max: 64, entity: device, privacy: pseudonym }
              amount: { type: int, required: true }
        """,
        "lists.yaml": """
        lists:
          known_friends:
            description: Who is not asked.
            kind: string
            version: 1
            entries:
              - ann@example.org # a good friend
              - bob@example.org
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
        "cases.yaml": """
        unit: EUR
        calendars:
          - { name: always, hours: { mon-sun: "00:00-24:00" } }
        queues:
          - name: triage
            description: What comes first.
            calendar: always
            first_touch: 4h
            close: 2d
            checklist: [Look at the payments]
          - name: payments
            description: Payments that somebody must know of.
            calendar: always
            first_touch: 1h
            close: 1d
        dispositions:
          - { name: fraud, description: Paid with what is not theirs., means: confirmed }
          - { name: honest, description: A person who pays much., means: cleared }
          - { name: unclear, description: Nobody can tell., means: inconclusive }
        escalations:
          - name: legal
            severity: 1
            tells: [lena]
            within: 1h
            runbook: [Call the bank, Write down what they say]
        openings:
          - { origin: policy, actions: [hold] }
          - { origin: appeal }
        four_eyes: [suspend]
        """,
    ]
}
