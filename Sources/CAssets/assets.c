// Files of the console, embedded; written by script/list_assets.
#include "CAssets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char modules_appeal_js[] = {
#embed "modules/appeal.js"
};
static const unsigned char modules_case_js[] = {
#embed "modules/case.js"
};
static const unsigned char modules_entity_js[] = {
#embed "modules/entity.js"
};
static const unsigned char modules_explorer_js[] = {
#embed "modules/explorer.js"
};
static const unsigned char modules_kit_js[] = {
#embed "modules/kit.js"
};
static const unsigned char modules_lab_complete_js[] = {
#embed "modules/lab-complete.js"
};
static const unsigned char modules_lab_editor_js[] = {
#embed "modules/lab-editor.js"
};
static const unsigned char modules_lab_paint_js[] = {
#embed "modules/lab-paint.js"
};
static const unsigned char modules_queue_js[] = {
#embed "modules/queue.js"
};
static const unsigned char modules_ring_js[] = {
#embed "modules/ring.js"
};
static const unsigned char modules_ring_graph_js[] = {
#embed "modules/ring_graph.js"
};
static const unsigned char modules_ring_layout_js[] = {
#embed "modules/ring_layout.js"
};
static const unsigned char modules_ring_parts_js[] = {
#embed "modules/ring_parts.js"
};
static const unsigned char modules_ring_strip_js[] = {
#embed "modules/ring_strip.js"
};
static const unsigned char modules_rings_js[] = {
#embed "modules/rings.js"
};
static const unsigned char modules_second_review_js[] = {
#embed "modules/second-review.js"
};
static const unsigned char modules_settings_js[] = {
#embed "modules/settings.js"
};
static const unsigned char modules_shell_js[] = {
#embed "modules/shell.js"
};
static const unsigned char modules_watch_js[] = {
#embed "modules/watch.js"
};
static const unsigned char style_assay_css[] = {
#embed "style/assay.css"
};
static const unsigned char templates_access_me_mustache[] = {
#embed "templates/access/me.mustache"
};
static const unsigned char templates_access_second_factor_mustache[] = {
#embed "templates/access/second-factor.mustache"
};
static const unsigned char templates_access_settings_about_mustache[] = {
#embed "templates/access/settings-about.mustache"
};
static const unsigned char templates_access_settings_keys_mustache[] = {
#embed "templates/access/settings-keys.mustache"
};
static const unsigned char templates_access_settings_roles_mustache[] = {
#embed "templates/access/settings-roles.mustache"
};
static const unsigned char templates_access_settings_mustache[] = {
#embed "templates/access/settings.mustache"
};
static const unsigned char templates_access_setup_mustache[] = {
#embed "templates/access/setup.mustache"
};
static const unsigned char templates_access_sign_in_code_mustache[] = {
#embed "templates/access/sign-in-code.mustache"
};
static const unsigned char templates_access_sign_in_mustache[] = {
#embed "templates/access/sign-in.mustache"
};
static const unsigned char templates_acting_appeal_mustache[] = {
#embed "templates/acting/appeal.mustache"
};
static const unsigned char templates_acting_appeals_mustache[] = {
#embed "templates/acting/appeals.mustache"
};
static const unsigned char templates_acting_attempts_mustache[] = {
#embed "templates/acting/attempts.mustache"
};
static const unsigned char templates_acting_deliveries_mustache[] = {
#embed "templates/acting/deliveries.mustache"
};
static const unsigned char templates_acting_delivery_mustache[] = {
#embed "templates/acting/delivery.mustache"
};
static const unsigned char templates_acting_enforcement_mustache[] = {
#embed "templates/acting/enforcement.mustache"
};
static const unsigned char templates_acting_enforcements_mustache[] = {
#embed "templates/acting/enforcements.mustache"
};
static const unsigned char templates_acting_measure_mustache[] = {
#embed "templates/acting/measure.mustache"
};
static const unsigned char templates_acting_strikes_mustache[] = {
#embed "templates/acting/strikes.mustache"
};
static const unsigned char templates_asking_explorer_answer_mustache[] = {
#embed "templates/asking/explorer-answer.mustache"
};
static const unsigned char templates_asking_explorer_queries_mustache[] = {
#embed "templates/asking/explorer-queries.mustache"
};
static const unsigned char templates_asking_explorer_mustache[] = {
#embed "templates/asking/explorer.mustache"
};
static const unsigned char templates_asking_list_draft_mustache[] = {
#embed "templates/asking/list-draft.mustache"
};
static const unsigned char templates_asking_list_mustache[] = {
#embed "templates/asking/list.mustache"
};
static const unsigned char templates_asking_lists_mustache[] = {
#embed "templates/asking/lists.mustache"
};
static const unsigned char templates_cases_appeal_brief_mustache[] = {
#embed "templates/cases/appeal-brief.mustache"
};
static const unsigned char templates_cases_bulk_mustache[] = {
#embed "templates/cases/bulk.mustache"
};
static const unsigned char templates_cases_case_actions_mustache[] = {
#embed "templates/cases/case-actions.mustache"
};
static const unsigned char templates_cases_case_cells_mustache[] = {
#embed "templates/cases/case-cells.mustache"
};
static const unsigned char templates_cases_case_head_mustache[] = {
#embed "templates/cases/case-head.mustache"
};
static const unsigned char templates_cases_case_hidden_mustache[] = {
#embed "templates/cases/case-hidden.mustache"
};
static const unsigned char templates_cases_case_mustache[] = {
#embed "templates/cases/case.mustache"
};
static const unsigned char templates_cases_closed_note_mustache[] = {
#embed "templates/cases/closed-note.mustache"
};
static const unsigned char templates_cases_entity_mustache[] = {
#embed "templates/cases/entity.mustache"
};
static const unsigned char templates_cases_evidence_mustache[] = {
#embed "templates/cases/evidence.mustache"
};
static const unsigned char templates_cases_happening_mustache[] = {
#embed "templates/cases/happening.mustache"
};
static const unsigned char templates_cases_mine_mustache[] = {
#embed "templates/cases/mine.mustache"
};
static const unsigned char templates_cases_queue_mustache[] = {
#embed "templates/cases/queue.mustache"
};
static const unsigned char templates_cases_queues_mustache[] = {
#embed "templates/cases/queues.mustache"
};
static const unsigned char templates_cases_reports_mustache[] = {
#embed "templates/cases/reports.mustache"
};
static const unsigned char templates_cases_subject_facts_mustache[] = {
#embed "templates/cases/subject-facts.mustache"
};
static const unsigned char templates_cases_subject_line_mustache[] = {
#embed "templates/cases/subject-line.mustache"
};
static const unsigned char templates_cases_waiting_line_mustache[] = {
#embed "templates/cases/waiting-line.mustache"
};
static const unsigned char templates_cases_waiting_lines_mustache[] = {
#embed "templates/cases/waiting-lines.mustache"
};
static const unsigned char templates_clock_bar_mustache[] = {
#embed "templates/clock-bar.mustache"
};
static const unsigned char templates_clock_mustache[] = {
#embed "templates/clock.mustache"
};
static const unsigned char templates_decisions_decision_why_mustache[] = {
#embed "templates/decisions/decision-why.mustache"
};
static const unsigned char templates_decisions_decision_mustache[] = {
#embed "templates/decisions/decision.mustache"
};
static const unsigned char templates_decisions_decisions_mustache[] = {
#embed "templates/decisions/decisions.mustache"
};
static const unsigned char templates_decisions_rule_trace_mustache[] = {
#embed "templates/decisions/rule-trace.mustache"
};
static const unsigned char templates_entities_page_mustache[] = {
#embed "templates/entities/page.mustache"
};
static const unsigned char templates_entities_strip_head_mustache[] = {
#embed "templates/entities/strip-head.mustache"
};
static const unsigned char templates_entities_strip_mustache[] = {
#embed "templates/entities/strip.mustache"
};
static const unsigned char templates_lab_check_mustache[] = {
#embed "templates/lab/check.mustache"
};
static const unsigned char templates_lab_editor_mustache[] = {
#embed "templates/lab/editor.mustache"
};
static const unsigned char templates_lab_impact_mustache[] = {
#embed "templates/lab/impact.mustache"
};
static const unsigned char templates_lab_kept_mustache[] = {
#embed "templates/lab/kept.mustache"
};
static const unsigned char templates_lab_ledger_mustache[] = {
#embed "templates/lab/ledger.mustache"
};
static const unsigned char templates_lab_preview_mustache[] = {
#embed "templates/lab/preview.mustache"
};
static const unsigned char templates_lab_proposal_mustache[] = {
#embed "templates/lab/proposal.mustache"
};
static const unsigned char templates_lab_rule_mustache[] = {
#embed "templates/lab/rule.mustache"
};
static const unsigned char templates_lab_rules_mustache[] = {
#embed "templates/lab/rules.mustache"
};
static const unsigned char templates_lab_step_mustache[] = {
#embed "templates/lab/step.mustache"
};
static const unsigned char templates_lab_strikes_mustache[] = {
#embed "templates/lab/strikes.mustache"
};
static const unsigned char templates_lab_version_mustache[] = {
#embed "templates/lab/version.mustache"
};
static const unsigned char templates_lab_versions_mustache[] = {
#embed "templates/lab/versions.mustache"
};
static const unsigned char templates_models_list_mustache[] = {
#embed "templates/models/list.mustache"
};
static const unsigned char templates_models_one_mustache[] = {
#embed "templates/models/one.mustache"
};
static const unsigned char templates_models_watch_mustache[] = {
#embed "templates/models/watch.mustache"
};
static const unsigned char templates_pager_mustache[] = {
#embed "templates/pager.mustache"
};
static const unsigned char templates_problem_mustache[] = {
#embed "templates/problem.mustache"
};
static const unsigned char templates_rings_evidence_cards_mustache[] = {
#embed "templates/rings/evidence-cards.mustache"
};
static const unsigned char templates_rings_order_effect_mustache[] = {
#embed "templates/rings/order-effect.mustache"
};
static const unsigned char templates_rings_order_mustache[] = {
#embed "templates/rings/order.mustache"
};
static const unsigned char templates_rings_ring_acts_mustache[] = {
#embed "templates/rings/ring-acts.mustache"
};
static const unsigned char templates_rings_ring_choices_mustache[] = {
#embed "templates/rings/ring-choices.mustache"
};
static const unsigned char templates_rings_ring_order_mustache[] = {
#embed "templates/rings/ring-order.mustache"
};
static const unsigned char templates_rings_ring_mustache[] = {
#embed "templates/rings/ring.mustache"
};
static const unsigned char templates_rings_rings_mustache[] = {
#embed "templates/rings/rings.mustache"
};
static const unsigned char templates_running_audit_line_mustache[] = {
#embed "templates/running/audit-line.mustache"
};
static const unsigned char templates_running_audit_mustache[] = {
#embed "templates/running/audit.mustache"
};
static const unsigned char templates_running_operations_mustache[] = {
#embed "templates/running/operations.mustache"
};
static const unsigned char templates_running_quality_mustache[] = {
#embed "templates/running/quality.mustache"
};
static const unsigned char templates_running_second_review_mustache[] = {
#embed "templates/running/second-review.mustache"
};
static const unsigned char templates_running_tile_mustache[] = {
#embed "templates/running/tile.mustache"
};
static const unsigned char templates_running_today_mustache[] = {
#embed "templates/running/today.mustache"
};
static const unsigned char templates_shell_mustache[] = {
#embed "templates/shell.mustache"
};
static const unsigned char templates_sign_mustache[] = {
#embed "templates/sign.mustache"
};
static const unsigned char templates_time_mustache[] = {
#embed "templates/time.mustache"
};

