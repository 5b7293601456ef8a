package inbox

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestService_Reply(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.receive(t, b.text("wamid.1", siti, "Halo"))
		c := b.only(t)
		got, err := b.Reply(t.Context(), b.ws, c.ID, Draft{Text: "Selamat pagi"}, "k1", "user")
		if err != nil || got.State != outbox.StateQueued || got.Text != "Selamat pagi" {
			t.Fatalf("Reply = %+v, %v", got, err)
		}
		again, err := b.Reply(t.Context(), b.ws, c.ID, Draft{Text: "Selamat pagi"}, "k1", "user")
		if err != nil || again.ID != got.ID {
			t.Fatalf("the same key again = %v, %v; want %v", again.ID, err, got.ID)
		}
		if _, err := b.Reply(t.Context(), b.ws, c.ID, Draft{Text: "lain"}, "k1", "user"); !errors.Is(err, outbox.ErrKeyReused) {
			t.Fatalf("another text under the same key = %v", err)
		}
		if got := lines(b.thread(t, c.ID)); !cmp.Equal(got, []string{"out:Selamat pagi", "in:Halo"}) {
			t.Fatalf("thread = %q", got)
		}
		c = b.only(t)
		if c.LastPreview != "Selamat pagi" || c.LastDirection != Out || c.LastState != outbox.StateQueued || c.Unread != 1 {
			t.Fatalf("conversation = %+v", c)
		}
		for _, bad := range []struct {
			draft Draft
			key   string
			want  error
		}{{Draft{}, "k2", ErrEmpty}, {Draft{Text: "x"}, "", ErrKey}, {Draft{Attachment: id.New[File]().String()}, "k3", ErrAttachment}} {
			if _, err := b.Reply(t.Context(), b.ws, c.ID, bad.draft, bad.key, "user"); !errors.Is(err, bad.want) {
				t.Errorf("Reply(%+v, %q) = %v, want %v", bad.draft, bad.key, err, bad.want)
			}
		}
		if _, err := b.Reply(t.Context(), b.ws, id.New[Conversation](), Draft{Text: "x"}, "k4", "user"); !errors.Is(err, ErrConversationNotFound) {
			t.Fatalf("Reply in a conversation that is not there = %v", err)
		}
	})
}

func TestService_Reply_closedWindow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.receive(t, b.text("wamid.1", siti, "Halo"))
		c := b.only(t)
		first, err := b.Reply(t.Context(), b.ws, c.ID, Draft{Text: "Ya?"}, "k0", "user")
		if err != nil {
			t.Fatal(err)
		}
		dbtest.Clock(t, db).Set(c.WindowUntil)
		if again, err := b.Reply(t.Context(), b.ws, c.ID, Draft{Text: "Ya?"}, "k0", "user"); err != nil || again.ID != first.ID {
			t.Fatalf("a repeat after 24 hours = %v, %v, want %v", again.ID, err, first.ID)
		}
		if _, err := b.Reply(t.Context(), b.ws, c.ID, Draft{Text: "Halo"}, "k1", "user"); !errors.Is(err, ErrWindowClosed) {
			t.Fatalf("a text after 24 hours = %v", err)
		}
		template := &channel.Template{Name: "halo", Language: "id", Body: []channel.Param{{Type: "text", Text: "Siti"}}}
		got, err := b.Reply(t.Context(), b.ws, c.ID, Draft{Template: template}, "k2", "user")
		if err != nil || got.Text != "Halo Siti" {
			t.Fatalf("a template after 24 hours = %q, %v", got.Text, err)
		}
		if _, err := b.Reply(t.Context(), b.ws, c.ID, Draft{Template: &channel.Template{Name: "gone"}}, "k3", "user"); !errors.Is(err, channel.ErrTemplateNotFound) {
			t.Fatalf("a template that is not there = %v", err)
		}
	})
}

func TestService_Reply_suppressedPersonCanBeAnswered(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.receive(t, b.text("wamid.1", siti, "STOP"), b.text("wamid.2", siti, "eh, satu pertanyaan"))
		if _, err := b.Reply(t.Context(), b.ws, b.only(t).ID, Draft{Text: "Silakan"}, "k", "user"); err != nil {
			t.Fatalf("Reply = %v", err)
		}
	})
}

func TestService_MarkRead(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.receive(t, b.text("wamid.1", siti, "Halo"), b.text("wamid.2", siti, "Halo?"))
		c := b.only(t)
		for range 2 {
			if err := b.MarkRead(t.Context(), b.ws, c.ID); err != nil {
				t.Fatal(err)
			}
		}
		if got := b.only(t).Unread; got != 0 {
			t.Fatalf("unread = %d", got)
		}
		if jobs := dbtest.Jobs(t, db, b.ws); len(jobs) != 1 || jobs[0].Name != (MarkRead{}).Kind() {
			t.Fatalf("jobs = %+v", jobs)
		}
		if err := b.WorkMarkRead(t.Context(), MarkRead{Workspace: b.ws, Conversation: c.ID}); err != nil {
			t.Fatal(err)
		}
		if !cmp.Equal(b.around.read, []string{"wamid.2"}) {
			t.Fatalf("the network was told %q", b.around.read)
		}
		if got := b.list(t, ListRequest{View: ViewUnread}); len(got) != 0 {
			t.Fatalf("unread list = %+v", got)
		}
	})
}

