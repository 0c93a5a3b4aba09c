CREATE TABLE portal_plugin_inspection.channel_office (
    unit TEXT DEFAULT '' NOT NULL,
    officer TEXT DEFAULT '' NOT NULL,
    contact TEXT DEFAULT '' NOT NULL,
    guide_how TEXT DEFAULT '' NOT NULL,
    guide_steps TEXT DEFAULT '' NOT NULL,
    guide_responsible TEXT DEFAULT '' NOT NULL,
    guide_limits TEXT DEFAULT '' NOT NULL,
    retention_days INTEGER DEFAULT 1825 NOT NULL,
    recovery_key BYTEA,
    recovery_threshold INTEGER,
    recovery_holders JSONB DEFAULT '[]' NOT NULL,
    recovery_made_on DATE,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT channel_office_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT channel_office_tenant_id_key UNIQUE (tenant_id)
);

CREATE TABLE portal_plugin_inspection.inspector (
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    outside BOOLEAN NOT NULL,
    standing VARCHAR(32) NOT NULL,
    public_key BYTEA NOT NULL,
    locked_key BYTEA NOT NULL,
    enrolled_on DATE NOT NULL,
    left_on DATE,
    last_code_step BIGINT,
    failures INTEGER DEFAULT 0 NOT NULL,
    paused_until TIMESTAMP WITH TIME ZONE,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT inspector_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT inspector_standing_check CHECK (standing IN ('PENDING', 'ACTIVE', 'LEFT'))
);

CREATE UNIQUE INDEX inspector_account_key ON portal_plugin_inspection.inspector (tenant_id, account_id) WHERE standing <> 'LEFT';

CREATE TABLE portal_plugin_inspection.ledger_entry (
    position BIGINT NOT NULL,
    day DATE NOT NULL,
    act VARCHAR(32) NOT NULL,
    actor TEXT NOT NULL,
    report_id UUID,
    detail JSONB DEFAULT '{}' NOT NULL,
    previous BYTEA NOT NULL,
    digest BYTEA NOT NULL,
    signature BYTEA NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT ledger_entry_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT ledger_entry_tenant_id_position_key UNIQUE (tenant_id, position),
    CONSTRAINT ledger_entry_act_check CHECK (act IN ('report.received', 'report.moved-in', 'report.read', 'identity.read', 'file.read', 'inbox.read', 'message.sent', 'case.taken', 'state.changed', 'report.referred', 'report.exported', 'report.closed', 'reader.recused', 'reader.added', 'report.resealed', 'report.disposed', 'inspector.enrolled', 'inspector.admitted', 'inspector.left', 'inspector.posts', 'inspector.key-locked-anew', 'inspector.unlocked', 'inspector.unlock-refused', 'office.changed', 'recovery.made', 'recovery.used'))
);

CREATE INDEX ledger_entry_tenant_id_report_id_idx ON portal_plugin_inspection.ledger_entry (tenant_id, report_id);

CREATE TABLE portal_plugin_inspection.ledger_head (
    position BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT ledger_head_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT ledger_head_tenant_id_key UNIQUE (tenant_id)
);

CREATE TABLE portal_plugin_inspection.post (
    title TEXT NOT NULL,
    position INTEGER NOT NULL,
    active BOOLEAN DEFAULT true NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT post_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT post_tenant_id_title_key UNIQUE (tenant_id, title)
);

CREATE TABLE portal_plugin_inspection.report_series (
    fiscal_year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT report_series_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT report_series_tenant_id_fiscal_year_key UNIQUE (tenant_id, fiscal_year)
);

CREATE TABLE portal_plugin_inspection.inspector_post (
    inspector_id UUID NOT NULL,
    post_id UUID NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT inspector_post_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT inspector_post_tenant_id_inspector_id_post_id_key UNIQUE (tenant_id, inspector_id, post_id),
    CONSTRAINT inspector_post_tenant_id_inspector_id_fkey FOREIGN KEY(tenant_id, inspector_id) REFERENCES portal_plugin_inspection.inspector (tenant_id, id),
    CONSTRAINT inspector_post_tenant_id_post_id_fkey FOREIGN KEY(tenant_id, post_id) REFERENCES portal_plugin_inspection.post (tenant_id, id)
);

