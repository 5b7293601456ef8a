package contact_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const smallFile = `Nama,No HP,Email,Grup,Umur
Budi,0812-3456-781,budi@example.com,VIP; Bandung,31
Sari,+62 812 3456 782,,vip,
Rusak,6.28E+12,,,
Budi lagi,62 8123456781,,,
Umur salah,08123456783,,,tua
Pendek,08123456784
"Tono, S.E.",08123456785,,,40
`

func (b *bundle) mapped(t testing.TB, text string, change func(m *contact.Mapping)) contact.Import {
	t.Helper()
	imp := b.upload(t, []byte(text))
	m := imp.Mapping
	m.UpdateExisting = true
	if change != nil {
		change(&m)
	}
	imp, err := b.MapImport(t.Context(), b.ws, imp.ID, m)
	if err != nil {
		t.Fatalf("MapImport: %v", err)
	}
	return imp
}

func (b *bundle) errorsOf(t testing.TB, imp contact.ImportID, language string) [][]string {
	t.Helper()
	var out bytes.Buffer
	if err := b.ExportErrors(t.Context(), b.ws, imp, language, &out); err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(&out)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestImport(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.field(t, contact.Field{Label: "Umur", Type: contact.TypeNumber})
		g := b.group(t, "Impor")
		withGroup := func(m *contact.Mapping) {
			m.Groups = []contact.GroupID{g.ID}
			m.Consent = map[contact.Purpose]string{contact.PurposePromo: "formulir toko"}
		}
		imp := b.mapped(t, smallFile, withGroup)
		if imp.RowCount != 7 || imp.State != contact.ImportUploaded {
			t.Fatalf("Upload = %+v", imp)
		}
		want := contact.Counts{New: 3, Invalid: 3, Duplicate: 1}
		if _, err := b.CheckImport(t.Context(), b.ws, imp.ID, job.Owner{}); err != nil {
			t.Fatal(err)
		}
		b.work(t, imp.ID)
		if got := b.importOf(t, imp.ID); got.State != contact.ImportChecked || got.Counts != want || len(b.state(t)) != 1 {
			t.Fatalf("dry run: %+v; contacts %v", got, b.state(t))
		}
		if got := b.runImport(t, imp.ID); got.State != contact.ImportDone || got.Counts != want || got.Row != 7 || len(got.Columns[0].Samples) != 0 {
			t.Fatalf("run: %+v", got)
		}
		if b.staged.files(t) != 0 {
			t.Error("the file outlived its import")
		}
		rows := b.errorsOf(t, imp.ID, "id")
		var seen []string
		for _, r := range rows[1:] {
			seen = append(seen, r[0]+" "+r[1])
		}
		wantErrors := []string{"4 phone.damaged_by_spreadsheet", "5 import.duplicate", "6 field.number_invalid", "7 import.too_few_cells"}
		if diff := cmp.Diff(wantErrors, seen); diff != "" || rows[1][2] == "" || rows[1][3] != "Rusak" || rows[1][4] != "6.28E+12" {
			t.Errorf("refused rows: %s %v", diff, rows[1])
		}
		first := b.state(t)
		again := b.mapped(t, smallFile, withGroup)
		if got := b.runImport(t, again.ID); got.Counts != (contact.Counts{Unchanged: 3, Invalid: 3, Duplicate: 1}) {
			t.Errorf("second run: %+v", got.Counts)
		}
		if diff := cmp.Diff(first, b.state(t)); diff != "" {
			t.Errorf("the second run changed something: %s", diff)
		}
		if len(first) != 4 || !strings.Contains(strings.Join(first, "\n"), "+628123456785 Tono, S.E. true map[umur:40] [Impor] promo granted formulir toko") {
			t.Errorf("state: %s", strings.Join(first, "\n"))
		}
	})
}

