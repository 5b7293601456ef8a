package contact

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// ErrNoFile is returned for an upload without a file, or one that broke off.
var ErrNoFile = fault.New(fault.Invalid, "import.no_file", "Send a form with the CSV or .xlsx file in the field file.")

func (s *Service) registerImports(a *httpapi.API) {
	get, post, put := http.MethodGet, http.MethodPost, http.MethodPut
	read, edit := httpapi.Read, httpapi.Edit
	a.Raw(httpapi.Op{ID: "upload-import", Method: post, Path: "/imports", Summary: "Upload a CSV or .xlsx file of contacts", Right: edit, MaxBody: -1,
		Description: "Of a spreadsheet with several filled sheets the field sheet, before the field file, says which one.",
		Consumes:    "multipart/form-data", Answer: reflect.TypeFor[importView](), Status: http.StatusCreated}, s.handleUpload)
	httpapi.Register(a, httpapi.Op{ID: "list-imports", Method: get, Path: "/imports", Summary: "Imports, newest first", Right: read}, s.handleImports)
	httpapi.Register(a, httpapi.Op{ID: "get-import", Method: get, Path: "/imports/{import}", Summary: "An import", Right: read}, s.handleImport)
	httpapi.Register(a, httpapi.Op{ID: "map-import", Method: put, Path: "/imports/{import}/mapping", Summary: "Say what the columns become", Right: edit}, s.handleMapImport)
	httpapi.Register(a, httpapi.Op{ID: "check-import", Method: post, Path: "/imports/{import}/check", Summary: "Try an import without changing anything", Right: edit, Status: http.StatusOK}, s.handleCheckImport)
	httpapi.Register(a, httpapi.Op{ID: "start-import", Method: post, Path: "/imports/{import}/start", Summary: "Take the rows over", Right: edit, Status: http.StatusOK}, s.handleStartImport)
	httpapi.Register(a, httpapi.Op{ID: "cancel-import", Method: post, Path: "/imports/{import}/cancel", Summary: "Stop an import", Right: edit, AllowReadOnly: true, Status: http.StatusOK}, s.handleCancelImport)
	a.Raw(httpapi.Op{ID: "export-import-errors", Method: get, Path: "/imports/{import}/errors.csv", Summary: "The refused rows, with reasons",
		Description: "The query lang is id or en.", Right: read, Produces: "text/csv"}, s.handleImportErrors)
	a.Raw(httpapi.Op{ID: "export-contacts", Method: get, Path: "/contacts/export.csv", Summary: "Contacts as CSV",
		Description: "Takes the filters of the list of contacts.", Right: read, AllowReadOnly: true, Produces: "text/csv"}, s.handleExport)
	a.Raw(httpapi.Op{ID: "export-contacts-xlsx", Method: get, Path: "/contacts/export.xlsx", Summary: "Contacts as a spreadsheet",
		Description: "Takes the filters of the list of contacts. Every cell is a text.", Right: read, AllowReadOnly: true, Produces: typeXLSX}, s.handleExport)
}

type progressView struct {
	Done  int64 `json:"done"`
	Total int64 `json:"total"`
}

type mappingView struct {
	Columns        []ColumnTarget     `json:"columns" maxItems:"500"`
	GroupIDs       []GroupID          `json:"group_ids,omitempty" maxItems:"200"`
	Consent        map[Purpose]string `json:"consent,omitempty" doc:"Per purpose, in words: where the people in the file agreed."`
	UpdateExisting bool               `json:"update_existing,omitempty"`
}

type importView struct {
	ID        ImportID     `json:"id"`
	State     ImportState  `json:"state" enum:"uploaded,checking,checked,running,done,failed,cancelled"`
	FileName  string       `json:"file_name"`
	Columns   []Column     `json:"columns"`
	RowCount  int64        `json:"row_count"`
	Mapping   mappingView  `json:"mapping"`
	Counts    Counts       `json:"counts"`
	JobID     *job.ID      `json:"job_id"`
	Progress  progressView `json:"progress"`
	ErrorCode string       `json:"error_code"`
	CreatedAt time.Time    `json:"created_at"`
	UpdatedAt time.Time    `json:"updated_at"`
}

func viewImport(i Import) importView {
	v := importView{
		ID: i.ID, State: i.State, FileName: i.FileName, Columns: i.Columns, RowCount: i.RowCount,
		Mapping: mappingView{Columns: i.Mapping.Columns, GroupIDs: i.Mapping.Groups, Consent: i.Mapping.Consent, UpdateExisting: i.Mapping.UpdateExisting},
		Counts:  i.Counts, Progress: progressView{Done: i.Row, Total: i.RowCount}, ErrorCode: i.ErrorCode,
		CreatedAt: i.CreatedAt, UpdatedAt: i.UpdatedAt,
	}
	if !i.Job.IsZero() {
		v.JobID = &i.Job
	}
	return v
}

func (s *Service) handleUpload(w http.ResponseWriter, r *http.Request, p account.Principal, ws id.Workspace) error {
	form, err := r.MultipartReader()
	if err != nil {
		return ErrNoFile.With(err)
	}
	sheetName := ""
	for {
		part, err := form.NextPart()
		if err != nil {
			return ErrNoFile.With(err)
		}
		if part.FormName() == "sheet" {
			name, err := io.ReadAll(io.LimitReader(part, 1000))
			if err != nil {
				return ErrNoFile.With(err)
			}
			sheetName = string(name)
		}
		if part.FormName() != "file" {
			continue
		}
		imp, err := s.UploadSheet(r.Context(), ws, part.FileName(), sheetName, part, owner(p))
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = ErrNoFile.With(err)
		}
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		return json.NewEncoder(w).Encode(viewImport(imp))
	}
}

