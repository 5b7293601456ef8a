package blast

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/csvcell"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	csvPage = 1000
	csvTime = "2006-01-02 15:04:05"
	bom     = "\uFEFF" // spreadsheets read the file as UTF-8 only with it
)

// WriteCSV writes every recipient with number, state and reason, in the words of the workspace's language and in its time zone. It
// reads page by page, so that the size of a blast does not matter.
func (s *Service) WriteCSV(ctx context.Context, ws id.Workspace, blast ID, out io.Writer) error {
	var lang string
	var zone *time.Location
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		settings, err := s.d.Workspaces.Settings(ctx, q)
		lang, zone = settings.Language, settings.Zone()
		return err
	})
	if err != nil {
		return err
	}
	if _, err := io.WriteString(out, bom); err != nil {
		return err
	}
	w := csv.NewWriter(out)
	w.UseCRLF = true
	if err := w.Write(csvHead(lang)); err != nil {
		return err
	}
	var from contact.ID
	for {
		var page []Recipient
		err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
			rows, err := s.store.listRecipients(ctx, q, listRecipients, blast, after(from), csvPage)
			if err != nil {
				return err
			}
			page, err = s.describe(ctx, q, rows)
			return err
		})
		if err != nil {
			return err
		}
		for i := range page {
			if err := w.Write(csvRow(&page[i], lang, zone)); err != nil {
				return err
			}
		}
		w.Flush()
		if err := w.Error(); err != nil || len(page) < csvPage {
			return err
		}
		from = page[len(page)-1].Contact
	}
}

func csvHead(lang string) []string {
	keys := []string{"number", "name", "state", "reason", "code", "version", "queued_at", "sent_at", "delivered_at", "read_at", "replied_at", "message_id"}
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = word(columnWords, k, lang)
	}
	return out
}

func csvRow(r *Recipient, lang string, zone *time.Location) []string {
	number := r.Send.To.Digits()
	if number == "" && r.Person.Phone != nil {
		number = r.Person.Phone.Digits()
	}
	at := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(zone).Format(csvTime)
	}
	sent := r.Send.SentAt
	if sent.IsZero() {
		sent = r.Send.AcceptedAt
	}
	row := []string{
		number, r.Person.Name, r.State.Word(lang), reasonWords(r.Reason, lang), r.Code, fmt.Sprint(r.Version),
		at(r.Send.CreatedAt), at(sent), at(r.Send.DeliveredAt), at(r.Send.ReadAt), at(r.RepliedAt), r.Send.ExternalID,
	}
	for i := range row {
		row[i] = csvcell.Safe(row[i])
	}
	return row
}

func reasonWords(reason, lang string) string {
	if _, ok := planWords[reason]; ok {
		return word(planWords, reason, lang)
	}
	return outbox.ReasonWords(reason, lang)
}

// word translates a code; an unknown one stays as it is.
func word(words map[string][2]string, key, lang string) string {
	w, ok := words[key]
	switch {
	case !ok:
		return key
	case lang == "en":
		return w[1]
	default:
		return w[0]
	}
}

// recordExport tells the audit log that the recipients of a blast are downloaded.
func (s *Service) recordExport(ctx context.Context, ws id.Workspace, blast ID, actor audit.Thing) error {
	return s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error { return record(ctx, tx, audit.BlastReportExport, actor, blast) })
}
