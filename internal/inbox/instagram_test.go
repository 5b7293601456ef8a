package inbox

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func attached(kind, url string) object {
	return object{"attachments": []object{{"type": kind, "payload": object{"url": url}}}}
}

// shown is a thread from the oldest on, a line a bubble.
func shown(bs []Bubble) []string {
	out := make([]string, len(bs))
	for i, m := range bs {
		line := string(m.Direction) + " " + string(m.Type) + " " + m.Text
		if m.Content.Story != nil {
			line += " story:" + m.Content.Story.ID
		}
		if m.Content.Share != nil {
			line += " shared:" + m.Content.Share.Kind
		}
		if m.MediaState != MediaNone {
			line += " file:" + string(m.MediaState)
		}
		if !m.RevokedAt.IsZero() {
			line += " revoked"
		}
		if !m.EditedAt.IsZero() {
			line += " edited"
		}
		for _, r := range m.Reactions {
			line += " " + r.Emoji
		}
		out[len(bs)-1-i] = strings.TrimSpace(line)
	}
	return out
}

func (d *dm) shows(want ...string) {
	d.t.Helper()
	if diff := cmp.Diff(want, shown(d.thread(d.t, d.only(d.t).ID))); diff != "" {
		d.t.Errorf("-want +got\n%s", diff)
	}
}

func TestInstagram_everyKind(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := setupDM(t, db)
		const cdn = "https://lookaside.fbsbx.com/x"
		all := []object{
			wrote(-60, "m1", "Halo"),
			wrote(-59, "m2", "Berapa?", object{"reply_to": object{"story": object{"id": "s1", "url": cdn}}}),
			wrote(-58, "m3", "", attached("story_mention", cdn)),
			wrote(-57, "m4", "", attached("image", cdn)),
			wrote(-56, "m5", "", attached("audio", cdn)),
			wrote(-55, "m6", "", object{"attachments": []object{{"type": "share", "payload": object{"url": cdn}}, {"type": "ig_post", "payload": object{"url": cdn, "title": "Gamis"}}}}),
			wrote(-54, "m7", "", object{"attachments": []object{{"type": "like_heart"}}}),
			wrote(-53, "m8", "Ya", object{"quick_reply": object{"payload": "b1"}}),
			item(-52, object{"postback": object{"mid": "m9", "title": "Jam buka?", "payload": "icebreaker:1"}}),
			item(-51, object{"postback": object{"title": "Alamat?", "payload": "icebreaker:2"}}),
			wrote(-50, "m10", "", object{"is_unsupported": true}),
			item(-49, object{"referral": object{"ref": "promo", "source": "IGME-SOURCE-LINK"}}),
		}
		d.deliver(all...)
		for i := len(all) - 1; i >= 0; i-- { // again, one by one and the other way round
			d.deliver(all[i])
		}
		d.shows(
			"in text Halo", "in text Berapa? story:s1", "in share  story: shared:story_mention file:pending", "in image  file:pending",
			"in audio  file:pending", "in share Gamis shared:post file:pending", "in text ❤️", "in reply Ya", "in reply Jam buka?",
			"in reply Alamat?", "in unsupported",
		)
		c := d.only(t)
		if c.Unread != 11 || c.LastType != channel.TypeUnsupported {
			t.Errorf("conversation = %+v", c.Conversation)
		}
		if got, want := c.WindowUntil, dbtest.Start.Add(-50*time.Second).Add(ReplyWindow); !got.Equal(want) {
			t.Errorf("window until %v, want %v", got, want)
		}
		if counts := d.ingest.Counts(); counts.Failed != 0 || counts.Repeated != int64(len(all)) {
			t.Errorf("counts = %+v", counts)
		}
	})
}

