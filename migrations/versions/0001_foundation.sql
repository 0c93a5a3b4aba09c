-- Frozen: never edit a landed migration; add the next one.

CREATE TABLE portal_plugin.tenant (
    id UUID NOT NULL,
    code TEXT NOT NULL,
    type VARCHAR(32) NOT NULL,
    name TEXT NOT NULL,
    province TEXT NOT NULL,
    amphoe TEXT,
    website TEXT,
    memo_prefix TEXT,
    brand_colour TEXT,
    profile JSONB DEFAULT '{}' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT tenant_pkey PRIMARY KEY (id),
    CONSTRAINT tenant_code_check CHECK (code ~ '^[a-z0-9][a-z0-9-]{1,38}$'),
    CONSTRAINT tenant_code_key UNIQUE (code),
    CONSTRAINT tenant_type_check CHECK (type IN ('PAO', 'CITY_MUNICIPALITY', 'TOWN_MUNICIPALITY', 'SUBDISTRICT_MUNICIPALITY', 'SAO', 'PATTAYA', 'PROVINCE_OFFICE'))
);

CREATE TABLE portal_plugin.audit_event (
    act TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_id UUID,
    actor_id TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    detail JSONB DEFAULT '{}' NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT audit_event_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT audit_event_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE INDEX audit_event_tenant_id_at_idx ON portal_plugin.audit_event (tenant_id, at);

CREATE INDEX audit_event_tenant_id_subject_subject_id_idx ON portal_plugin.audit_event (tenant_id, subject, subject_id);

CREATE TABLE portal_plugin.department (
    name TEXT NOT NULL,
    kind VARCHAR(32) NOT NULL,
    parent_id UUID,
    aliases TEXT[] DEFAULT '{}' NOT NULL,
    head_name TEXT,
    active BOOLEAN DEFAULT true NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT department_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT department_tenant_id_name_key UNIQUE (tenant_id, name),
    CONSTRAINT department_tenant_id_parent_id_fkey FOREIGN KEY(tenant_id, parent_id) REFERENCES portal_plugin.department (tenant_id, id),
    CONSTRAINT department_kind_check CHECK (kind IN ('BUREAU', 'DIVISION', 'UNIT', 'SECTION', 'SUBSECTION')),
    CONSTRAINT department_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.ita_assessment (
    fiscal_year INTEGER NOT NULL,
    total NUMERIC(5, 2),
    level TEXT,
    iit NUMERIC(5, 2),
    eit NUMERIC(5, 2),
    oit NUMERIC(5, 2),
    recorded_by TEXT NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT ita_assessment_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT ita_assessment_tenant_id_fiscal_year_key UNIQUE (tenant_id, fiscal_year),
    CONSTRAINT ita_assessment_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.login_failure (
    handle TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT login_failure_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT login_failure_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE INDEX login_failure_tenant_id_handle_at_idx ON portal_plugin.login_failure (tenant_id, handle, at);

CREATE TABLE portal_plugin.plan (
    instrument VARCHAR(32) NOT NULL,
    title TEXT NOT NULL,
    year_from INTEGER NOT NULL,
    year_to INTEGER NOT NULL,
    state VARCHAR(32) NOT NULL,
    announced_on DATE,
    preface TEXT DEFAULT '' NOT NULL,
    rationale TEXT DEFAULT '' NOT NULL,
    objectives TEXT[] DEFAULT '{}' NOT NULL,
    goals TEXT[] DEFAULT '{}' NOT NULL,
    benefits TEXT[] DEFAULT '{}' NOT NULL,
    eplan_ref TEXT,
    document_sha256 TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    created_by TEXT NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT plan_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT plan_tenant_id_instrument_year_from_year_to_key UNIQUE (tenant_id, instrument, year_from, year_to),
    CONSTRAINT plan_years_check CHECK (year_from between 2500 and 2699 and year_to >= year_from),
    CONSTRAINT plan_instrument_check CHECK (instrument IN ('PLAN_5Y', 'ITA_MEASURES')),
    CONSTRAINT plan_state_check CHECK (state IN ('DRAFT', 'APPROVED', 'ANNOUNCED', 'REGISTERED', 'AMENDED')),
    CONSTRAINT plan_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.round (
    fiscal_year INTEGER NOT NULL,
    code VARCHAR(32) NOT NULL,
    starts DATE NOT NULL,
    ends DATE NOT NULL,
    internal_due DATE NOT NULL,
    national_due DATE NOT NULL,
    state VARCHAR(32) NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    opened_by TEXT NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT round_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT round_tenant_id_fiscal_year_code_key UNIQUE (tenant_id, fiscal_year, code),
    CONSTRAINT round_code_check CHECK (code IN ('6M', '12M')),
    CONSTRAINT round_state_check CHECK (state IN ('OPEN', 'CLOSED', 'COMPILED', 'SUBMITTED', 'ACCEPTED')),
    CONSTRAINT round_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.account (
    username TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    display_name TEXT NOT NULL,
    roles TEXT[] NOT NULL,
    department_id UUID,
    totp_secret TEXT,
    session_epoch INTEGER DEFAULT 1 NOT NULL,
    active BOOLEAN DEFAULT true NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT account_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT account_tenant_id_username_key UNIQUE (tenant_id, username),
    CONSTRAINT account_tenant_id_department_id_fkey FOREIGN KEY(tenant_id, department_id) REFERENCES portal_plugin.department (tenant_id, id),
    CONSTRAINT account_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.dimension (
    plan_id UUID NOT NULL,
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT dimension_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT dimension_tenant_id_plan_id_fkey FOREIGN KEY(tenant_id, plan_id) REFERENCES portal_plugin.plan (tenant_id, id),
    CONSTRAINT dimension_tenant_id_plan_id_number_key UNIQUE (tenant_id, plan_id, number),
    CONSTRAINT dimension_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.import_run (
    plan_id UUID NOT NULL,
    filename TEXT NOT NULL,
    document_sha256 TEXT NOT NULL,
    findings JSONB NOT NULL,
    accepted TEXT[] DEFAULT '{}' NOT NULL,
    imported_by TEXT NOT NULL,
    imported_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT import_run_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT import_run_tenant_id_plan_id_fkey FOREIGN KEY(tenant_id, plan_id) REFERENCES portal_plugin.plan (tenant_id, id),
    CONSTRAINT import_run_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE INDEX import_run_tenant_id_document_sha256_idx ON portal_plugin.import_run (tenant_id, document_sha256);

CREATE TABLE portal_plugin.indicator_score (
    assessment_id UUID NOT NULL,
    number INTEGER NOT NULL,
    instrument VARCHAR(32) NOT NULL,
    name TEXT NOT NULL,
    score NUMERIC(5, 2) NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT indicator_score_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT indicator_score_tenant_id_assessment_id_fkey FOREIGN KEY(tenant_id, assessment_id) REFERENCES portal_plugin.ita_assessment (tenant_id, id),
    CONSTRAINT indicator_score_tenant_id_assessment_id_number_key UNIQUE (tenant_id, assessment_id, number),
    CONSTRAINT indicator_score_number_check CHECK (number between 1 and 10),
    CONSTRAINT indicator_score_instrument_check CHECK (instrument IN ('IIT', 'EIT', 'OIT')),
    CONSTRAINT indicator_score_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.ita_issue (
    assessment_id UUID NOT NULL,
    indicator_number INTEGER NOT NULL,
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT ita_issue_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT ita_issue_tenant_id_assessment_id_fkey FOREIGN KEY(tenant_id, assessment_id) REFERENCES portal_plugin.ita_assessment (tenant_id, id),
    CONSTRAINT ita_issue_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE INDEX ita_issue_tenant_id_assessment_id_idx ON portal_plugin.ita_issue (tenant_id, assessment_id);

CREATE TABLE portal_plugin.plan_target (
    plan_id UUID NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    unit TEXT DEFAULT '' NOT NULL,
    base_year INTEGER,
    values JSONB NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT plan_target_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT plan_target_tenant_id_plan_id_fkey FOREIGN KEY(tenant_id, plan_id) REFERENCES portal_plugin.plan (tenant_id, id),
    CONSTRAINT plan_target_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE INDEX plan_target_tenant_id_plan_id_idx ON portal_plugin.plan_target (tenant_id, plan_id);

CREATE TABLE portal_plugin.report (
    plan_id UUID NOT NULL,
    instrument VARCHAR(32) NOT NULL,
    fiscal_year INTEGER NOT NULL,
    round VARCHAR(32) NOT NULL,
    revision INTEGER NOT NULL,
    body BYTEA NOT NULL,
    digest TEXT NOT NULL,
    correction TEXT DEFAULT '' NOT NULL,
    frozen_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    frozen_by TEXT NOT NULL,
    approved_at TIMESTAMP WITH TIME ZONE,
    approved_by TEXT,
    published_at TIMESTAMP WITH TIME ZONE,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT report_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT report_tenant_id_fiscal_year_round_instrument_revision_key UNIQUE (tenant_id, fiscal_year, round, instrument, revision),
    CONSTRAINT report_tenant_id_plan_id_fkey FOREIGN KEY(tenant_id, plan_id) REFERENCES portal_plugin.plan (tenant_id, id),
    CONSTRAINT report_revision_check CHECK (revision >= 1),
    CONSTRAINT report_published_check CHECK (published_at is null or approved_at is not null),
    CONSTRAINT report_instrument_check CHECK (instrument IN ('PLAN_5Y', 'ITA_MEASURES')),
    CONSTRAINT report_round_check CHECK (round IN ('6M', '12M')),
    CONSTRAINT report_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.risk_item (
    plan_id UUID NOT NULL,
    position INTEGER NOT NULL,
    process TEXT NOT NULL,
    issues TEXT[] DEFAULT '{}' NOT NULL,
    likelihood INTEGER,
    impact INTEGER,
    level VARCHAR(32),
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT risk_item_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT risk_item_tenant_id_plan_id_fkey FOREIGN KEY(tenant_id, plan_id) REFERENCES portal_plugin.plan (tenant_id, id),
    CONSTRAINT risk_item_level_check CHECK (level IN ('LOW', 'MEDIUM', 'HIGH', 'VERY_HIGH')),
    CONSTRAINT risk_item_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE INDEX risk_item_tenant_id_plan_id_idx ON portal_plugin.risk_item (tenant_id, plan_id);

CREATE TABLE portal_plugin.mission (
    dimension_id UUID NOT NULL,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT mission_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT mission_tenant_id_dimension_id_fkey FOREIGN KEY(tenant_id, dimension_id) REFERENCES portal_plugin.dimension (tenant_id, id),
    CONSTRAINT mission_tenant_id_dimension_id_number_key UNIQUE (tenant_id, dimension_id, number),
    CONSTRAINT mission_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.outbox (
    instrument VARCHAR(32) NOT NULL,
    fiscal_year INTEGER NOT NULL,
    round VARCHAR(32) NOT NULL,
    revision INTEGER NOT NULL,
    report_id UUID,
    state VARCHAR(32) NOT NULL,
    idempotency_key TEXT,
    attempts INTEGER DEFAULT 0 NOT NULL,
    next_attempt_at TIMESTAMP WITH TIME ZONE,
    lease_token UUID,
    lease_until TIMESTAMP WITH TIME ZONE,
    last_error TEXT DEFAULT '' NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT outbox_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT outbox_tenant_id_fiscal_year_round_instrument_revision_key UNIQUE (tenant_id, fiscal_year, round, instrument, revision),
    CONSTRAINT outbox_tenant_id_report_id_fkey FOREIGN KEY(tenant_id, report_id) REFERENCES portal_plugin.report (tenant_id, id),
    CONSTRAINT outbox_report_check CHECK ((state = 'pending') = (report_id is null)),
    CONSTRAINT outbox_lease_check CHECK ((state = 'sending') = (lease_token is not null)),
    CONSTRAINT outbox_instrument_check CHECK (instrument IN ('PLAN_5Y', 'ITA_MEASURES')),
    CONSTRAINT outbox_round_check CHECK (round IN ('6M', '12M')),
    CONSTRAINT outbox_state_check CHECK (state IN ('pending', 'frozen', 'approved', 'sending', 'acknowledged', 'rejected', 'dead', 'superseded')),
    CONSTRAINT outbox_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE INDEX outbox_due_idx ON portal_plugin.outbox (state, next_attempt_at);

CREATE INDEX outbox_tenant_id_report_id_idx ON portal_plugin.outbox (tenant_id, report_id);

CREATE TABLE portal_plugin.delivery_attempt (
    outbox_id UUID NOT NULL,
    attempt INTEGER NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    http_status INTEGER,
    outcome TEXT NOT NULL,
    message TEXT DEFAULT '' NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT delivery_attempt_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT delivery_attempt_tenant_id_outbox_id_fkey FOREIGN KEY(tenant_id, outbox_id) REFERENCES portal_plugin.outbox (tenant_id, id),
    CONSTRAINT delivery_attempt_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE INDEX delivery_attempt_tenant_id_outbox_id_idx ON portal_plugin.delivery_attempt (tenant_id, outbox_id);

CREATE TABLE portal_plugin.measure (
    plan_id UUID NOT NULL,
    mission_id UUID,
    seq INTEGER NOT NULL,
    indicator_number INTEGER,
    group_title TEXT DEFAULT '' NOT NULL,
    kind VARCHAR(32),
    title TEXT NOT NULL,
    rationale TEXT DEFAULT '' NOT NULL,
    objectives TEXT[] DEFAULT '{}' NOT NULL,
    target_group TEXT DEFAULT '' NOT NULL,
    target_group_codes INTEGER[] DEFAULT '{}' NOT NULL,
    quarter INTEGER,
    period TEXT DEFAULT '' NOT NULL,
    budget_mode VARCHAR(32) NOT NULL,
    departments_text TEXT DEFAULT '' NOT NULL,
    all_departments BOOLEAN DEFAULT false NOT NULL,
    remark TEXT DEFAULT '' NOT NULL,
    conforming BOOLEAN,
    source_line INTEGER,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    created_by TEXT NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT measure_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT measure_tenant_id_plan_id_fkey FOREIGN KEY(tenant_id, plan_id) REFERENCES portal_plugin.plan (tenant_id, id),
    CONSTRAINT measure_tenant_id_mission_id_fkey FOREIGN KEY(tenant_id, mission_id) REFERENCES portal_plugin.mission (tenant_id, id),
    CONSTRAINT measure_tenant_id_plan_id_seq_key UNIQUE (tenant_id, plan_id, seq),
    CONSTRAINT measure_indicator_number_check CHECK (indicator_number between 1 and 10),
    CONSTRAINT measure_quarter_check CHECK (quarter between 1 and 4),
    CONSTRAINT measure_kind_check CHECK (kind IN ('PROJECT', 'ACTIVITY', 'MEASURE', 'PRACTICE')),
    CONSTRAINT measure_budget_mode_check CHECK (budget_mode IN ('NONE', 'AMOUNT')),
    CONSTRAINT measure_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.receipt (
    outbox_id UUID NOT NULL,
    reference TEXT NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    accepted_lines INTEGER NOT NULL,
    rejected_lines JSONB NOT NULL,
    raw JSONB NOT NULL,
    stored_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT receipt_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT receipt_tenant_id_outbox_id_fkey FOREIGN KEY(tenant_id, outbox_id) REFERENCES portal_plugin.outbox (tenant_id, id),
    CONSTRAINT receipt_tenant_id_outbox_id_key UNIQUE (tenant_id, outbox_id),
    CONSTRAINT receipt_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.budget_line (
    measure_id UUID NOT NULL,
    fiscal_year INTEGER NOT NULL,
    plan_amount BIGINT DEFAULT 0 NOT NULL,
    ordinance_amount BIGINT,
    in_ordinance BOOLEAN DEFAULT false NOT NULL,
    paid_amount BIGINT,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_by TEXT NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT budget_line_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT budget_line_tenant_id_measure_id_fkey FOREIGN KEY(tenant_id, measure_id) REFERENCES portal_plugin.measure (tenant_id, id),
    CONSTRAINT budget_line_tenant_id_measure_id_fiscal_year_key UNIQUE (tenant_id, measure_id, fiscal_year),
    CONSTRAINT budget_line_amounts_check CHECK (plan_amount >= 0 and ordinance_amount >= 0 and paid_amount >= 0),
    CONSTRAINT budget_line_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.indicator (
    measure_id UUID NOT NULL,
    position INTEGER NOT NULL,
    level VARCHAR(32) NOT NULL,
    text TEXT NOT NULL,
    comparator TEXT,
    value NUMERIC,
    unit TEXT,
    method TEXT,
    complaint_topic TEXT,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT indicator_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT indicator_tenant_id_measure_id_fkey FOREIGN KEY(tenant_id, measure_id) REFERENCES portal_plugin.measure (tenant_id, id),
    CONSTRAINT indicator_level_check CHECK (level IN ('OUTPUT', 'OUTCOME')),
    CONSTRAINT indicator_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE INDEX indicator_tenant_id_measure_id_idx ON portal_plugin.indicator (tenant_id, measure_id);

CREATE TABLE portal_plugin.ita_issue_measure (
    issue_id UUID NOT NULL,
    measure_id UUID NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT ita_issue_measure_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT ita_issue_measure_tenant_id_issue_id_fkey FOREIGN KEY(tenant_id, issue_id) REFERENCES portal_plugin.ita_issue (tenant_id, id),
    CONSTRAINT ita_issue_measure_tenant_id_measure_id_fkey FOREIGN KEY(tenant_id, measure_id) REFERENCES portal_plugin.measure (tenant_id, id),
    CONSTRAINT ita_issue_measure_tenant_id_issue_id_measure_id_key UNIQUE (tenant_id, issue_id, measure_id),
    CONSTRAINT ita_issue_measure_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.measure_department (
    measure_id UUID NOT NULL,
    department_id UUID NOT NULL,
    position INTEGER NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT measure_department_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT measure_department_tenant_id_measure_id_fkey FOREIGN KEY(tenant_id, measure_id) REFERENCES portal_plugin.measure (tenant_id, id),
    CONSTRAINT measure_department_tenant_id_department_id_fkey FOREIGN KEY(tenant_id, department_id) REFERENCES portal_plugin.department (tenant_id, id),
    CONSTRAINT measure_department_tenant_id_measure_id_department_id_key UNIQUE (tenant_id, measure_id, department_id),
    CONSTRAINT measure_department_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE INDEX measure_department_tenant_id_department_id_idx ON portal_plugin.measure_department (tenant_id, department_id);

CREATE TABLE portal_plugin.reopening (
    measure_id UUID NOT NULL,
    fiscal_year INTEGER NOT NULL,
    reason TEXT NOT NULL,
    reopened_by TEXT NOT NULL,
    reopened_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT reopening_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT reopening_tenant_id_measure_id_fkey FOREIGN KEY(tenant_id, measure_id) REFERENCES portal_plugin.measure (tenant_id, id),
    CONSTRAINT reopening_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE INDEX reopening_tenant_id_measure_id_idx ON portal_plugin.reopening (tenant_id, measure_id);

CREATE TABLE portal_plugin.risk_control (
    risk_id UUID NOT NULL,
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    measure_id UUID,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT risk_control_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT risk_control_tenant_id_risk_id_fkey FOREIGN KEY(tenant_id, risk_id) REFERENCES portal_plugin.risk_item (tenant_id, id),
    CONSTRAINT risk_control_tenant_id_measure_id_fkey FOREIGN KEY(tenant_id, measure_id) REFERENCES portal_plugin.measure (tenant_id, id),
    CONSTRAINT risk_control_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE INDEX risk_control_tenant_id_risk_id_idx ON portal_plugin.risk_control (tenant_id, risk_id);

CREATE TABLE portal_plugin.step (
    measure_id UUID NOT NULL,
    position INTEGER NOT NULL,
    path TEXT NOT NULL,
    text TEXT NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT step_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT step_tenant_id_measure_id_fkey FOREIGN KEY(tenant_id, measure_id) REFERENCES portal_plugin.measure (tenant_id, id),
    CONSTRAINT step_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE INDEX step_tenant_id_measure_id_idx ON portal_plugin.step (tenant_id, measure_id);

CREATE TABLE portal_plugin.progress_entry (
    measure_id UUID NOT NULL,
    step_id UUID,
    round_id UUID NOT NULL,
    department_id UUID,
    status VARCHAR(32) NOT NULL,
    results TEXT[] DEFAULT '{}' NOT NULL,
    outcomes TEXT[] DEFAULT '{}' NOT NULL,
    problems TEXT DEFAULT '' NOT NULL,
    solution TEXT DEFAULT '' NOT NULL,
    reason VARCHAR(32),
    reason_text TEXT DEFAULT '' NOT NULL,
    remark TEXT DEFAULT '' NOT NULL,
    indicator_values JSONB DEFAULT '{}' NOT NULL,
    entered_by TEXT NOT NULL,
    entered_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT progress_entry_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT progress_entry_tenant_id_measure_id_fkey FOREIGN KEY(tenant_id, measure_id) REFERENCES portal_plugin.measure (tenant_id, id),
    CONSTRAINT progress_entry_tenant_id_step_id_fkey FOREIGN KEY(tenant_id, step_id) REFERENCES portal_plugin.step (tenant_id, id),
    CONSTRAINT progress_entry_tenant_id_round_id_fkey FOREIGN KEY(tenant_id, round_id) REFERENCES portal_plugin.round (tenant_id, id),
    CONSTRAINT progress_entry_tenant_id_department_id_fkey FOREIGN KEY(tenant_id, department_id) REFERENCES portal_plugin.department (tenant_id, id),
    CONSTRAINT progress_entry_status_check CHECK (status IN ('NOT_STARTED', 'IN_PROGRESS', 'DONE', 'CANNOT_PROCEED')),
    CONSTRAINT progress_entry_reason_check CHECK (reason IN ('NO_BUDGET', 'POLICY_CHANGED', 'NO_STAFF', 'OTHER')),
    CONSTRAINT progress_entry_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE INDEX progress_entry_tenant_id_measure_id_entered_at_idx ON portal_plugin.progress_entry (tenant_id, measure_id, entered_at);

CREATE INDEX progress_entry_tenant_id_round_id_measure_id_idx ON portal_plugin.progress_entry (tenant_id, round_id, measure_id);

CREATE TABLE portal_plugin.evidence (
    entry_id UUID NOT NULL,
    type VARCHAR(32) NOT NULL,
    title TEXT NOT NULL,
    number TEXT DEFAULT '' NOT NULL,
    dated DATE,
    url TEXT,
    filename TEXT,
    media_type TEXT,
    size INTEGER,
    sha256 TEXT,
    content BYTEA,
    visibility VARCHAR(32) NOT NULL,
    added_by TEXT NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT evidence_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT evidence_tenant_id_entry_id_fkey FOREIGN KEY(tenant_id, entry_id) REFERENCES portal_plugin.progress_entry (tenant_id, id),
    CONSTRAINT evidence_hash_check CHECK ((sha256 is null) = (content is null)),
    CONSTRAINT evidence_type_check CHECK (type IN ('FILE', 'URL', 'ORDER', 'MEMO', 'MEETING', 'PHOTO')),
    CONSTRAINT evidence_visibility_check CHECK (visibility IN ('PUBLIC', 'INTERNAL')),
    CONSTRAINT evidence_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE INDEX evidence_tenant_id_entry_id_idx ON portal_plugin.evidence (tenant_id, entry_id);

GRANT SELECT ON portal_plugin.tenant TO portal_plugin_app, portal_plugin_province;

ALTER TABLE portal_plugin.audit_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.audit_event FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.audit_event
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT ON portal_plugin.audit_event TO portal_plugin_app;

ALTER TABLE portal_plugin.department ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.department FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.department
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON portal_plugin.department TO portal_plugin_app;

ALTER TABLE portal_plugin.ita_assessment ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.ita_assessment FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.ita_assessment
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin.ita_assessment TO portal_plugin_app;

ALTER TABLE portal_plugin.login_failure ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.login_failure FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.login_failure
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin.login_failure TO portal_plugin_app;

ALTER TABLE portal_plugin.plan ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.plan FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.plan
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON portal_plugin.plan TO portal_plugin_app;

ALTER TABLE portal_plugin.round ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.round FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.round
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON portal_plugin.round TO portal_plugin_app;

ALTER TABLE portal_plugin.account ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.account FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.account
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON portal_plugin.account TO portal_plugin_app;

ALTER TABLE portal_plugin.dimension ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.dimension FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.dimension
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin.dimension TO portal_plugin_app;

ALTER TABLE portal_plugin.import_run ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.import_run FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.import_run
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT ON portal_plugin.import_run TO portal_plugin_app;

ALTER TABLE portal_plugin.indicator_score ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.indicator_score FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.indicator_score
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin.indicator_score TO portal_plugin_app;

ALTER TABLE portal_plugin.ita_issue ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.ita_issue FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.ita_issue
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin.ita_issue TO portal_plugin_app;

ALTER TABLE portal_plugin.plan_target ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.plan_target FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.plan_target
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin.plan_target TO portal_plugin_app;

ALTER TABLE portal_plugin.report ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.report FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.report
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE (approved_at, approved_by, published_at) ON portal_plugin.report TO portal_plugin_app;

ALTER TABLE portal_plugin.risk_item ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.risk_item FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.risk_item
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin.risk_item TO portal_plugin_app;

ALTER TABLE portal_plugin.mission ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.mission FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.mission
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin.mission TO portal_plugin_app;

ALTER TABLE portal_plugin.outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.outbox
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON portal_plugin.outbox TO portal_plugin_app;

ALTER TABLE portal_plugin.delivery_attempt ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.delivery_attempt FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.delivery_attempt
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT ON portal_plugin.delivery_attempt TO portal_plugin_app;

ALTER TABLE portal_plugin.measure ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.measure FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.measure
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin.measure TO portal_plugin_app;

ALTER TABLE portal_plugin.receipt ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.receipt FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.receipt
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT ON portal_plugin.receipt TO portal_plugin_app;

ALTER TABLE portal_plugin.budget_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.budget_line FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.budget_line
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin.budget_line TO portal_plugin_app;

ALTER TABLE portal_plugin.indicator ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.indicator FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.indicator
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin.indicator TO portal_plugin_app;

ALTER TABLE portal_plugin.ita_issue_measure ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.ita_issue_measure FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.ita_issue_measure
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin.ita_issue_measure TO portal_plugin_app;

ALTER TABLE portal_plugin.measure_department ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.measure_department FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.measure_department
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin.measure_department TO portal_plugin_app;

ALTER TABLE portal_plugin.reopening ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.reopening FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.reopening
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT ON portal_plugin.reopening TO portal_plugin_app;

ALTER TABLE portal_plugin.risk_control ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.risk_control FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.risk_control
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin.risk_control TO portal_plugin_app;

ALTER TABLE portal_plugin.step ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.step FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.step
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin.step TO portal_plugin_app;

ALTER TABLE portal_plugin.progress_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.progress_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.progress_entry
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT ON portal_plugin.progress_entry TO portal_plugin_app;

ALTER TABLE portal_plugin.evidence ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.evidence FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.evidence
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT ON portal_plugin.evidence TO portal_plugin_app;

CREATE POLICY province_reads ON portal_plugin.outbox FOR SELECT TO portal_plugin_province USING (true);
GRANT SELECT (tenant_id, id, instrument, fiscal_year, round, revision, state, attempts, next_attempt_at, lease_until, updated_at) ON portal_plugin.outbox TO portal_plugin_province;

CREATE POLICY province_reads ON portal_plugin.round FOR SELECT TO portal_plugin_province USING (true);
GRANT SELECT (tenant_id, id, fiscal_year, code, starts, ends, internal_due, national_due, state, opened_at) ON portal_plugin.round TO portal_plugin_province;

GRANT SELECT ON portal_plugin.alembic_version TO portal_plugin_app, portal_plugin_province;