static const assay_asset assets[] = {
    {"modules/appeal.js", modules_appeal_js, sizeof modules_appeal_js},
    {"modules/case.js", modules_case_js, sizeof modules_case_js},
    {"modules/entity.js", modules_entity_js, sizeof modules_entity_js},
    {"modules/explorer.js", modules_explorer_js, sizeof modules_explorer_js},
    {"modules/kit.js", modules_kit_js, sizeof modules_kit_js},
    {"modules/lab-complete.js", modules_lab_complete_js, sizeof modules_lab_complete_js},
    {"modules/lab-editor.js", modules_lab_editor_js, sizeof modules_lab_editor_js},
    {"modules/lab-paint.js", modules_lab_paint_js, sizeof modules_lab_paint_js},
    {"modules/queue.js", modules_queue_js, sizeof modules_queue_js},
    {"modules/ring.js", modules_ring_js, sizeof modules_ring_js},
    {"modules/ring_graph.js", modules_ring_graph_js, sizeof modules_ring_graph_js},
    {"modules/ring_layout.js", modules_ring_layout_js, sizeof modules_ring_layout_js},
    {"modules/ring_parts.js", modules_ring_parts_js, sizeof modules_ring_parts_js},
    {"modules/ring_strip.js", modules_ring_strip_js, sizeof modules_ring_strip_js},
    {"modules/rings.js", modules_rings_js, sizeof modules_rings_js},
    {"modules/second-review.js", modules_second_review_js, sizeof modules_second_review_js},
    {"modules/settings.js", modules_settings_js, sizeof modules_settings_js},
    {"modules/shell.js", modules_shell_js, sizeof modules_shell_js},
    {"modules/watch.js", modules_watch_js, sizeof modules_watch_js},
    {"style/assay.css", style_assay_css, sizeof style_assay_css},
    {"templates/access/me.mustache", templates_access_me_mustache, sizeof templates_access_me_mustache},
    {"templates/access/second-factor.mustache", templates_access_second_factor_mustache, sizeof templates_access_second_factor_mustache},
    {"templates/access/settings-about.mustache", templates_access_settings_about_mustache, sizeof templates_access_settings_about_mustache},
    {"templates/access/settings-keys.mustache", templates_access_settings_keys_mustache, sizeof templates_access_settings_keys_mustache},
    {"templates/access/settings-roles.mustache", templates_access_settings_roles_mustache, sizeof templates_access_settings_roles_mustache},
    {"templates/access/settings.mustache", templates_access_settings_mustache, sizeof templates_access_settings_mustache},
    {"templates/access/setup.mustache", templates_access_setup_mustache, sizeof templates_access_setup_mustache},
    {"templates/access/sign-in-code.mustache", templates_access_sign_in_code_mustache, sizeof templates_access_sign_in_code_mustache},
    {"templates/access/sign-in.mustache", templates_access_sign_in_mustache, sizeof templates_access_sign_in_mustache},
    {"templates/acting/appeal.mustache", templates_acting_appeal_mustache, sizeof templates_acting_appeal_mustache},
    {"templates/acting/appeals.mustache", templates_acting_appeals_mustache, sizeof templates_acting_appeals_mustache},
    {"templates/acting/attempts.mustache", templates_acting_attempts_mustache, sizeof templates_acting_attempts_mustache},
    {"templates/acting/deliveries.mustache", templates_acting_deliveries_mustache, sizeof templates_acting_deliveries_mustache},
    {"templates/acting/delivery.mustache", templates_acting_delivery_mustache, sizeof templates_acting_delivery_mustache},
    {"templates/acting/enforcement.mustache", templates_acting_enforcement_mustache, sizeof templates_acting_enforcement_mustache},
    {"templates/acting/enforcements.mustache", templates_acting_enforcements_mustache, sizeof templates_acting_enforcements_mustache},
    {"templates/acting/measure.mustache", templates_acting_measure_mustache, sizeof templates_acting_measure_mustache},
    {"templates/acting/strikes.mustache", templates_acting_strikes_mustache, sizeof templates_acting_strikes_mustache},
    {"templates/asking/explorer-answer.mustache", templates_asking_explorer_answer_mustache, sizeof templates_asking_explorer_answer_mustache},
    {"templates/asking/explorer-queries.mustache", templates_asking_explorer_queries_mustache, sizeof templates_asking_explorer_queries_mustache},
    {"templates/asking/explorer.mustache", templates_asking_explorer_mustache, sizeof templates_asking_explorer_mustache},
    {"templates/asking/list-draft.mustache", templates_asking_list_draft_mustache, sizeof templates_asking_list_draft_mustache},
    {"templates/asking/list.mustache", templates_asking_list_mustache, sizeof templates_asking_list_mustache},
    {"templates/asking/lists.mustache", templates_asking_lists_mustache, sizeof templates_asking_lists_mustache},
    {"templates/cases/appeal-brief.mustache", templates_cases_appeal_brief_mustache, sizeof templates_cases_appeal_brief_mustache},
    {"templates/cases/bulk.mustache", templates_cases_bulk_mustache, sizeof templates_cases_bulk_mustache},
    {"templates/cases/case-actions.mustache", templates_cases_case_actions_mustache, sizeof templates_cases_case_actions_mustache},
    {"templates/cases/case-cells.mustache", templates_cases_case_cells_mustache, sizeof templates_cases_case_cells_mustache},
    {"templates/cases/case-head.mustache", templates_cases_case_head_mustache, sizeof templates_cases_case_head_mustache},
    {"templates/cases/case-hidden.mustache", templates_cases_case_hidden_mustache, sizeof templates_cases_case_hidden_mustache},
    {"templates/cases/case.mustache", templates_cases_case_mustache, sizeof templates_cases_case_mustache},
    {"templates/cases/closed-note.mustache", templates_cases_closed_note_mustache, sizeof templates_cases_closed_note_mustache},
    {"templates/cases/entity.mustache", templates_cases_entity_mustache, sizeof templates_cases_entity_mustache},
    {"templates/cases/evidence.mustache", templates_cases_evidence_mustache, sizeof templates_cases_evidence_mustache},
    {"templates/cases/happening.mustache", templates_cases_happening_mustache, sizeof templates_cases_happening_mustache},
    {"templates/cases/mine.mustache", templates_cases_mine_mustache, sizeof templates_cases_mine_mustache},
    {"templates/cases/queue.mustache", templates_cases_queue_mustache, sizeof templates_cases_queue_mustache},
    {"templates/cases/queues.mustache", templates_cases_queues_mustache, sizeof templates_cases_queues_mustache},
    {"templates/cases/reports.mustache", templates_cases_reports_mustache, sizeof templates_cases_reports_mustache},
    {"templates/cases/subject-facts.mustache", templates_cases_subject_facts_mustache, sizeof templates_cases_subject_facts_mustache},
    {"templates/cases/subject-line.mustache", templates_cases_subject_line_mustache, sizeof templates_cases_subject_line_mustache},
    {"templates/cases/waiting-line.mustache", templates_cases_waiting_line_mustache, sizeof templates_cases_waiting_line_mustache},
    {"templates/cases/waiting-lines.mustache", templates_cases_waiting_lines_mustache, sizeof templates_cases_waiting_lines_mustache},
    {"templates/clock-bar.mustache", templates_clock_bar_mustache, sizeof templates_clock_bar_mustache},
    {"templates/clock.mustache", templates_clock_mustache, sizeof templates_clock_mustache},
    {"templates/decisions/decision-why.mustache", templates_decisions_decision_why_mustache, sizeof templates_decisions_decision_why_mustache},
    {"templates/decisions/decision.mustache", templates_decisions_decision_mustache, sizeof templates_decisions_decision_mustache},
    {"templates/decisions/decisions.mustache", templates_decisions_decisions_mustache, sizeof templates_decisions_decisions_mustache},
    {"templates/decisions/rule-trace.mustache", templates_decisions_rule_trace_mustache, sizeof templates_decisions_rule_trace_mustache},
    {"templates/entities/page.mustache", templates_entities_page_mustache, sizeof templates_entities_page_mustache},
    {"templates/entities/strip-head.mustache", templates_entities_strip_head_mustache, sizeof templates_entities_strip_head_mustache},
    {"templates/entities/strip.mustache", templates_entities_strip_mustache, sizeof templates_entities_strip_mustache},
    {"templates/lab/check.mustache", templates_lab_check_mustache, sizeof templates_lab_check_mustache},
    {"templates/lab/editor.mustache", templates_lab_editor_mustache, sizeof templates_lab_editor_mustache},
    {"templates/lab/impact.mustache", templates_lab_impact_mustache, sizeof templates_lab_impact_mustache},
    {"templates/lab/kept.mustache", templates_lab_kept_mustache, sizeof templates_lab_kept_mustache},
    {"templates/lab/ledger.mustache", templates_lab_ledger_mustache, sizeof templates_lab_ledger_mustache},
    {"templates/lab/preview.mustache", templates_lab_preview_mustache, sizeof templates_lab_preview_mustache},
    {"templates/lab/proposal.mustache", templates_lab_proposal_mustache, sizeof templates_lab_proposal_mustache},
    {"templates/lab/rule.mustache", templates_lab_rule_mustache, sizeof templates_lab_rule_mustache},
    {"templates/lab/rules.mustache", templates_lab_rules_mustache, sizeof templates_lab_rules_mustache},
    {"templates/lab/step.mustache", templates_lab_step_mustache, sizeof templates_lab_step_mustache},
    {"templates/lab/strikes.mustache", templates_lab_strikes_mustache, sizeof templates_lab_strikes_mustache},
    {"templates/lab/version.mustache", templates_lab_version_mustache, sizeof templates_lab_version_mustache},
    {"templates/lab/versions.mustache", templates_lab_versions_mustache, sizeof templates_lab_versions_mustache},
    {"templates/models/list.mustache", templates_models_list_mustache, sizeof templates_models_list_mustache},
    {"templates/models/one.mustache", templates_models_one_mustache, sizeof templates_models_one_mustache},
    {"templates/models/watch.mustache", templates_models_watch_mustache, sizeof templates_models_watch_mustache},
    {"templates/pager.mustache", templates_pager_mustache, sizeof templates_pager_mustache},
    {"templates/problem.mustache", templates_problem_mustache, sizeof templates_problem_mustache},
    {"templates/rings/evidence-cards.mustache", templates_rings_evidence_cards_mustache, sizeof templates_rings_evidence_cards_mustache},
    {"templates/rings/order-effect.mustache", templates_rings_order_effect_mustache, sizeof templates_rings_order_effect_mustache},
    {"templates/rings/order.mustache", templates_rings_order_mustache, sizeof templates_rings_order_mustache},
    {"templates/rings/ring-acts.mustache", templates_rings_ring_acts_mustache, sizeof templates_rings_ring_acts_mustache},
    {"templates/rings/ring-choices.mustache", templates_rings_ring_choices_mustache, sizeof templates_rings_ring_choices_mustache},
    {"templates/rings/ring-order.mustache", templates_rings_ring_order_mustache, sizeof templates_rings_ring_order_mustache},
    {"templates/rings/ring.mustache", templates_rings_ring_mustache, sizeof templates_rings_ring_mustache},
    {"templates/rings/rings.mustache", templates_rings_rings_mustache, sizeof templates_rings_rings_mustache},
    {"templates/running/audit-line.mustache", templates_running_audit_line_mustache, sizeof templates_running_audit_line_mustache},
    {"templates/running/audit.mustache", templates_running_audit_mustache, sizeof templates_running_audit_mustache},
    {"templates/running/operations.mustache", templates_running_operations_mustache, sizeof templates_running_operations_mustache},
    {"templates/running/quality.mustache", templates_running_quality_mustache, sizeof templates_running_quality_mustache},
    {"templates/running/second-review.mustache", templates_running_second_review_mustache, sizeof templates_running_second_review_mustache},
    {"templates/running/tile.mustache", templates_running_tile_mustache, sizeof templates_running_tile_mustache},
    {"templates/running/today.mustache", templates_running_today_mustache, sizeof templates_running_today_mustache},
    {"templates/shell.mustache", templates_shell_mustache, sizeof templates_shell_mustache},
    {"templates/sign.mustache", templates_sign_mustache, sizeof templates_sign_mustache},
    {"templates/time.mustache", templates_time_mustache, sizeof templates_time_mustache},
};

const assay_asset *assay_assets(void) { return assets; }
size_t assay_assets_count(void) { return sizeof assets / sizeof *assets; }