func TestInstagram_changesInAnyOrder(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := setupDM(t, db)
		unsent := func(at int, mid string) object {
			return item(at, object{"message": object{"mid": mid, "is_deleted": true}})
		}
		edited := func(at int, mid, text string, n any) object {
			return item(at, object{"message_edit": object{"mid": mid, "text": text, "num_edit": n}})
		}
		reacted := func(at int, mid, action, emoji string) object {
			return item(at, object{"reaction": object{"mid": mid, "action": action, "emoji": emoji}})
		}
		d.deliver(unsent(-10, "late"), edited(-10, "fixed", "Merah ya", 1), reacted(-10, "loved", "react", "😍"))
		d.deliver(wrote(-60, "gone", "Salah kirim"), wrote(-59, "late", "Rahasia"), wrote(-58, "fixed", "Mrah ya"), wrote(-57, "loved", "Makasih"))
		d.deliver(unsent(-9, "gone"), edited(-8, "fixed", "Merah ya, dua", "2"), edited(-9, "fixed", "lama", 1))
		d.shows("in text  revoked", "in text  revoked", "in text Merah ya, dua edited", "in text Makasih 😍")
		d.deliver(reacted(-5, "loved", "unreact", ""), reacted(-10, "loved", "react", "😍"), wrote(-59, "late", "Rahasia"))
		d.shows("in text  revoked", "in text  revoked", "in text Merah ya, dua edited", "in text Makasih")
		if found := d.search("Rahasia"); len(found) != 0 || len(d.search("Makasih")) != 1 {
			t.Error("a text that was taken back is found")
		}
	})
}

func TestInstagram_nothingOfStrangers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := setupDM(t, db)
		d.post(object{"object": "instagram", "entry": []object{{"id": "999", "time": 1, "messaging": []object{wrote(0, "m1", "rahasia")}}}})
		d.post(object{"object": "instagram", "entry": []object{{"id": "0", "time": 1, "changes": []object{{"field": "messages", "value": wrote(0, "random_mid", "random_text")}}}}})
		var kept int
		err := db.Read(t.Context(), d.ws, func(q wsdb.Query) error {
			return q.QueryRow(t.Context(), `SELECT COUNT(*) FROM inbound`).Scan(&kept)
		})
		if err != nil || kept != 0 || len(d.list(t, ListRequest{})) != 0 || d.ingest.Counts().Unknown != 2 {
			t.Errorf("%d events kept, counts %+v, %v", kept, d.ingest.Counts(), err)
		}
	})
}

// Another app holds the conversation: what is said is shown, what is ordered holds, and nothing answers by itself.
func TestInstagram_standby(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := setupDM(t, db)
		d.post(object{"object": "instagram", "entry": []object{{"id": shop, "time": 1, "standby": []object{wrote(-2, "m1", "stop")}}}})
		d.shows("in text stop")
		if n := d.queued(t, outbox.OriginOptOut); n != 0 {
			t.Errorf("%d confirmations", n)
		}
		if len(d.told) != 1 || !d.told[0].Standby {
			t.Errorf("listeners were told %+v", d.told)
		}
	})
}

func TestInstagram_seen(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := setupDM(t, db)
		d.deliver(wrote(-9, "m1", "Halo"))
		var sent []Bubble
		for i, text := range []string{"satu", "dua", "tiga"} {
			dbtest.Clock(t, db).Advance(time.Second)
			sent = append(sent, d.answer(text, string(rune('a'+i)), outbox.StateAccepted))
		}
		states := func() (out []outbox.State) {
			for _, b := range sent {
				for _, m := range d.thread(t, d.only(t).ID) {
					if m.ID == b.ID {
						out = append(out, m.State)
					}
				}
			}
			return out
		}
		seen := func(at int, mid string) object { return item(at, object{"read": object{"mid": mid}}) }
		d.deliver(seen(3, sent[1].ExternalID), seen(3, sent[1].ExternalID))
		if diff := cmp.Diff([]outbox.State{outbox.StateRead, outbox.StateRead, outbox.StateAccepted}, states()); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
		d.deliver(seen(4, sent[0].ExternalID)) // an older one, late
		d.deliver(seen(9, "of the app"))       // something that was said elsewhere
		if diff := cmp.Diff([]outbox.State{outbox.StateRead, outbox.StateRead, outbox.StateRead}, states()); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	})
}

