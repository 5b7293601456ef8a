package contact

import (
	"strconv"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
)

// ImportID identifies an import.
type ImportID = id.ID[Import]

// ImportState is how far an import is.
type ImportState string

// The states of an import. Done, failed and cancelled are ends.
const (
	ImportUploaded  ImportState = "uploaded"
	ImportChecking  ImportState = "checking"
	ImportChecked   ImportState = "checked"
	ImportRunning   ImportState = "running"
	ImportDone      ImportState = "done"
	ImportFailed    ImportState = "failed"
	ImportCancelled ImportState = "cancelled"
)

// Import is a file of contacts on its way into the workspace.
type Import struct {
	ID        ImportID
	State     ImportState
	FileName  string
	FileSize  int64
	HasHeader bool
	Columns   []Column
	RowCount  int64
	Mapping   Mapping
	Row       int64 // how many rows are worked on, counted without the column names
	Counts    Counts
	Job       job.ID
	ErrorCode string
	CreatedBy job.Owner
	CreatedAt time.Time
	UpdatedAt time.Time

	staged  string // name in the staging area, empty once removed
	dialect dialect
}

// Column is a column of the file, with what it probably is.
type Column struct {
	Index   int      `json:"index"`
	Header  string   `json:"header"`
	Samples []string `json:"samples"`
	Guess   string   `json:"guess"`
}

// Targets of a column besides field:<key>.
const (
	TargetName   = "name"
	TargetPhone  = "phone"
	TargetEmail  = "email"
	TargetGroup  = "group"
	TargetIgnore = "ignore"
	targetField  = "field:"
)

// ColumnTarget says what a column becomes.
type ColumnTarget struct {
	Index  int    `json:"index"`
	Target string `json:"target"`
}

// Mapping says what an import makes of the file. Consent names, per purpose, where the people of the file agreed; a purpose that
// is not named stays unknown.
type Mapping struct {
	Columns        []ColumnTarget     `json:"columns"`
	Groups         []GroupID          `json:"group_ids"`
	Consent        map[Purpose]string `json:"consent,omitempty"`
	UpdateExisting bool               `json:"update_existing"`
}

// Counts is what became of the rows so far. Invalid and duplicate rows are in the list of errors.
type Counts struct {
	New        int64 `json:"new"`
	Updated    int64 `json:"updated"`
	Unchanged  int64 `json:"unchanged"`
	Invalid    int64 `json:"invalid"`
	Duplicate  int64 `json:"duplicate"`
	Suppressed int64 `json:"suppressed"` // of the rows above, how many must not be written to
}

func (c *Counts) add(o Counts) {
	c.New += o.New
	c.Updated += o.Updated
	c.Unchanged += o.Unchanged
	c.Invalid += o.Invalid
	c.Duplicate += o.Duplicate
	c.Suppressed += o.Suppressed
}

// Faults of imports.
var (
	ErrImportNotFound = fault.New(fault.NotFound, "import.not_found", "There is no such import.")
	ErrImportState    = fault.New(fault.Conflict, "import.wrong_state", "The import is not in a state for this.")
	ErrNoPhoneColumn  = fault.New(fault.Invalid, "import.no_phone_column", "One column must hold the phone number.")
	ErrMapping        = fault.New(fault.Invalid, "import.mapping_invalid", "The assignment of columns is not right.")
	ErrDuplicate      = fault.New(fault.Invalid, "import.duplicate", "An earlier row has the same phone number.")
	ErrStagedGone     = fault.New(fault.Gone, "import.file_gone", "The uploaded file is no longer there. Upload it again.")
	ErrFileChanged    = fault.New(fault.Invalid, "import.file_unreadable", "The uploaded file could not be read to its end.")
)

// active says that a worker is on it.
func (i *Import) active() bool { return i.State == ImportChecking || i.State == ImportRunning }

// mappable says whether the mapping may still change.
func (i *Import) mappable() error {
	if i.State != ImportUploaded && i.State != ImportChecked {
		return ErrImportState
	}
	return nil
}

// begin starts checking or running from the first row.
func (i *Import) begin(state ImportState, jobID job.ID, now time.Time) error {
	if err := i.mappable(); err != nil {
		return err
	}
	if i.Mapping.column(TargetPhone) < 0 {
		return ErrNoPhoneColumn
	}
	i.State, i.Job, i.Row, i.Counts, i.ErrorCode, i.UpdatedAt = state, jobID, 0, Counts{}, "", now
	return nil
}

// column returns the index of the column with the target, or -1.
func (m *Mapping) column(target string) int {
	for _, c := range m.Columns {
		if c.Target == target {
			return c.Index
		}
	}
	return -1
}

// check says what is wrong with a mapping, given the file's columns and the custom fields.
func (m *Mapping) check(columns int, types fieldTypes) error {
	seenColumn, seenTarget := map[int]bool{}, map[string]bool{}
	for n, c := range m.Columns {
		at := "columns[" + strconv.Itoa(n) + "]"
		if c.Index < 0 || c.Index >= columns || seenColumn[c.Index] {
			return ErrMapping.WithField(at+".index", "import.column_unknown", "The file has no such column, or it is named twice.")
		}
		seenColumn[c.Index] = true
		switch key, isField := strings.CutPrefix(c.Target, targetField); {
		case isField:
			if _, ok := types[key]; !ok {
				return ErrMapping.WithField(at+".target", ErrFieldNotFound.Code, ErrFieldNotFound.Detail)
			}
		case c.Target == TargetIgnore || c.Target == TargetGroup:
			continue
		case c.Target != TargetName && c.Target != TargetPhone && c.Target != TargetEmail:
			return ErrMapping.WithField(at+".target", "import.target_unknown", "The target is name, phone, email, group, ignore or field:<key>.")
		}
		if seenTarget[c.Target] {
			return ErrMapping.WithField(at+".target", "import.target_twice", "Two columns have the same target.")
		}
		seenTarget[c.Target] = true
	}
	if !seenTarget[TargetPhone] {
		return ErrNoPhoneColumn
	}
	for p, source := range m.Consent {
		source = cleanText(source)
		if !p.Valid() {
			return ErrPurpose
		}
		if source == "" || len([]rune(source)) > maxSource {
			return ErrMapping.WithField("consent."+string(p), "contact.consent_source", "Say in 1 to 300 characters where the consent came from.")
		}
		m.Consent[p] = source
	}
	return nil
}