CREATE TABLE portal_plugin_inspection.opened_key (
    inspector_id UUID NOT NULL,
    locked BYTEA NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT opened_key_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT opened_key_tenant_id_inspector_id_fkey FOREIGN KEY(tenant_id, inspector_id) REFERENCES portal_plugin_inspection.inspector (tenant_id, id)
);

CREATE TABLE portal_plugin_inspection.report (
    number TEXT NOT NULL,
    received_on DATE NOT NULL,
    category VARCHAR(32) NOT NULL,
    state VARCHAR(32) NOT NULL,
    decision VARCHAR(32),
    referral VARCHAR(32),
    referred_on DATE,
    closed_on DATE,
    first_closed_on DATE,
    disposed_on DATE,
    handler_id UUID,
    public_key BYTEA,
    lookup BYTEA,
    seed BYTEA,
    source BYTEA,
    informant_key BYTEA,
    recovery_key BYTEA,
    facts BYTEA,
    identity BYTEA,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT report_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT report_tenant_id_number_key UNIQUE (tenant_id, number),
    CONSTRAINT report_tenant_id_lookup_key UNIQUE (tenant_id, lookup),
    CONSTRAINT report_tenant_id_seed_key UNIQUE (tenant_id, seed),
    CONSTRAINT report_tenant_id_source_key UNIQUE (tenant_id, source),
    CONSTRAINT report_tenant_id_handler_id_fkey FOREIGN KEY(tenant_id, handler_id) REFERENCES portal_plugin_inspection.inspector (tenant_id, id),
    CONSTRAINT report_category_check CHECK (category IN ('BRIBERY', 'CORRUPTION_BUDGET', 'CORRUPTION_DUTY', 'PROCUREMENT', 'PERSONNEL', 'PROPERTY', 'CONFLICT_OF_INTEREST', 'OTHER')),
    CONSTRAINT report_state_check CHECK (state IN ('RECEIVED', 'CHECKING', 'INVESTIGATING', 'REFERRED', 'CLOSED')),
    CONSTRAINT report_decision_check CHECK (decision IN ('FOUNDED', 'UNFOUNDED', 'NOT_ENOUGH', 'WITH_OTHERS')),
    CONSTRAINT report_referral_check CHECK (referral IN ('NACC', 'PACC', 'DAMRONGDHAMMA', 'DISTRICT'))
);

CREATE INDEX report_tenant_id_received_on_idx ON portal_plugin_inspection.report (tenant_id, received_on);

CREATE TABLE portal_plugin_inspection.message (
    report_id UUID NOT NULL,
    position INTEGER NOT NULL,
    direction VARCHAR(32) NOT NULL,
    sent_on DATE NOT NULL,
    sealed BYTEA NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT message_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT message_tenant_id_report_id_position_key UNIQUE (tenant_id, report_id, position),
    CONSTRAINT message_tenant_id_report_id_fkey FOREIGN KEY(tenant_id, report_id) REFERENCES portal_plugin_inspection.report (tenant_id, id),
    CONSTRAINT message_direction_check CHECK (direction IN ('INFORMANT', 'INSPECTOR'))
);

CREATE TABLE portal_plugin_inspection.reader_key (
    report_id UUID NOT NULL,
    inspector_id UUID NOT NULL,
    sealed BYTEA NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT reader_key_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT reader_key_tenant_id_report_id_inspector_id_key UNIQUE (tenant_id, report_id, inspector_id),
    CONSTRAINT reader_key_tenant_id_report_id_fkey FOREIGN KEY(tenant_id, report_id) REFERENCES portal_plugin_inspection.report (tenant_id, id),
    CONSTRAINT reader_key_tenant_id_inspector_id_fkey FOREIGN KEY(tenant_id, inspector_id) REFERENCES portal_plugin_inspection.inspector (tenant_id, id)
);

CREATE TABLE portal_plugin_inspection.report_file (
    report_id UUID NOT NULL,
    message_id UUID,
    label BYTEA NOT NULL,
    content BYTEA NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT report_file_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT report_file_tenant_id_report_id_fkey FOREIGN KEY(tenant_id, report_id) REFERENCES portal_plugin_inspection.report (tenant_id, id),
    CONSTRAINT report_file_tenant_id_message_id_fkey FOREIGN KEY(tenant_id, message_id) REFERENCES portal_plugin_inspection.message (tenant_id, id)
);

CREATE INDEX report_file_tenant_id_report_id_idx ON portal_plugin_inspection.report_file (tenant_id, report_id);