func owner(p account.Principal) job.Owner { return id.From[any](p.User.ID.Bytes()) }

type importsOutput struct {
	Body httpapi.List[importView]
}

func (s *Service) handleImports(ctx context.Context, _ account.Principal, ws id.Workspace, in *httpapi.Paging) (*importsOutput, error) {
	var found page.Page[Import]
	err := s.deps.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		found, err = s.Imports(ctx, q, in.Request())
		return err
	})
	return &importsOutput{Body: httpapi.ListOf(found, viewImport)}, err
}

type importInput struct {
	Import ImportID `path:"import"`
}

type importOutput struct{ Body importView }

func (s *Service) handleImport(ctx context.Context, _ account.Principal, ws id.Workspace, in *importInput) (*importOutput, error) {
	var i Import
	err := s.deps.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		i, err = s.Import(ctx, q, in.Import)
		return err
	})
	return &importOutput{Body: viewImport(i)}, err
}

type mapImportInput struct {
	Import ImportID `path:"import"`
	Body   mappingView
}

func (s *Service) handleMapImport(ctx context.Context, _ account.Principal, ws id.Workspace, in *mapImportInput) (*importOutput, error) {
	m := Mapping{Columns: in.Body.Columns, Groups: in.Body.GroupIDs, Consent: in.Body.Consent, UpdateExisting: in.Body.UpdateExisting}
	i, err := s.MapImport(ctx, ws, in.Import, m)
	return &importOutput{Body: viewImport(i)}, err
}

func (s *Service) handleCheckImport(ctx context.Context, p account.Principal, ws id.Workspace, in *importInput) (*importOutput, error) {
	i, err := s.CheckImport(ctx, ws, in.Import, owner(p))
	return &importOutput{Body: viewImport(i)}, err
}

func (s *Service) handleStartImport(ctx context.Context, p account.Principal, ws id.Workspace, in *importInput) (*importOutput, error) {
	i, err := s.StartImport(ctx, ws, in.Import, owner(p))
	return &importOutput{Body: viewImport(i)}, err
}

func (s *Service) handleCancelImport(ctx context.Context, _ account.Principal, ws id.Workspace, in *importInput) (*importOutput, error) {
	i, err := s.CancelImport(ctx, ws, in.Import)
	return &importOutput{Body: viewImport(i)}, err
}

func (s *Service) handleImportErrors(w http.ResponseWriter, r *http.Request, p account.Principal, ws id.Workspace) error {
	imp, err := id.Parse[Import](r.PathValue("import"))
	if err != nil {
		return ErrImportNotFound
	}
	err = s.deps.DB.Write(r.Context(), ws, func(tx *wsdb.Tx) error {
		if _, err := getImport(r.Context(), tx, imp); err != nil {
			return err
		}
		return audit.RecordVia(r.Context(), tx, audit.Entry{Actor: p.Actor(), Action: audit.ImportErrorsExported, Subject: audit.Ref(imp)})
	})
	if err != nil {
		return err
	}
	return s.ExportErrors(r.Context(), ws, imp, r.URL.Query().Get("lang"), &download{w: w, name: "baris-ditolak.csv"})
}

func (s *Service) handleExport(w http.ResponseWriter, r *http.Request, p account.Principal, ws id.Workspace) error {
	q := r.URL.Query()
	in := FilterInput{
		Search: q.Get("search"), Group: q.Get("group"), Consent: q.Get("consent"), Suppressed: q.Get("suppressed"), HasPhone: q.Get("has_phone"),
		fields: fieldConditions(q),
	}
	f, err := in.filter()
	if err != nil {
		return err
	}
	err = s.deps.DB.Write(r.Context(), ws, func(tx *wsdb.Tx) error {
		return audit.RecordVia(r.Context(), tx, audit.Entry{Actor: p.Actor(), Action: audit.ContactsExported})
	})
	if err != nil {
		return err
	}
	if strings.HasSuffix(r.URL.Path, ".xlsx") {
		return s.ExportXLSX(r.Context(), ws, f, &download{w: w, name: "kontak.xlsx", kind: typeXLSX})
	}
	return s.Export(r.Context(), ws, f, &download{w: w, name: "kontak.csv"})
}

// download begins its answer with the first byte, so that what fails before can still be answered as a problem.
type download struct {
	w       http.ResponseWriter
	name    string
	kind    string // empty is CSV
	started bool
}

const typeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Write implements io.Writer. A CSV file begins with the mark by which spreadsheets know UTF-8.
func (d *download) Write(b []byte) (int, error) {
	if !d.started {
		d.started = true
		h := d.w.Header()
		mark := bomUTF8
		if h.Set("Content-Type", "text/csv; charset=utf-8"); d.kind != "" {
			h.Set("Content-Type", d.kind)
			mark = nil
		}
		h.Set("Content-Disposition", `attachment; filename="`+d.name+`"`)
		h.Set("Cache-Control", "no-store")
		if _, err := d.w.Write(mark); err != nil {
			return 0, err
		}
	}
	return d.w.Write(b)
}