func TestService_WorkFetchMedia(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		photo := func(external, media string) channel.MessageReceived {
			ev := b.text(external, siti, "")
			ev.Content = channel.Content{Type: channel.TypeImage, Media: &channel.Media{ExternalID: media, MIME: "image/jpeg", Caption: "foto " + media}}
			return ev
		}
		b.receive(t, photo("wamid.1", "good"), photo("wamid.2", "gone"), photo("wamid.3", "busy"))
		c := b.only(t)
		b.around.media["good"] = mediaAnswer{body: []byte("jpeg")}
		b.around.media["gone"] = mediaAnswer{err: &channel.SendError{Class: channel.ClassPermanent, Code: 131052}}
		b.around.media["busy"] = mediaAnswer{err: &channel.SendError{Class: channel.ClassRetry}}
		if n := len(dbtest.Jobs(t, db, b.ws)); n != 3 {
			t.Fatalf("%d jobs, want 3", n)
		}
		var failed int
		for _, m := range b.thread(t, c.ID) {
			if m.MediaState != MediaPending {
				t.Fatalf("%s is %s", m.ExternalID, m.MediaState)
			}
			for range 2 {
				if err := b.WorkFetchMedia(t.Context(), FetchMedia{Workspace: b.ws, Message: m.ID}); err != nil {
					failed++
				}
			}
		}
		th := b.thread(t, c.ID)
		if failed != 2 || th[0].MediaState != MediaPending || th[1].MediaState != MediaMissing || th[2].MediaState != MediaReady {
			t.Fatalf("%d failures; %s %s %s", failed, th[0].MediaState, th[1].MediaState, th[2].MediaState)
		}
		dbtest.Clock(t, db).Advance(mediaPatience)
		if err := b.WorkFetchMedia(t.Context(), FetchMedia{Workspace: b.ws, Message: th[0].ID}); err != nil {
			t.Fatalf("after a week = %v", err)
		}
		if m := b.thread(t, c.ID)[0]; m.MediaState != MediaMissing {
			t.Fatalf("after a week the file is %s", m.MediaState)
		}
		if f := th[2].File; f == nil || f.Size != 4 || len(b.around.files) != 1 {
			t.Fatalf("file = %+v of %d", f, len(b.around.files))
		}
	})
}

func TestService_WriteOutgoing_blastsStayOffTheList(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.receive(t, b.text("wamid.1", siti, "Halo"))
		c := b.only(t)
		number := "+6281300000001"
		other, err := b.contacts.Create(t.Context(), b.ws, contact.Draft{Phone: &number})
		if err != nil {
			t.Fatal(err)
		}
		req := func(who contact.ID, lane outbox.Lane, text string) outbox.Request {
			return outbox.Request{
				Channel: b.around.channel.ID, Lane: lane, Origin: outbox.Origin{Kind: outbox.OriginBlast, ID: "x"}, Contact: who,
				To: channel.Address{Phone: siti}, Purpose: contact.PurposePromo, Preview: text,
				Content: channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: text}},
			}
		}
		var sends []outbox.Send
		add := func(reqs ...outbox.Request) {
			err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) (err error) {
				sends, err = b.outbox.Add(t.Context(), tx, reqs)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		add(req(c.Contact, outbox.Blast, "promo"), req(other.ID, outbox.Blast, "promo"))
		if got := b.only(t); got.LastPreview != "Halo" {
			t.Fatalf("preview = %q", got.LastPreview)
		}
		if got := lines(b.thread(t, c.ID)); !cmp.Equal(got, []string{"out:promo", "in:Halo"}) {
			t.Fatalf("thread = %q", got)
		}
		err = db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
			_, err := b.outbox.Skip(t.Context(), tx, outbox.Origin{Kind: outbox.OriginBlast, ID: "x"}, ReasonReplaced)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := lines(b.thread(t, c.ID)); !cmp.Equal(got, []string{"in:Halo"}) {
			t.Fatalf("after the text was replaced: %q", got)
		}
		add(req(other.ID, outbox.API, "satu"), req(other.ID, outbox.API, "dua"))
		if got := b.list(t, ListRequest{}); len(got) != 2 || got[0].LastPreview != "dua" || got[0].LastMessage.String() != sends[1].ID.String() {
			t.Fatalf("list = %+v", got)
		}
	})
}

func TestService_List_search(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		budi := b.text("wamid.2", "+6281300000002", "pesan kue lapis")
		budi.ProfileName = "Budi"
		b.receive(t, b.text("wamid.1", siti, "apakah ada bolu"), budi)
		if err := b.texts.Index(t.Context(), b.ws); err != nil {
			t.Fatal(err)
		}
		for query, want := range map[string]int{"lapis": 1, "BOL": 1, "budi": 1, "siti wa": 1, "a": 1, "tidakada": 0} {
			if got := b.list(t, ListRequest{Search: query}); len(got) != want {
				t.Errorf("search %q found %d, want %d", query, len(got), want)
			}
		}
	})
}

func TestService_List_pages(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		at := dbtest.Start.Add(-time.Hour)
		for i := range 7 {
			ev := b.text("wamid."+string(rune('a'+i)), "+628130000010"+string(rune('0'+i)), "halo")
			ev.At = at // equal times: the id decides
			b.receive(t, ev)
		}
		seen := map[ConversationID]bool{}
		r := ListRequest{}
		r.Page.Limit = 3
		for range 3 {
			got, err := b.List(t.Context(), b.ws, r)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range got.Items {
				seen[c.ID] = true
			}
			if got.Next == "" {
				break
			}
			r.Page.Cursor = page.Cursor(got.Next)
		}
		if len(seen) != 7 {
			t.Fatalf("three pages showed %d of 7", len(seen))
		}
		r.Page.Cursor = "nonsense"
		if _, err := b.List(t.Context(), b.ws, r); fault.KindOf(err) != fault.Invalid {
			t.Fatalf("a made-up cursor = %v", err)
		}
	})
}
