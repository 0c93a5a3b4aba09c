CREATE TABLE portal_plugin.complaint_office (
    working_days BOOLEAN DEFAULT false NOT NULL,
    extra_holidays DATE[] DEFAULT '{}' NOT NULL,
    email TEXT DEFAULT '' NOT NULL,
    phone TEXT DEFAULT '' NOT NULL,
    contact_days INTEGER NOT NULL,
    content_days INTEGER NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT complaint_office_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT complaint_office_tenant_id_key UNIQUE (tenant_id),
    CONSTRAINT complaint_office_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.complaint_series (
    fiscal_year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT complaint_series_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT complaint_series_tenant_id_fiscal_year_key UNIQUE (tenant_id, fiscal_year),
    CONSTRAINT complaint_series_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.complaint_summary (
    fiscal_year INTEGER NOT NULL,
    period VARCHAR(32) NOT NULL,
    revision INTEGER NOT NULL,
    state VARCHAR(32) NOT NULL,
    figures JSONB NOT NULL,
    sha256 TEXT NOT NULL,
    problems TEXT DEFAULT '' NOT NULL,
    obstacles TEXT DEFAULT '' NOT NULL,
    solutions TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    written_by TEXT NOT NULL,
    written_at TIMESTAMP WITH TIME ZONE NOT NULL,
    submitted_at TIMESTAMP WITH TIME ZONE,
    submitted_by TEXT,
    acknowledged_at TIMESTAMP WITH TIME ZONE,
    acknowledged_by TEXT,
    published_at TIMESTAMP WITH TIME ZONE,
    published_by TEXT,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT complaint_summary_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT complaint_summary_tenant_id_fiscal_year_period_revision_key UNIQUE (tenant_id, fiscal_year, period, revision),
    CONSTRAINT complaint_summary_revision_check CHECK (revision >= 1),
    CONSTRAINT complaint_summary_period_check CHECK (period IN ('YEAR', 'H1', 'H2')),
    CONSTRAINT complaint_summary_state_check CHECK (state IN ('DRAFT', 'SUBMITTED', 'PUBLISHED')),
    CONSTRAINT complaint_summary_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.consent_text (
    version INTEGER NOT NULL,
    text TEXT NOT NULL,
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    written_by TEXT NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT consent_text_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT consent_text_tenant_id_version_key UNIQUE (tenant_id, version),
    CONSTRAINT consent_text_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.open311_client (
    name TEXT NOT NULL,
    key_digest BYTEA NOT NULL,
    active BOOLEAN DEFAULT true NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT open311_client_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT open311_client_tenant_id_name_key UNIQUE (tenant_id, name),
    CONSTRAINT open311_client_tenant_id_key_digest_key UNIQUE (tenant_id, key_digest),
    CONSTRAINT open311_client_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.complaint (
    number TEXT NOT NULL,
    code_digest BYTEA NOT NULL,
    submission_digest BYTEA,
    channel VARCHAR(32) NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    received_on DATE NOT NULL,
    topic TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    place TEXT DEFAULT '' NOT NULL,
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    consent_version INTEGER,
    department_id UUID,
    officer_id TEXT,
    officer_name TEXT,
    forwarded_to TEXT,
    state VARCHAR(32) NOT NULL,
    clock_from DATE NOT NULL,
    due_on DATE NOT NULL,
    answered_on DATE,
    explained_on DATE,
    promised_on DATE,
    result TEXT DEFAULT '' NOT NULL,
    problems TEXT DEFAULT '' NOT NULL,
    cause TEXT DEFAULT '' NOT NULL,
    prevention TEXT DEFAULT '' NOT NULL,
    ground VARCHAR(32),
    public_summary TEXT,
    merged_into_id UUID,
    reopenings INTEGER DEFAULT 0 NOT NULL,
    score INTEGER,
    rating_comment TEXT DEFAULT '' NOT NULL,
    rated_at TIMESTAMP WITH TIME ZONE,
    erased_at TIMESTAMP WITH TIME ZONE,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT complaint_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT complaint_tenant_id_number_key UNIQUE (tenant_id, number),
    CONSTRAINT complaint_tenant_id_code_digest_key UNIQUE (tenant_id, code_digest),
    CONSTRAINT complaint_tenant_id_submission_digest_key UNIQUE (tenant_id, submission_digest),
    CONSTRAINT complaint_tenant_id_department_id_fkey FOREIGN KEY(tenant_id, department_id) REFERENCES portal_plugin.department (tenant_id, id),
    CONSTRAINT complaint_tenant_id_merged_into_id_fkey FOREIGN KEY(tenant_id, merged_into_id) REFERENCES portal_plugin.complaint (tenant_id, id),
    CONSTRAINT complaint_answered_check CHECK ((answered_on is null) = (state in ('RECEIVED', 'SCREENING', 'FORWARDED', 'IN_PROGRESS'))),
    CONSTRAINT complaint_position_check CHECK ((latitude is null) = (longitude is null)),
    CONSTRAINT complaint_merged_check CHECK (merged_into_id <> id),
    CONSTRAINT complaint_score_check CHECK (score between 1 and 5),
    CONSTRAINT complaint_channel_check CHECK (channel IN ('WEB', 'PHONE', 'WALK_IN', 'BOX', 'LETTER', 'LINE', 'FACEBOOK', 'DAMRONGTHAM', 'OPEN311')),
    CONSTRAINT complaint_state_check CHECK (state IN ('RECEIVED', 'SCREENING', 'FORWARDED', 'IN_PROGRESS', 'DONE', 'NOT_ACCEPTED', 'CLOSED_NO_RESULT', 'CLOSED')),
    CONSTRAINT complaint_ground_check CHECK (ground IN ('NOT_OURS', 'IN_COURT', 'NO_FACTS', 'ALREADY_ANSWERED', 'WITHDRAWN', 'UNREACHABLE', 'OTHER')),
    CONSTRAINT complaint_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE INDEX complaint_done_idx ON portal_plugin.complaint (tenant_id, answered_on) WHERE state = 'DONE';

CREATE INDEX complaint_kept_idx ON portal_plugin.complaint (tenant_id, answered_on) WHERE answered_on IS NOT NULL AND erased_at IS NULL;

CREATE INDEX complaint_open_idx ON portal_plugin.complaint (tenant_id, due_on, id) WHERE answered_on IS NULL;

CREATE INDEX complaint_tenant_id_department_id_due_on_idx ON portal_plugin.complaint (tenant_id, department_id, due_on);

CREATE INDEX complaint_tenant_id_merged_into_id_idx ON portal_plugin.complaint (tenant_id, merged_into_id);

CREATE INDEX complaint_tenant_id_received_at_id_idx ON portal_plugin.complaint (tenant_id, received_at, id);

CREATE TABLE portal_plugin.complaint_count (
    month DATE NOT NULL,
    topic TEXT NOT NULL,
    channel VARCHAR(32) NOT NULL,
    department_id UUID,
    received INTEGER DEFAULT 0 NOT NULL,
    done INTEGER DEFAULT 0 NOT NULL,
    in_time INTEGER DEFAULT 0 NOT NULL,
    explained INTEGER DEFAULT 0 NOT NULL,
    late INTEGER DEFAULT 0 NOT NULL,
    reopened INTEGER DEFAULT 0 NOT NULL,
    merged INTEGER DEFAULT 0 NOT NULL,
    rated INTEGER DEFAULT 0 NOT NULL,
    satisfied INTEGER DEFAULT 0 NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT complaint_count_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT complaint_count_tenant_id_month_topic_channel_department_id_key UNIQUE NULLS NOT DISTINCT (tenant_id, month, topic, channel, department_id),
    CONSTRAINT complaint_count_tenant_id_department_id_fkey FOREIGN KEY(tenant_id, department_id) REFERENCES portal_plugin.department (tenant_id, id),
    CONSTRAINT complaint_count_channel_check CHECK (channel IN ('WEB', 'PHONE', 'WALK_IN', 'BOX', 'LETTER', 'LINE', 'FACEBOOK', 'DAMRONGTHAM', 'OPEN311')),
    CONSTRAINT complaint_count_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.complaint_days (
    month DATE NOT NULL,
    topic TEXT NOT NULL,
    channel VARCHAR(32) NOT NULL,
    department_id UUID,
    days INTEGER NOT NULL,
    answered INTEGER DEFAULT 0 NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT complaint_days_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT complaint_days_tenant_id_month_topic_channel_department_f367 UNIQUE NULLS NOT DISTINCT (tenant_id, month, topic, channel, department_id, days),
    CONSTRAINT complaint_days_tenant_id_department_id_fkey FOREIGN KEY(tenant_id, department_id) REFERENCES portal_plugin.department (tenant_id, id),
    CONSTRAINT complaint_days_channel_check CHECK (channel IN ('WEB', 'PHONE', 'WALK_IN', 'BOX', 'LETTER', 'LINE', 'FACEBOOK', 'DAMRONGTHAM', 'OPEN311')),
    CONSTRAINT complaint_days_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.complaint_topic (
    code TEXT NOT NULL,
    label TEXT NOT NULL,
    description TEXT DEFAULT '' NOT NULL,
    department_id UUID,
    active BOOLEAN DEFAULT true NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT complaint_topic_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT complaint_topic_tenant_id_code_key UNIQUE (tenant_id, code),
    CONSTRAINT complaint_topic_tenant_id_department_id_fkey FOREIGN KEY(tenant_id, department_id) REFERENCES portal_plugin.department (tenant_id, id),
    CONSTRAINT complaint_topic_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.complaint_contact (
    complaint_id UUID NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    phone TEXT DEFAULT '' NOT NULL,
    email TEXT DEFAULT '' NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT complaint_contact_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT complaint_contact_tenant_id_complaint_id_fkey FOREIGN KEY(tenant_id, complaint_id) REFERENCES portal_plugin.complaint (tenant_id, id),
    CONSTRAINT complaint_contact_tenant_id_complaint_id_key UNIQUE (tenant_id, complaint_id),
    CONSTRAINT complaint_contact_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.complaint_event (
    complaint_id UUID NOT NULL,
    act VARCHAR(32) NOT NULL,
    state VARCHAR(32) NOT NULL,
    actor_id TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    detail JSONB DEFAULT '{}' NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    happened_on DATE NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT complaint_event_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT complaint_event_tenant_id_complaint_id_fkey FOREIGN KEY(tenant_id, complaint_id) REFERENCES portal_plugin.complaint (tenant_id, id),
    CONSTRAINT complaint_event_act_check CHECK (act IN ('RECEIVED', 'SCREENED', 'ASSIGNED', 'FORWARDED_OUT', 'STARTED', 'EXPLAINED', 'FINISHED', 'REFUSED', 'GIVEN_UP', 'CLOSED', 'REOPENED', 'MERGED', 'RETOPICED', 'SUMMED_UP', 'MESSAGE_IN', 'MESSAGE_OUT', 'NOTED', 'FILED', 'RATED', 'REMINDED', 'ERASED')),
    CONSTRAINT complaint_event_state_check CHECK (state IN ('RECEIVED', 'SCREENING', 'FORWARDED', 'IN_PROGRESS', 'DONE', 'NOT_ACCEPTED', 'CLOSED_NO_RESULT', 'CLOSED')),
    CONSTRAINT complaint_event_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE UNIQUE INDEX complaint_event_reminder_key ON portal_plugin.complaint_event (tenant_id, complaint_id, happened_on) WHERE act = 'REMINDED';

CREATE INDEX complaint_event_tenant_id_complaint_id_at_idx ON portal_plugin.complaint_event (tenant_id, complaint_id, at);

CREATE TABLE portal_plugin.complaint_message (
    complaint_id UUID NOT NULL,
    kind VARCHAR(32) NOT NULL,
    text TEXT NOT NULL,
    author_name TEXT DEFAULT '' NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT complaint_message_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT complaint_message_tenant_id_complaint_id_fkey FOREIGN KEY(tenant_id, complaint_id) REFERENCES portal_plugin.complaint (tenant_id, id),
    CONSTRAINT complaint_message_kind_check CHECK (kind IN ('CITIZEN', 'OFFICER', 'EXPLANATION', 'RESULT', 'REFUSAL', 'NOTE')),
    CONSTRAINT complaint_message_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE INDEX complaint_message_tenant_id_complaint_id_at_idx ON portal_plugin.complaint_message (tenant_id, complaint_id, at);

CREATE TABLE portal_plugin.complaint_notice (
    complaint_id UUID NOT NULL,
    kind VARCHAR(32) NOT NULL,
    state VARCHAR(32) NOT NULL,
    attempts INTEGER DEFAULT 0 NOT NULL,
    next_attempt_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_error TEXT DEFAULT '' NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT complaint_notice_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT complaint_notice_tenant_id_complaint_id_fkey FOREIGN KEY(tenant_id, complaint_id) REFERENCES portal_plugin.complaint (tenant_id, id),
    CONSTRAINT complaint_notice_kind_check CHECK (kind IN ('RECEIVED', 'PROGRESS', 'MESSAGE', 'EXPLAINED', 'ANSWERED', 'OFFICE_NEW', 'OFFICE_REMINDER', 'OFFICE_MESSAGE')),
    CONSTRAINT complaint_notice_state_check CHECK (state IN ('PENDING', 'SENT', 'REFUSED')),
    CONSTRAINT complaint_notice_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE INDEX complaint_notice_pending_idx ON portal_plugin.complaint_notice (tenant_id, next_attempt_at) WHERE state = 'PENDING';

CREATE INDEX complaint_notice_tenant_id_complaint_id_idx ON portal_plugin.complaint_notice (tenant_id, complaint_id);

CREATE TABLE portal_plugin.complaint_file (
    complaint_id UUID NOT NULL,
    message_id UUID,
    filename TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    content BYTEA NOT NULL,
    from_complainant BOOLEAN NOT NULL,
    for_complainant BOOLEAN NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT complaint_file_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT complaint_file_tenant_id_complaint_id_fkey FOREIGN KEY(tenant_id, complaint_id) REFERENCES portal_plugin.complaint (tenant_id, id),
    CONSTRAINT complaint_file_tenant_id_message_id_fkey FOREIGN KEY(tenant_id, message_id) REFERENCES portal_plugin.complaint_message (tenant_id, id),
    CONSTRAINT complaint_file_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE INDEX complaint_file_tenant_id_complaint_id_idx ON portal_plugin.complaint_file (tenant_id, complaint_id);

ALTER TABLE portal_plugin.complaint_office ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.complaint_office FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.complaint_office
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON portal_plugin.complaint_office TO portal_plugin_app;

ALTER TABLE portal_plugin.complaint_series ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.complaint_series FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.complaint_series
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON portal_plugin.complaint_series TO portal_plugin_app;

ALTER TABLE portal_plugin.complaint_summary ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.complaint_summary FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.complaint_summary
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON portal_plugin.complaint_summary TO portal_plugin_app;

ALTER TABLE portal_plugin.consent_text ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.consent_text FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.consent_text
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT ON portal_plugin.consent_text TO portal_plugin_app;

ALTER TABLE portal_plugin.open311_client ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.open311_client FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.open311_client
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON portal_plugin.open311_client TO portal_plugin_app;

ALTER TABLE portal_plugin.complaint ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.complaint FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.complaint
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON portal_plugin.complaint TO portal_plugin_app;

ALTER TABLE portal_plugin.complaint_count ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.complaint_count FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.complaint_count
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin.complaint_count TO portal_plugin_app;

ALTER TABLE portal_plugin.complaint_days ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.complaint_days FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.complaint_days
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin.complaint_days TO portal_plugin_app;

ALTER TABLE portal_plugin.complaint_topic ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.complaint_topic FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.complaint_topic
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin.complaint_topic TO portal_plugin_app;

ALTER TABLE portal_plugin.complaint_contact ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.complaint_contact FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.complaint_contact
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin.complaint_contact TO portal_plugin_app;

ALTER TABLE portal_plugin.complaint_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.complaint_event FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.complaint_event
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT ON portal_plugin.complaint_event TO portal_plugin_app;

ALTER TABLE portal_plugin.complaint_message ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.complaint_message FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.complaint_message
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin.complaint_message TO portal_plugin_app;

ALTER TABLE portal_plugin.complaint_notice ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.complaint_notice FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.complaint_notice
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin.complaint_notice TO portal_plugin_app;

ALTER TABLE portal_plugin.complaint_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.complaint_file FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.complaint_file
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin.complaint_file TO portal_plugin_app;

CREATE POLICY province_reads ON portal_plugin.complaint_count FOR SELECT TO portal_plugin_province USING (true);
GRANT SELECT (tenant_id, month, topic, channel, received, done, in_time, explained, late, reopened, merged, rated, satisfied) ON portal_plugin.complaint_count TO portal_plugin_province;
