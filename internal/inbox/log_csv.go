package inbox

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/csvcell"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	logPage = 1000
	logTime = "2006-01-02 15:04:05"
)

// The columns of the file: Indonesian, English.
var logColumns = [][2]string{
	{"Dibuat", "Created"}, {"Nomor", "Number"}, {"Nama", "Name"}, {"Pesan", "Message"}, {"Status", "State"}, {"Alasan", "Reason"}, {"Kode", "Code"},
	{"Asal", "Origin"}, {"Kanal", "Channel"}, {"Percobaan", "Attempts"}, {"Percobaan terakhir", "Last attempt"}, {"Ditahan sampai", "Held until"},
	{"Terkirim", "Sent"}, {"Sampai", "Delivered"}, {"Dibaca", "Read"}, {"ID pesan", "Message id"}, {"ID di jaringan", "Network id"},
}

// WriteLog writes the log as CSV, in the words of the workspace's language and in its time zone. It reads page by page.
func (s *Service) WriteLog(ctx context.Context, ws id.Workspace, f LogRequest, out io.Writer) error {
	w := csv.NewWriter(out)
	w.UseCRLF = true
	names := map[channel.ID]string{}
	var after outbox.ID
	for first := true; ; first = false {
		var page []Sent
		var settings workspace.Settings
		err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
			if settings, err = s.d.Settings.Settings(ctx, q); err != nil {
				return err
			}
			filter, err := s.logFilter(ctx, q, f)
			if err != nil {
				return err
			}
			filter.After, filter.Limit = after, logPage
			sends, err := s.d.Outbox.List(ctx, q, filter)
			if err != nil {
				return err
			}
			if page, err = s.sent(ctx, q, sends); err != nil {
				return err
			}
			return s.nameChannels(ctx, q, page, names)
		})
		if err != nil {
			return err
		}
		if first {
			_ = w.Write(logHead(settings.Language)) // its error comes with Flush
		}
		for i := range page {
			_ = w.Write(logRow(&page[i], names, settings.Language, settings.Zone()))
		}
		w.Flush()
		if err := w.Error(); err != nil || len(page) < logPage {
			return err
		}
		after = page[len(page)-1].ID
	}
}

// nameChannels looks up the names that are not known yet; a channel that is gone has none.
func (s *Service) nameChannels(ctx context.Context, q wsdb.Query, page []Sent, names map[channel.ID]string) error {
	for i := range page {
		ch := page[i].Channel
		if _, ok := names[ch]; ok {
			continue
		}
		known, err := s.d.Channels.Get(ctx, q, ch)
		if err != nil && !errors.Is(err, channel.ErrNotFound) {
			return err
		}
		names[ch] = known.Name
	}
	return nil
}

func logHead(lang string) []string {
	out := make([]string, len(logColumns))
	for i, c := range logColumns {
		out[i] = c[0]
		if lang == "en" {
			out[i] = c[1]
		}
	}
	return out
}

func logRow(m *Sent, names map[channel.ID]string, lang string, zone *time.Location) []string {
	at := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(zone).Format(logTime)
	}
	sent := m.SentAt
	if sent.IsZero() {
		sent = m.AcceptedAt
	}
	row := []string{
		at(m.CreatedAt), m.Number().Digits(), m.Person.Name, m.Preview, m.State.Word(lang), outbox.ReasonWords(m.Reason, lang), m.Code,
		m.Lane.Word(lang), names[m.Channel], strconv.Itoa(m.Attempt), at(m.SendingAt), at(m.HeldUntil), at(sent), at(m.DeliveredAt), at(m.ReadAt),
		m.ID.String(), m.ExternalID,
	}
	for i := range row {
		row[i] = csvcell.Safe(row[i])
	}
	return row
}
