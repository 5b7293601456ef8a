CREATE TABLE contact_import (
    id UUID NOT NULL PRIMARY KEY, -- C3 W
    state TEXT NOT NULL, -- C3 W
    file_name TEXT NOT NULL, -- C3 W
    file_size BIGINT NOT NULL, -- C3 W
    staged TEXT NOT NULL, -- C3 W
    dialect TEXT NOT NULL, -- C3 W
    has_header BOOLEAN NOT NULL, -- C3 W
    columns TEXT NOT NULL, -- C3 E
    row_count BIGINT NOT NULL, -- C3 W
    mapping TEXT NOT NULL, -- C3 W
    row_cursor BIGINT NOT NULL, -- C3 W
    counts TEXT NOT NULL, -- C3 W
    job_id UUID, -- C3 W
    error_code TEXT NOT NULL, -- C3 W
    created_by UUID, -- C3 W
    created_at BIGINT NOT NULL, -- C3 W
    updated_at BIGINT NOT NULL -- C3 W
);

-- Rows that were not taken over, as they stood in the file, for the person to mend.
CREATE TABLE contact_import_error (
    import_id UUID NOT NULL, -- C3 E
    row_no BIGINT NOT NULL, -- C3 E
    line BIGINT NOT NULL, -- C3 E
    code TEXT NOT NULL, -- C3 E
    field TEXT NOT NULL, -- C3 E
    cells TEXT NOT NULL, -- C3 E
    PRIMARY KEY (import_id, row_no)
);