ALTER TABLE portal_plugin_inspection.channel_office ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin_inspection.channel_office FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin_inspection.channel_office
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON portal_plugin_inspection.channel_office TO portal_plugin_inspection;

ALTER TABLE portal_plugin_inspection.inspector ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin_inspection.inspector FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin_inspection.inspector
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON portal_plugin_inspection.inspector TO portal_plugin_inspection;

ALTER TABLE portal_plugin_inspection.ledger_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin_inspection.ledger_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin_inspection.ledger_entry
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT ON portal_plugin_inspection.ledger_entry TO portal_plugin_inspection;

ALTER TABLE portal_plugin_inspection.ledger_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin_inspection.ledger_head FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin_inspection.ledger_head
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON portal_plugin_inspection.ledger_head TO portal_plugin_inspection;

ALTER TABLE portal_plugin_inspection.post ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin_inspection.post FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin_inspection.post
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON portal_plugin_inspection.post TO portal_plugin_inspection;

ALTER TABLE portal_plugin_inspection.report_series ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin_inspection.report_series FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin_inspection.report_series
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON portal_plugin_inspection.report_series TO portal_plugin_inspection;

ALTER TABLE portal_plugin_inspection.inspector_post ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin_inspection.inspector_post FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin_inspection.inspector_post
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, DELETE ON portal_plugin_inspection.inspector_post TO portal_plugin_inspection;

ALTER TABLE portal_plugin_inspection.opened_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin_inspection.opened_key FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin_inspection.opened_key
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, DELETE ON portal_plugin_inspection.opened_key TO portal_plugin_inspection;

ALTER TABLE portal_plugin_inspection.report ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin_inspection.report FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin_inspection.report
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON portal_plugin_inspection.report TO portal_plugin_inspection;

ALTER TABLE portal_plugin_inspection.message ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin_inspection.message FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin_inspection.message
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin_inspection.message TO portal_plugin_inspection;

ALTER TABLE portal_plugin_inspection.reader_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin_inspection.reader_key FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin_inspection.reader_key
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin_inspection.reader_key TO portal_plugin_inspection;

ALTER TABLE portal_plugin_inspection.report_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin_inspection.report_file FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin_inspection.report_file
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin_inspection.report_file TO portal_plugin_inspection;

-- complaints moved away

ALTER TABLE portal_plugin.complaint
    DROP CONSTRAINT complaint_state_check,
    ADD CONSTRAINT complaint_state_check CHECK (state IN ('RECEIVED', 'SCREENING', 'FORWARDED', 'IN_PROGRESS', 'DONE', 'NOT_ACCEPTED', 'CLOSED_NO_RESULT', 'CLOSED', 'MOVED')),
    ADD CONSTRAINT complaint_moved_check CHECK (state <> 'MOVED' or (subject = '' and detail = '' and place = ''));

ALTER TABLE portal_plugin.complaint_event
    DROP CONSTRAINT complaint_event_state_check,
    ADD CONSTRAINT complaint_event_state_check CHECK (state IN ('RECEIVED', 'SCREENING', 'FORWARDED', 'IN_PROGRESS', 'DONE', 'NOT_ACCEPTED', 'CLOSED_NO_RESULT', 'CLOSED', 'MOVED')),
    DROP CONSTRAINT complaint_event_act_check,
    ADD CONSTRAINT complaint_event_act_check CHECK (act IN ('RECEIVED', 'SCREENED', 'ASSIGNED', 'FORWARDED_OUT', 'STARTED', 'EXPLAINED', 'FINISHED', 'REFUSED', 'GIVEN_UP', 'CLOSED', 'REOPENED', 'MERGED', 'RETOPICED', 'SUMMED_UP', 'MESSAGE_IN', 'MESSAGE_OUT', 'NOTED', 'FILED', 'RATED', 'REMINDED', 'ERASED', 'MOVED'));