func TestInstagram_announced(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := setupDM(t, db)
		announced := func(mid string) object { return item(-5, object{"message_edit": object{"mid": mid, "num_edit": 0}}) }
		nobody := func(mid string) object {
			return object{"timestamp": -5, "message_edit": object{"mid": mid, "num_edit": "0"}}
		}
		d.net.on("GET /n1", `200 {"id":"n1","created_time":"2026-11-02T02:59:00+0000","from":{"id":"5001"},"to":{"data":[{"id":"`+shop+`"}]},"message":"Masih ada?"}`)
		d.net.on("GET /n2", `200 {"id":"n2","created_time":"2026-11-02T02:59:01+0000","from":{"id":"5001"},"message":"Ukuran M"}`)
		d.deliver(announced("n1"), nobody("n2"), announced("n1"))
		if len(d.list(t, ListRequest{})) != 0 {
			t.Fatal("something is shown of which nothing is known")
		}
		if err := d.work("inbox.fetch_message"); err != nil {
			t.Fatal(err)
		}
		d.process()
		d.deliver(wrote(-60, "n1", "Masih ada?")) // the delivery after all
		d.shows("in text Masih ada?", "in text Ukuran M")
		if err := d.work("inbox.fetch_message"); err != nil { // each of them again
			t.Fatal(err)
		}
		d.process()
		d.shows("in text Masih ada?", "in text Ukuran M")
		if n := d.net.made("GET /n"); n != 2 {
			t.Errorf("%d calls", n)
		}
		d.deliver(announced("n1")) // of what is here already
		if n := d.net.made("GET /n"); n != 2 || len(dbtest.Jobs(t, db, d.ws)) == 0 {
			t.Errorf("%d calls", n)
		}
	})
}

func TestInstagram_announcedButGone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := setupDM(t, db)
		d.deliver(item(-5, object{"message_edit": object{"mid": "gone", "num_edit": 0}}), item(-5, object{"message_edit": object{"mid": "busy", "num_edit": 0}}))
		d.net.on("GET /busy", `503 <html>`)
		if err := d.work("inbox.fetch_message"); fault.KindOf(err) != fault.Unavailable {
			t.Fatalf("a busy network = %v", err)
		}
		if n := d.ingest.Counts().Missed; n != 1 {
			t.Errorf("%d missed, want 1", n)
		}
		var raw int
		err := db.Read(t.Context(), d.ws, func(q wsdb.Query) error {
			return q.QueryRow(t.Context(), `SELECT COUNT(*) FROM inbound WHERE length(raw) > 0`).Scan(&raw)
		})
		if err != nil || raw != 2 {
			t.Errorf("%d announcements kept raw, %v", raw, err)
		}
		dbtest.Clock(t, db).Advance(8 * 24 * time.Hour)
		if err := d.work("inbox.fetch_message"); err != nil || d.ingest.Counts().Missed != 2 {
			t.Errorf("after a week: %v, counts %+v", err, d.ingest.Counts())
		}
		dbtest.Clock(t, db).Advance(24 * time.Hour)
		var left int
		err = db.Write(t.Context(), d.ws, func(tx *wsdb.Tx) error {
			if err := d.PurgeAnnounced(t.Context(), tx, tx.Now().Add(-datamap.EventKeyLife)); err != nil {
				return err
			}
			return tx.QueryRow(t.Context(), `SELECT COUNT(*) FROM announced`).Scan(&left)
		})
		if err != nil || left != 0 {
			t.Errorf("%d announcements are left, %v", left, err)
		}
	})
}

// A person may be answered for a day, and by a person with a mark for a week; what answers by itself has only the day.
func TestInstagram_window(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := setupDM(t, db)
		d.deliver(wrote(0, "m1", "Halo"))
		c, clock := d.only(t), dbtest.Clock(t, db)
		for _, step := range []struct {
			name              string
			wait              time.Duration
			tagged            bool
			bySelf, byAPerson error
		}{
			{"at once", 0, false, nil, nil},
			{"the last moment of the day", 24*time.Hour - time.Microsecond, false, nil, nil},
			{"a day", time.Microsecond, true, ErrWindowClosed, nil},
			{"the last moment of the week", 6*24*time.Hour - time.Microsecond, true, ErrWindowClosed, nil},
			{"a week", time.Microsecond, false, ErrWindowClosed, ErrWindowClosed},
		} {
			clock.Advance(step.wait)
			tagged := d.net.made(`"HUMAN_AGENT"`)
			sent, err := d.Reply(t.Context(), d.ws, c.ID, Draft{Text: "Halo, Kak"}, "p "+step.name, "u")
			if !errors.Is(err, step.byAPerson) {
				t.Errorf("%s: a person = %v", step.name, err)
			}
			if err == nil {
				d.waitFor(sent.ID, outbox.StateAccepted)
			}
			if got := d.net.made(`"HUMAN_AGENT"`) > tagged; got != step.tagged {
				t.Errorf("%s: marked %v", step.name, got)
			}
			_, err = d.Send(t.Context(), d.ws, d.ch.ID, Recipient{Contact: c.Contact}, "", Draft{Text: "Halo"}, "a "+step.name, "api")
			if !errors.Is(err, step.bySelf) {
				t.Errorf("%s: the API = %v", step.name, err)
			}
			if got := d.net.made(`"tag"`); got != d.net.made(`"HUMAN_AGENT"`) || got > 2 {
				t.Errorf("%s: %d marks", step.name, got)
			}
		}
		d.deliver(item(7*24*3600, object{"postback": object{"mid": "m2", "title": "Jam buka?", "payload": "icebreaker:1"}}))
		if _, err := d.Reply(t.Context(), d.ws, c.ID, Draft{Text: "Jam 9"}, "after a tap", "u"); err != nil {
			t.Errorf("after a tap = %v", err)
		}
	})
}

