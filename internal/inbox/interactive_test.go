package inbox

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestInteractiveReply(t *testing.T) {
	t.Parallel()
	list := &InteractiveReply{
		Kind: "list", Header: "Menu", Body: " Pilih satu ", Footer: "Toko", ListTitle: "Lihat", URL: "https://left.example",
		Sections: []ListSection{{Title: "A", Rows: []ListRow{{Title: "Satu", Description: "x"}}}, {Title: "B", Rows: []ListRow{{Title: "Dua"}, {Title: "Tiga"}}}},
	}
	want := &channel.Interactive{
		Kind: "list", Header: &channel.Header{Type: channel.TypeText, Text: "Menu"}, Body: "Pilih satu", Footer: "Toko", ListTitle: "Lihat",
		Sections: []channel.Section{
			{Title: "A", Rows: []channel.Row{{ID: "r1", Title: "Satu", Description: "x"}}},
			{Title: "B", Rows: []channel.Row{{ID: "r2", Title: "Dua"}, {ID: "r3", Title: "Tiga"}}},
		},
	}
	if diff := cmp.Diff(want, list.interactive()); diff != "" {
		t.Error(diff)
	}
	buttons := &InteractiveReply{Kind: "button", Body: "Jadi?", Buttons: []InteractiveTitle{{"Ya"}, {"Tidak"}}, ListTitle: "x"}
	if diff := cmp.Diff(&channel.Interactive{Kind: "button", Body: "Jadi?", Buttons: []channel.Button{{ID: "b1", Title: "Ya"}, {ID: "b2", Title: "Tidak"}}}, buttons.interactive()); diff != "" {
		t.Error(diff)
	}
	link := &InteractiveReply{Kind: "cta_url", Body: "Katalog", DisplayText: "Buka", URL: "https://x.example"}
	if diff := cmp.Diff(&channel.Interactive{Kind: "cta_url", Body: "Katalog", DisplayText: "Buka", URL: "https://x.example"}, link.interactive()); diff != "" {
		t.Error(diff)
	}
	if (*InteractiveReply)(nil).interactive() != nil {
		t.Error("nothing became something")
	}
}

// A message to tap on goes out inside the window only, keeps what it offers, and the list shows its text.
func TestService_Reply_interactive(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.receive(t, b.text("wamid.1", siti, "Halo"))
		c := b.only(t)
		d := Draft{Interactive: &channel.Interactive{Kind: "button", Body: "Jadi dikirim?", Buttons: []channel.Button{{ID: "b1", Title: "Ya"}}}}
		got, err := b.Reply(t.Context(), b.ws, c.ID, d, "k1", "user")
		if err != nil || got.Type != channel.TypeInteractive || got.Text != "Jadi dikirim?" {
			t.Fatalf("Reply = %+v, %v", got, err)
		}
		if v := messageView(got); v.Content == nil || v.Content.Interactive == nil || v.Content.Interactive.Buttons[0].Title != "Ya" {
			t.Errorf("view = %+v", v.Content)
		}
		if again, err := b.Reply(t.Context(), b.ws, c.ID, d, "k1", "user"); err != nil || again.ID != got.ID {
			t.Errorf("a repeat = %v, %v", again.ID, err)
		}
		if last := b.only(t); last.LastPreview != "Jadi dikirim?" {
			t.Errorf("preview = %q", last.LastPreview)
		}
		dbtest.Clock(t, db).Set(c.WindowUntil)
		if _, err := b.Reply(t.Context(), b.ws, c.ID, d, "k2", "user"); !errors.Is(err, ErrWindowClosed) {
			t.Errorf("after 24 hours = %v", err)
		}
	})
}
