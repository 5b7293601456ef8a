package blast

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestService_WriteCSV(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		people := b.people(t, 3)
		evil := `=HYPERLINK("http://x";"y")`
		if _, err := b.contacts.Update(t.Context(), b.ws, people[0], contact.Draft{Name: &evil}); err != nil {
			t.Fatal(err)
		}
		b.consent(t, people[1], false)
		b.around.with(func(a *around) {
			a.answer = func(m channel.Outgoing) error {
				if strings.HasSuffix(m.To.Phone, "2") {
					return &channel.SendError{Code: 131026, Class: channel.ClassNotOnNetwork}
				}
				return nil
			}
		})
		d := b.draft(t)
		b.dispatch(t)
		b.start(t, d)
		b.waitState(t, d, Finished)
		var out bytes.Buffer
		if err := b.WriteCSV(t.Context(), b.ws, d.ID, &out); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(out.String(), bom) {
			t.Fatal("no byte order mark")
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), bom))).ReadAll()
		if err != nil || len(rows) != 4 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		if rows[0][0] != "Nomor" || rows[1][0] != "628120000000" || rows[1][1] != "'"+evil || rows[1][2] != "Diterima jaringan" || rows[1][7] == "" {
			t.Errorf("first rows = %q %q", rows[0], rows[1])
		}
		if rows[2][0] != "628120000001" || rows[2][2] != "Dilewati" || rows[2][3] != "Persetujuan ditolak" {
			t.Errorf("skipped = %q", rows[2])
		}
		if rows[3][2] != "Gagal" || rows[3][3] != "Nomor tidak memakai WhatsApp" || rows[3][4] != "131026" {
			t.Errorf("failed = %q", rows[3])
		}
	})
}

// Every column, and every reason that only a blast knows, has words in both languages.
func TestWords(t *testing.T) {
	t.Parallel()
	for _, words := range []map[string][2]string{columnWords, planWords} {
		for key, w := range words {
			if key == "" || w[0] == "" || w[1] == "" {
				t.Errorf("%q = %q", key, w)
			}
		}
	}
	if word(columnWords, "new", "id") != "new" {
		t.Error("an unknown code is not shown")
	}
}