// A private reply shows the comment it answers, while the comment is there.
func TestInstagram_privateReplyShowsComment(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := setupDM(t, db)
		d.deliver(wrote(-9, "m1", "Halo"))
		c := d.only(t)
		err := db.Write(t.Context(), d.ws, func(tx *wsdb.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO comment (id, channel_id, external_id, post, original, product, parent, handle, username, text, at,
				live, own, pending, hidden_at, deleted_at, received_at) VALUES ($1, $2, 'c1', 'p1', '', '', '', '', '', 'Harga?', 0, FALSE, FALSE, FALSE, 0, 0, 0)`,
				id.New[any](), d.ch.ID)
			if err != nil {
				return err
			}
			_, err = d.outbox.Add(t.Context(), tx, []outbox.Request{{
				Channel: d.ch.ID, Lane: outbox.Bot, Contact: c.Contact, To: channel.HandleAddress(writer), Purpose: contact.PurposeService, Preview: "Cek DM ya",
				Content: channel.Content{
					Type: channel.TypeText, Text: &channel.Text{Body: "Cek DM ya"}, Comment: &channel.Comment{ID: "c1", Until: dbtest.Start.Add(time.Hour)},
				},
			}})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		last := messageView(d.thread(t, c.ID)[0])
		if last.Comment != "Harga?" || last.Text != "Cek DM ya" {
			t.Errorf("message = %+v", last)
		}
	})
}

func TestInstagram_readReceipt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := setupDM(t, db)
		d.deliver(wrote(-9, "m1", "Halo"))
		if err := d.MarkRead(t.Context(), d.ws, d.only(t).ID); err != nil {
			t.Fatal(err)
		}
		if err := d.work("inbox.mark_read"); err != nil {
			t.Fatal(err)
		}
		if n := d.net.made(`{"recipient":{"id":"` + writer + `"},"sender_action":"mark_seen"}`); n != 1 {
			t.Errorf("calls = %q", d.net.calls)
		}
	})
}

func TestInstagram_react(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := setupDM(t, db)
		d.deliver(wrote(-9, "m1", "Halo"))
		c := d.only(t)
		first := d.thread(t, c.ID)[0]
		react := func(emoji string) error { return d.React(t.Context(), d.ws, c.ID, first.ID, emoji, "u") }
		if err := react("😍"); err != nil {
			t.Fatal(err)
		}
		d.shows("in text Halo 😍")
		dbtest.Wait(t, "the reaction to leave", func() bool { return d.net.made(`"sender_action":"react"`) == 1 })
		if err := react(""); err != nil {
			t.Fatal(err)
		}
		d.shows("in text Halo")
		dbtest.Wait(t, "it to be taken away", func() bool { return d.net.made(`"sender_action":"unreact"`) == 1 })
		d.net.on("POST /"+shop+"/messages", `400 {"error":{"message":"x","code":100}}`)
		if err := react("👍"); err != nil {
			t.Fatal(err)
		}
		dbtest.Wait(t, "what was refused to go away", func() bool { return len(d.thread(t, c.ID)[0].Reactions) == 0 })
		dbtest.Clock(t, db).Advance(25 * time.Hour)
		if err := react("👍"); !errors.Is(err, ErrWindowClosed) {
			t.Errorf("after the window = %v", err)
		}
		if err := d.React(t.Context(), d.ws, c.ID, id.New[Message](), "👍", "u"); !errors.Is(err, ErrQuote) {
			t.Errorf("on nothing = %v", err)
		}
	})
}
