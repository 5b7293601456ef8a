package inbox

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// logged puts one message to Siti and two of a blast into the ledger; Siti's has failed.
func logged(t *testing.T, b *bundle) outbox.Send {
	t.Helper()
	b.receive(t, b.text("in-1", siti, "halo"))
	c := b.only(t)
	reply, err := b.Reply(t.Context(), b.ws, c.ID, Draft{Text: "=HYPERLINK(1)"}, "k1", "user")
	if err != nil {
		t.Fatal(err)
	}
	var out outbox.Send
	err = b.db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
		for _, number := range []string{"+6281200000011", "+6281200000022"} {
			_, err := b.outbox.Add(t.Context(), tx, []outbox.Request{{
				Channel: b.around.channel.ID, Lane: outbox.Blast, Origin: outbox.Origin{Kind: outbox.OriginBlast, ID: "b"},
				To: channel.Address{Phone: number}, Purpose: contact.PurposePromo, Preview: "Promo", Content: channel.Content{Type: channel.TypeText},
			}})
			if err != nil {
				return err
			}
		}
		if _, err := tx.Exec(t.Context(), `UPDATE send SET state = 'failed', reason = 'undeliverable', code = '131026', attempt = 1 WHERE id = $1`, reply.ID); err != nil {
			return err
		}
		all, err := b.outbox.List(t.Context(), tx, outbox.Filter{Limit: 9})
		out = all[len(all)-1]
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestService_ListSends_byNumber(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		m := logged(t, b)
		for typed, want := range map[string]int{"": 3, "0812-3456-7890": 1, "+62 812-3456-7890": 1, "7890": 1, "0011": 1, "9999": 0} {
			got, err := b.ListSends(t.Context(), b.ws, LogRequest{Number: typed}, page.Request{})
			if err != nil || len(got.Items) != want {
				t.Errorf("%q finds %d, %v; want %d", typed, len(got.Items), err, want)
			}
		}
		for _, typed := range []string{"12", "Siti"} {
			if _, err := b.ListSends(t.Context(), b.ws, LogRequest{Number: typed}, page.Request{}); !errors.Is(err, outbox.ErrNumberUnusable) {
				t.Errorf("%q = %v", typed, err)
			}
		}
		got, err := b.GetSend(t.Context(), b.ws, m.ID)
		if v := ViewSend(got); err != nil || v.Name != "Siti WA" || v.PhoneDisplay != "+62 812-3456-7890" || v.ConversationID != b.only(t).ID.String() {
			t.Errorf("GetSend = %+v, %v", v, err)
		}
		first, err := b.ListSends(t.Context(), b.ws, LogRequest{}, page.Request{Limit: 2})
		if err != nil || first.Next == "" {
			t.Fatalf("first page = %+v, %v", first, err)
		}
		rest, err := b.ListSends(t.Context(), b.ws, LogRequest{}, page.Request{Limit: 2, Cursor: page.Cursor(first.Next)})
		if err != nil || len(rest.Items) != 1 || rest.Items[0].ID != m.ID || rest.Next != "" {
			t.Errorf("second page = %+v, %v", rest, err)
		}
	})
}

func TestService_WriteLog(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.around.channel.Name = "+Toko"
		logged(t, b)
		var file bytes.Buffer
		if err := b.WriteLog(t.Context(), b.ws, LogRequest{Filter: outbox.Filter{State: outbox.StateFailed}}, &file); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&file).ReadAll()
		if err != nil || len(rows) != 2 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		got := strings.Join(rows[1][1:10], "|")
		if want := "6281234567890|Siti WA|'=HYPERLINK(1)|Gagal|Tidak dapat diantar"; !strings.HasPrefix(got, want) || !strings.HasSuffix(got, "|131026|Orang|'+Toko|1") {
			t.Errorf("row = %q", got)
		}
		if len(rows[0]) != len(rows[1]) || rows[0][0] != "Dibuat" {
			t.Errorf("head = %q", rows[0])
		}
	})
}
