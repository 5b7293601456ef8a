package transfer

import (
	"context"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
)

// Register adds the operations of owners. Whoever may delete everything may take it along first.
func (s *Service) Register(a *httpapi.API) {
	httpapi.Register(a, httpapi.Op{
		ID: "create-export-ticket", Method: http.MethodPost, Path: "/export-tickets", Summary: "Ask for an export of the whole workspace",
		Right: httpapi.Delete, AllowReadOnly: true, Status: http.StatusCreated,
		Description: "Needs the person's licence code, typed anew. The answer has a token for one download within five minutes.",
	}, s.handleTicket)
	a.Raw(httpapi.Op{
		ID: "export-workspace", Method: http.MethodGet, Path: "/export", Summary: "Download the whole workspace",
		Description: "Takes the query ticket, a token of create-export-ticket. The archive is described in docs/export.md.",
		Right:       httpapi.Delete, AllowReadOnly: true, Produces: typeZip,
	}, s.handleExport)
	a.Raw(httpapi.Op{
		ID: "export-contact-data", Method: http.MethodGet, Path: "/contacts/{contact}/export", Summary: "Download everything about one contact",
		Description: "For the person who asks what is known about them: rows and files, described as in docs/export.md.",
		Right:       httpapi.Manage, AllowReadOnly: true, Produces: typeZip,
	}, s.handleContact)
}

func (s *Service) handleContact(w http.ResponseWriter, r *http.Request, p account.Principal, _ id.Workspace) error {
	c, err := id.Parse[contact.Contact](r.PathValue("contact"))
	if err != nil {
		return contact.ErrNotFound
	}
	_, err = s.ExportContact(r.Context(), p.Workspace, c, p.Actor(), &download{w: w, name: "kontak-" + c.String() + ".zip"})
	return err
}

const typeZip = "application/zip"

type ticketInput struct {
	Body struct {
		LicenceCode string `json:"licence_code" maxLength:"100"`
	}
}

type ticketOutput struct {
	Body struct {
		Ticket    string    `json:"ticket" doc:"For one download"`
		ExpiresAt time.Time `json:"expires_at"`
	}
}

func (s *Service) handleTicket(ctx context.Context, p account.Principal, _ id.Workspace, in *ticketInput) (*ticketOutput, error) {
	out := &ticketOutput{}
	var err error
	out.Body.Ticket, out.Body.ExpiresAt, err = s.Ticket(ctx, p, secret.New(in.Body.LicenceCode))
	return out, err
}

func (s *Service) handleExport(w http.ResponseWriter, r *http.Request, p account.Principal, _ id.Workspace) error {
	if err := s.use(p, r.URL.Query().Get("ticket")); err != nil {
		return err
	}
	out := &download{w: w, name: "kelola-" + p.Workspace.Slug + "-" + s.d.Clock.Now().UTC().Format("20060102") + ".zip"}
	_, err := s.Export(r.Context(), p.Workspace, p.Actor(), out)
	return err
}

// download begins its answer with the first byte, so that what fails before can still be answered as a problem.
type download struct {
	w       http.ResponseWriter
	name    string
	started bool
}

// Abort ends a write that waits for somebody who reads slowly or not at all.
func (d *download) Abort() {
	_ = http.NewResponseController(d.w).SetWriteDeadline(time.Unix(1, 0)) // a connection that cannot is one of a test
}

// Write implements io.Writer.
func (d *download) Write(b []byte) (int, error) {
	if !d.started {
		d.started = true
		h := d.w.Header()
		h.Set("Content-Type", typeZip)
		h.Set("Content-Disposition", `attachment; filename="`+d.name+`"`)
		h.Set("Cache-Control", "no-store")
		h.Set("Referrer-Policy", "no-referrer")
		d.w.WriteHeader(http.StatusOK)
	}
	return d.w.Write(b)
}