// state is everything an import may change, in a fixed form: the groups with their counters, then each contact by number.
func (b *bundle) state(t testing.TB) []string {
	t.Helper()
	var lines []string
	b.read(t, func(q wsdb.Query) error {
		groups, err := b.Groups(t.Context(), q)
		lines = append(lines, "")
		for _, g := range groups {
			lines[0] += fmt.Sprintf("%s=%d ", g.Name, g.Count)
		}
		if err != nil {
			return err
		}
		ids, err := b.Audience(t.Context(), q, contact.Audience{All: true}, contact.ID{}, 100_000)
		if err != nil {
			return err
		}
		total, _, err := b.CountFilter(t.Context(), q, contact.Filter{})
		if int(total) != len(ids) {
			t.Errorf("the counter says %d, there are %d", total, len(ids))
		}
		for _, i := range ids {
			c, err := b.Get(t.Context(), q, i)
			if err != nil {
				return err
			}
			var names []string
			for _, g := range c.Groups {
				names = append(names, g.Name)
			}
			line := fmt.Sprintf("%s %s %v %v %v", *c.Phone, c.Name, c.NameTyped, c.Fields, names)
			if consent, ok := c.Consents[contact.PurposePromo]; ok {
				line += fmt.Sprintf(" promo %s %s", consent.State, consent.Source)
			}
			lines = append(lines, line)
		}
		return err
	})
	return lines
}

func TestImport_respectsPeople(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		stopped, refused := b.create(t, "Stop", "08123456781"), b.create(t, "Tidak", "08123456782")
		b.write(t, func(tx *wsdb.Tx) error {
			if err := b.SuppressContact(t.Context(), tx, stopped.ID, contact.ReasonOptOut, "chat"); err != nil {
				return err
			}
			if _, err := b.Erase(t.Context(), tx, stopped.ID); err != nil {
				return err
			}
			return b.SetConsent(t.Context(), tx, refused.ID, contact.PurposePromo, false, "chat", "")
		})
		imp := b.mapped(t, "nama,hp\nStop,08123456781\nTidak Lagi,08123456782\n", func(m *contact.Mapping) {
			m.Consent = map[contact.Purpose]string{contact.PurposePromo: "daftar hadir"}
			m.UpdateExisting = false
		})
		got := b.runImport(t, imp.ID)
		if got.Counts != (contact.Counts{New: 1, Unchanged: 1, Suppressed: 1}) {
			t.Errorf("counts: %+v", got.Counts)
		}
		c, _ := b.resolve(t, contact.Address{Phone: "+628123456781"})
		if c.Suppressed == nil || c.Consents[contact.PurposePromo].State == contact.Granted {
			t.Errorf("an import brought back someone who said stop: %+v", c)
		}
		if c := b.get(t, refused.ID); c.Consents[contact.PurposePromo].State != contact.Denied || c.Name != "Tidak" {
			t.Errorf("an import overruled a refusal or a name: %+v", c)
		}
	})
}

// broken is a staging area whose file breaks off for a while, as if the process had been killed in the middle.
type broken struct {
	folder
	after int
}

var errKilled = errors.New("killed")

func (f *broken) Open(ctx context.Context, ws id.Workspace, name string) (io.ReadCloser, error) {
	r, err := f.folder.Open(ctx, ws, name)
	if err != nil {
		return nil, err
	}
	f.after--
	if f.after != 0 {
		return r, nil
	}
	whole, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(whole[:len(whole)*2/3]), errorReader{}), r}, nil
}

type errorReader struct{}

func (errorReader) Read([]byte) (int, error) { return 0, errKilled }

// However often and wherever an import is cut off, and however often it is repeated, the contacts end up the same.
func TestImport_repeatsAndKills(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		rounds := 0
		rapid.Check(t, func(r *rapid.T) {
			if rounds++; rounds > 8 {
				return
			}
			n := rapid.IntRange(1, 900).Draw(r, "rows")
			numbers := rapid.IntRange(1, 700).Draw(r, "numbers")
			chunk := rapid.IntRange(1, 200).Draw(r, "chunk")
			var text strings.Builder
			text.WriteString("nama,hp,grup\n")
			for i := range n {
				fmt.Fprintf(&text, "N%d,0812%07d,G%d\n", i, (i*31)%numbers*3, i%3)
				if i%50 == 7 {
					text.WriteString("buruk,x,\n")
				}
			}
			plain, cut := setup(t, db), setup(t, db)
			staging := &broken{folder: cut.staged}
			cut.restage(staging, chunk)
			mapped := func(b *bundle) contact.ImportID { return b.mapped(t, text.String(), nil).ID }
			done := plain.runImport(t, mapped(plain))
			imp := mapped(cut)
			if _, err := cut.StartImport(t.Context(), cut.ws, imp, job.Owner{}); err != nil {
				r.Fatal(err)
			}
			staging.after = 2 // the second pass breaks off
			if err := cut.Work(t.Context(), contact.ImportWork{Workspace: cut.ws, Import: imp}); !errors.Is(err, errKilled) {
				r.Fatalf("Work = %v", err)
			}
			cut.work(t, imp)
			after := cut.importOf(t, imp)
			if after.Counts != done.Counts || after.State != contact.ImportDone {
				r.Fatalf("cut off: %+v, in one go: %+v", after.Counts, done.Counts)
			}
			if diff := cmp.Diff(plain.state(t), cut.state(t)); diff != "" {
				r.Fatal(diff)
			}
			again := cut.runImport(t, mapped(cut))
			want := contact.Counts{Unchanged: done.Counts.New, Invalid: done.Counts.Invalid, Duplicate: done.Counts.Duplicate}
			if diff := cmp.Diff(plain.state(t), cut.state(t)); diff != "" || again.Counts != want {
				r.Fatalf("repeated: %+v %s", again.Counts, diff)
			}
		})
	})
}

