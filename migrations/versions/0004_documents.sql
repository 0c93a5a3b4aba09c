CREATE TABLE portal_plugin.letterhead (
    head_name TEXT DEFAULT '' NOT NULL,
    head_acting TEXT DEFAULT '' NOT NULL,
    clerk_name TEXT DEFAULT '' NOT NULL,
    clerk_acting TEXT DEFAULT '' NOT NULL,
    address TEXT DEFAULT '' NOT NULL,
    telephone TEXT DEFAULT '' NOT NULL,
    email TEXT DEFAULT '' NOT NULL,
    memo_unit TEXT DEFAULT '' NOT NULL,
    memo_prefix TEXT DEFAULT '' NOT NULL,
    updated_by TEXT NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT letterhead_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT letterhead_tenant_id_key UNIQUE (tenant_id),
    CONSTRAINT letterhead_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.paper (
    product TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    round VARCHAR(32),
    layout TEXT,
    ordinal INTEGER DEFAULT 1 NOT NULL,
    texts JSONB DEFAULT '{}' NOT NULL,
    begun_by TEXT NOT NULL,
    begun_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT paper_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT paper_fiscal_year_check CHECK (fiscal_year between 2500 and 2699),
    CONSTRAINT paper_ordinal_check CHECK (ordinal >= 1),
    CONSTRAINT paper_round_check CHECK (round IN ('6M', '12M')),
    CONSTRAINT paper_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE UNIQUE INDEX paper_product_key ON portal_plugin.paper (tenant_id, product, fiscal_year, coalesce(round, ''), ordinal);

CREATE TABLE portal_plugin.oit_entry (
    fiscal_year INTEGER NOT NULL,
    topic TEXT NOT NULL,
    number TEXT DEFAULT '' NOT NULL,
    title TEXT DEFAULT '' NOT NULL,
    href TEXT DEFAULT '' NOT NULL,
    dated DATE,
    department_id UUID,
    person TEXT DEFAULT '' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    updated_by TEXT NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT oit_entry_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT oit_entry_tenant_id_department_id_fkey FOREIGN KEY(tenant_id, department_id) REFERENCES portal_plugin.department (tenant_id, id),
    CONSTRAINT oit_entry_tenant_id_fiscal_year_topic_key UNIQUE (tenant_id, fiscal_year, topic),
    CONSTRAINT oit_entry_fiscal_year_check CHECK (fiscal_year between 2500 and 2699),
    CONSTRAINT oit_entry_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE TABLE portal_plugin.paper_version (
    paper_id UUID NOT NULL,
    report_id UUID,
    version INTEGER NOT NULL,
    body BYTEA NOT NULL,
    digest TEXT NOT NULL,
    correction TEXT DEFAULT '' NOT NULL,
    state VARCHAR(32) NOT NULL,
    frozen_by TEXT NOT NULL,
    frozen_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    approved_at TIMESTAMP WITH TIME ZONE,
    published_at TIMESTAMP WITH TIME ZONE,
    published_by TEXT,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT paper_version_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT paper_version_tenant_id_paper_id_fkey FOREIGN KEY(tenant_id, paper_id) REFERENCES portal_plugin.paper (tenant_id, id),
    CONSTRAINT paper_version_tenant_id_report_id_fkey FOREIGN KEY(tenant_id, report_id) REFERENCES portal_plugin.report (tenant_id, id),
    CONSTRAINT paper_version_tenant_id_paper_id_version_key UNIQUE (tenant_id, paper_id, version),
    CONSTRAINT paper_version_version_check CHECK (version >= 1),
    CONSTRAINT paper_version_approved_check CHECK ((approved_at is not null) = (state in ('APPROVED', 'PUBLISHED'))),
    CONSTRAINT paper_version_published_check CHECK ((published_at is not null) = (state = 'PUBLISHED')),
    CONSTRAINT paper_version_state_check CHECK (state IN ('CIRCULATING', 'RETURNED', 'WITHDRAWN', 'APPROVED', 'PUBLISHED')),
    CONSTRAINT paper_version_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE INDEX paper_version_tenant_id_report_id_idx ON portal_plugin.paper_version (tenant_id, report_id);

CREATE TABLE portal_plugin.endorsement (
    version_id UUID NOT NULL,
    position INTEGER NOT NULL,
    station VARCHAR(32) NOT NULL,
    person_id TEXT NOT NULL,
    name TEXT NOT NULL,
    post TEXT NOT NULL,
    acting_for TEXT DEFAULT '' NOT NULL,
    decision VARCHAR(32),
    comment TEXT DEFAULT '' NOT NULL,
    decided_at TIMESTAMP WITH TIME ZONE,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT endorsement_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT endorsement_tenant_id_version_id_fkey FOREIGN KEY(tenant_id, version_id) REFERENCES portal_plugin.paper_version (tenant_id, id),
    CONSTRAINT endorsement_tenant_id_version_id_position_key UNIQUE (tenant_id, version_id, position),
    CONSTRAINT endorsement_decided_check CHECK ((decided_at is not null) = (decision is not null)),
    CONSTRAINT endorsement_station_check CHECK (station IN ('AUTHOR', 'SECTION_HEAD', 'DIRECTOR', 'CLERK', 'HEAD')),
    CONSTRAINT endorsement_decision_check CHECK (decision IN ('ENDORSED', 'RETURNED')),
    CONSTRAINT endorsement_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE INDEX endorsement_tenant_id_person_id_idx ON portal_plugin.endorsement (tenant_id, person_id);

CREATE TABLE portal_plugin.rendering (
    version_id UUID,
    fiscal_year INTEGER NOT NULL,
    round VARCHAR(32),
    products TEXT[] NOT NULL,
    formats TEXT[] NOT NULL,
    state VARCHAR(32) NOT NULL,
    total INTEGER NOT NULL,
    done INTEGER DEFAULT 0 NOT NULL,
    failed INTEGER DEFAULT 0 NOT NULL,
    attempts INTEGER DEFAULT 0 NOT NULL,
    message TEXT DEFAULT '' NOT NULL,
    lease_until TIMESTAMP WITH TIME ZONE,
    asked_by TEXT NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT rendering_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT rendering_tenant_id_version_id_fkey FOREIGN KEY(tenant_id, version_id) REFERENCES portal_plugin.paper_version (tenant_id, id),
    CONSTRAINT rendering_tenant_id_version_id_key UNIQUE (tenant_id, version_id),
    CONSTRAINT rendering_counts_check CHECK (done >= 0 and failed >= 0 and done + failed <= total),
    CONSTRAINT rendering_round_check CHECK (round IN ('6M', '12M')),
    CONSTRAINT rendering_state_check CHECK (state IN ('WAITING', 'RUNNING', 'DONE', 'FAILED')),
    CONSTRAINT rendering_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

CREATE INDEX rendering_due_idx ON portal_plugin.rendering (state, lease_until);

CREATE TABLE portal_plugin.rendition (
    rendering_id UUID NOT NULL,
    product TEXT NOT NULL,
    format TEXT NOT NULL,
    filename TEXT NOT NULL,
    data BYTEA NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    tenant_id UUID DEFAULT nullif(current_setting('portal_plugin.tenant', true), '')::uuid NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT rendition_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT rendition_tenant_id_rendering_id_fkey FOREIGN KEY(tenant_id, rendering_id) REFERENCES portal_plugin.rendering (tenant_id, id),
    CONSTRAINT rendition_tenant_id_rendering_id_product_format_key UNIQUE (tenant_id, rendering_id, product, format),
    CONSTRAINT rendition_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES portal_plugin.tenant (id)
);

ALTER TABLE portal_plugin.letterhead ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.letterhead FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.letterhead
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON portal_plugin.letterhead TO portal_plugin_app;

ALTER TABLE portal_plugin.paper ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.paper FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.paper
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE (texts, layout) ON portal_plugin.paper TO portal_plugin_app;

ALTER TABLE portal_plugin.oit_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.oit_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.oit_entry
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON portal_plugin.oit_entry TO portal_plugin_app;

ALTER TABLE portal_plugin.paper_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.paper_version FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.paper_version
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE (state, approved_at, published_at, published_by) ON portal_plugin.paper_version TO portal_plugin_app;

ALTER TABLE portal_plugin.endorsement ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.endorsement FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.endorsement
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE (decision, comment, decided_at) ON portal_plugin.endorsement TO portal_plugin_app;

ALTER TABLE portal_plugin.rendering ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.rendering FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.rendering
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);
GRANT SELECT, INSERT, DELETE, UPDATE (state, total, done, failed, attempts, message, lease_until, finished_at) ON portal_plugin.rendering TO portal_plugin_app;

ALTER TABLE portal_plugin.rendition ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_plugin.rendition FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON portal_plugin.rendition
    USING (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('portal_plugin.tenant', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON portal_plugin.rendition TO portal_plugin_app;

CREATE POLICY province_reads ON portal_plugin.rendering FOR SELECT TO portal_plugin_province USING (true);
GRANT SELECT (tenant_id, id, state, lease_until, asked_at) ON portal_plugin.rendering TO portal_plugin_province;
