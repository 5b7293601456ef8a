package report

import (
	"cmp"
	"context"
	"encoding/csv"
	"io"
	"strconv"

	"github.com/kelolapesan/kelola/internal/csvcell"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// The columns of the files: Indonesian, English.
var (
	dayColumns = [][2]string{
		{"Tanggal", "Day"}, {"Semua pesan", "All messages"}, {"Menunggu", "Waiting"}, {"Terkirim", "Sent"}, {"Sampai", "Delivered"},
		{"Dibaca", "Read"}, {"Gagal", "Failed"}, {"Dilewati", "Skipped"}, {"Tidak diketahui", "Unknown"}, {"Dibalas", "Replied"},
		{"Berhenti", "Opt-outs"}, {"Jawaban", "Answers"}, {"Median waktu balas (detik)", "Median reply time (seconds)"},
		{"Waktu balas 90% (detik)", "Reply time of 90% (seconds)"},
	}
	agentColumns = [][2]string{
		{"Anggota", "Member"}, {"Percakapan", "Conversations"}, {"Pesan", "Messages"}, {"Jawaban", "Answers"},
		{"Median waktu balas (detik)", "Median reply time (seconds)"}, {"Waktu balas 90% (detik)", "Reply time of 90% (seconds)"},
		{"Menunggu sekarang", "Waiting now"},
	}
	formerMember = [2]string{"Mantan anggota", "Former member"}
)

func said(words [2]string, lang string) string {
	if lang == "en" {
		return words[1]
	}
	return words[0]
}

// table makes the rows of a file, days or agents, and says in which language its head is.
func (s *Service) table(ctx context.Context, ws id.Workspace, r *Report, of string) (lang string, rows [][]string, err error) {
	err = s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		settings, err := s.d.Settings.Settings(ctx, q)
		lang = settings.Language
		return err
	})
	if err != nil {
		return "", nil, err
	}
	if of != "agents" {
		for i := range r.Days {
			rows = append(rows, dayRow(&r.Days[i]))
		}
		return lang, rows, nil
	}
	names, err := s.d.Names(ctx, ws)
	if err != nil {
		return "", nil, err
	}
	for _, a := range r.Agents {
		name := cmp.Or(names[a.User], said(formerMember, lang))
		rows = append(rows, append([]string{csvcell.Safe(name)}, append(append(numbers(a.Conversations, a.Messages), waitCells(a.Waits)...), numbers(a.Open)...)...))
	}
	return lang, rows, nil
}

func dayRow(d *Day) []string {
	row := append([]string{d.Date}, numbers(d.Total(), d.Waiting(), d.Taken(), d.Arrived(), d.Read, d.Failed, d.Skipped, d.Unknown, d.Replied, d.Stops)...)
	return append(row, waitCells(d.Waits)...)
}

func waitCells(w Waits) []string {
	if w.Answers() == 0 {
		return []string{"0", "", ""}
	}
	return numbers(w.Answers(), w.Within(0.5), w.Within(0.9))
}

func numbers(list ...int64) []string {
	out := make([]string, len(list))
	for i, n := range list {
		out[i] = strconv.FormatInt(n, 10)
	}
	return out
}

func writeCSV(out io.Writer, lang, of string, rows [][]string) error {
	columns := dayColumns
	if of == "agents" {
		columns = agentColumns
	}
	head := make([]string, len(columns))
	for i, c := range columns {
		head[i] = said(c, lang)
	}
	w := csv.NewWriter(out)
	w.UseCRLF = true
	_ = w.Write(head) // its error comes with Flush
	_ = w.WriteAll(rows)
	w.Flush()
	return w.Error()
}