func (b *bundle) restage(s contact.Staging, chunk int) {
	b.Service = contact.New(contact.Deps{
		DB: b.db, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler), Events: b.events, Jobs: b.jobs, Texts: b.texts,
		Staging: s, ChunkRows: chunk,
		Country: func(context.Context, wsdb.Query) (string, error) { return "62", nil },
	})
}

func TestImport_cancelAndFail(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		imp := b.mapped(t, smallFile, func(m *contact.Mapping) { m.Columns[4].Target = contact.TargetIgnore })
		if _, err := b.StartImport(t.Context(), b.ws, imp.ID, job.Owner{}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.StartImport(t.Context(), b.ws, imp.ID, job.Owner{}); !errors.Is(err, contact.ErrImportState) {
			t.Errorf("started twice: %v", err)
		}
		got, err := b.CancelImport(t.Context(), b.ws, imp.ID)
		if err != nil || got.State != contact.ImportCancelled || b.staged.files(t) != 0 {
			t.Fatalf("CancelImport = %+v, %v", got, err)
		}
		b.work(t, imp.ID)
		if len(b.state(t)) != 1 {
			t.Error("a cancelled import went on")
		}
		for range 2 {
			if err := b.Purge(t.Context(), contact.ImportPurge{Workspace: b.ws, Import: imp.ID}); err != nil {
				t.Errorf("Purge: %v", err)
			}
		}
		imp = b.mapped(t, smallFile, nil)
		if _, err := b.StartImport(t.Context(), b.ws, imp.ID, job.Owner{}); err != nil {
			t.Fatal(err)
		}
		b.write(t, func(tx *wsdb.Tx) error { return b.jobs.Cancel(t.Context(), tx, b.importOfTx(t, tx, imp.ID).Job) })
		b.work(t, imp.ID)
		if got := b.importOf(t, imp.ID); got.State != contact.ImportCancelled || len(b.state(t)) != 1 {
			t.Errorf("after the job was cancelled: %+v", got)
		}
		imp = b.mapped(t, smallFile, nil)
		if err := os.RemoveAll(b.staged.dir); err != nil {
			t.Fatal(err)
		}
		if got := b.runImport(t, imp.ID); got.State != contact.ImportFailed || got.ErrorCode != contact.ErrStagedGone.Code {
			t.Errorf("without its file: %+v", got)
		}
		if err := os.Mkdir(b.staged.dir, 0o700); err != nil {
			t.Fatal(err)
		}
		for text, want := range map[string]error{
			"": contact.ErrFileEmpty, "nama,hp\n": contact.ErrNoRows, "PK\x03\x04": contact.ErrNotXLSX,
		} {
			if _, err := b.Upload(t.Context(), b.ws, "x.csv", strings.NewReader(text), job.Owner{}); !errors.Is(err, want) {
				t.Errorf("%q: %v", text, err)
			}
		}
		if b.staged.files(t) != 0 {
			t.Error("a refused file stayed")
		}
	})
}

func (b *bundle) importOfTx(t testing.TB, q wsdb.Query, imp contact.ImportID) contact.Import {
	t.Helper()
	i, err := b.Import(t.Context(), q, imp)
	if err != nil {
		t.Fatal(err)
	}
	return i
}