-- The one door by which anything of the channel leaves for other roles: counts of half years that
-- are over, and the head of the ledger as it stood at the end of the last of them. A half year is
-- over on the day after its last, by this server's clock, whatever day is asked for: nobody counts
-- from one day to the next. A split that holds a cell of 1 to 4 hides every cell below 5, and in
-- any case the cells of its two smallest numbers; portal_plugin/corruption/figures.py says why.
CREATE FUNCTION portal_plugin_inspection.published_figures(fiscal_year INTEGER, as_of DATE)
RETURNS JSONB
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    WITH asked AS (
        SELECT
            nullif(current_setting('portal_plugin.tenant', true), '')::uuid AS tenant_id,
            least(as_of, (now() AT TIME ZONE 'Asia/Bangkok')::date - 1) + 1 AS present
    ), closing AS (
        SELECT
            tenant_id,
            (date_trunc('month', present::timestamp)
                - make_interval(months => mod(extract(month FROM present)::integer + 2, 6))
            )::date AS running_from
        FROM asked
    ), half AS (
        SELECT code, starts, ends, ends < closing.running_from AS over
        FROM closing, (VALUES
            ('H1', make_date(fiscal_year - 544, 10, 1), make_date(fiscal_year - 543, 3, 31)),
            ('H2', make_date(fiscal_year - 543, 4, 1), make_date(fiscal_year - 543, 9, 30))
        ) AS each (code, starts, ends)
    ), counted AS (
        SELECT
            half.code AS half,
            CASE WHEN report.first_closed_on <= half.ends THEN 'done' ELSE 'in_progress' END AS state,
            report.category,
            to_char(report.received_on, 'YYYY-MM') AS month
        FROM closing
        JOIN portal_plugin_inspection.report AS report ON report.tenant_id = closing.tenant_id
        JOIN half ON half.over AND report.received_on BETWEEN half.starts AND half.ends
    ), cell AS (
        SELECT half.code AS half, 'states' AS split, value
        FROM half, unnest(ARRAY['done', 'in_progress']) AS value
        UNION ALL
        SELECT half.code, 'categories', value
        FROM half, unnest(ARRAY['BRIBERY', 'CORRUPTION_BUDGET', 'CORRUPTION_DUTY', 'PROCUREMENT', 'PERSONNEL', 'PROPERTY', 'CONFLICT_OF_INTEREST', 'OTHER']) AS value
        UNION ALL
        SELECT half.code, 'months', to_char(half.starts + make_interval(months => after), 'YYYY-MM')
        FROM half, generate_series(0, 5) AS after
    ), tally AS (
        SELECT half, 'states' AS split, state AS value, count(*) AS number
        FROM counted GROUP BY half, state
        UNION ALL
        SELECT half, 'categories', category, count(*) FROM counted GROUP BY half, category
        UNION ALL
        SELECT half, 'months', month, count(*) FROM counted GROUP BY half, month
    ), filled AS (
        SELECT half, split, value, coalesce(tally.number, 0) AS number
        FROM cell LEFT JOIN tally USING (half, split, value)
    ), ruled AS (
        SELECT
            half, split, value, number,
            bool_or(number BETWEEN 1 AND 4) OVER (PARTITION BY half, split) AS has_small,
            dense_rank() OVER (PARTITION BY half, split ORDER BY number) AS place
        FROM filled
    ), published AS (
        SELECT
            half, split,
            jsonb_object_agg(
                value,
                CASE WHEN NOT (has_small AND (number < 5 OR place <= 2)) THEN number END
            ) AS cells
        FROM ruled
        GROUP BY half, split
    )
    SELECT jsonb_build_object(
        'halves', (
            SELECT jsonb_agg(
                jsonb_build_object('half', half.code, 'from', half.starts, 'to', half.ends)
                || CASE WHEN half.over THEN
                    jsonb_build_object(
                        'received', (SELECT count(*) FROM counted WHERE counted.half = half.code)
                    ) || (
                        SELECT jsonb_object_agg(published.split, published.cells)
                        FROM published WHERE published.half = half.code
                    )
                ELSE '{}'::jsonb END
                ORDER BY half.code
            ) FROM half
        ),
        'ledger_head', (
            SELECT encode(entry.digest, 'hex')
            FROM portal_plugin_inspection.ledger_entry AS entry
            WHERE entry.tenant_id = closing.tenant_id AND entry.day < closing.running_from
            ORDER BY entry.position DESC
            LIMIT 1
        )
    )
    FROM closing
    WHERE closing.tenant_id IS NOT NULL
$function$;

REVOKE ALL ON FUNCTION portal_plugin_inspection.published_figures(INTEGER, DATE) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_plugin_inspection.published_figures(INTEGER, DATE)
    TO portal_plugin_app, portal_plugin_inspection;
