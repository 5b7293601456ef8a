package inbox

import (
	"testing"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestInstagram_echoOfTheApp(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := setupDM(t, db)
		turned := wrote(-1, "e2", "Silakan", object{"is_echo": true}) // sender and recipient not swapped, and no time
		delete(turned, "timestamp")
		d.deliver(wrote(-9, "m1", "Halo"), echo(-8, "e1", "Halo, Kak"))
		d.deliver(echo(-8, "e1", "Halo, Kak"), turned)
		d.shows("in text Halo", "out text Halo, Kak", "out text Silakan")
		if c := d.only(t); c.Unread != 1 || c.LastPreview != "Silakan" {
			t.Errorf("conversation = %+v", c.Conversation)
		}
	})
}

// A message that was sent through the API is shown once, whichever comes first: its echo or the answer to the call.
func TestInstagram_echoOfOurs(t *testing.T) {
	t.Parallel()
	for name, back := range map[string]string{"of the same text": "Siap", "of another text": "Siap."} {
		proved := outbox.StateAccepted
		if back == "Siap" {
			proved = outbox.StateSent
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
				d := setupDM(t, db)
				d.deliver(wrote(-9, "m1", "Halo"))
				d.net.during = func(mid string) { d.deliver(echo(0, mid, back)) } // before the answer
				sent := d.answer("Siap", "k1", proved)
				d.net.during = nil
				d.deliver(echo(0, sent.ExternalID, back)) // and again after it
				d.shows("in text Halo", "out text Siap")
				if c := d.only(t); c.LastMessage != sent.ID || c.LastState == "" {
					t.Errorf("the list shows %+v in state %q", c.Conversation, c.LastState)
				}
				d.answer("Terima kasih", "k2", outbox.StateAccepted) // the echo comes later
				last := d.thread(t, d.only(t).ID)[0]
				d.deliver(echo(0, last.ExternalID, "Terima kasih"))
				d.shows("in text Halo", "out text Siap", "out text Terima kasih")
			})
		})
	}
}

// Twice the same words at once: the answers tell which echo is whose.
func TestInstagram_echoesOfTwoAlike(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := setupDM(t, db)
		d.deliver(wrote(-9, "m1", "Halo"))
		both := make(chan string, 2)
		release := make(chan struct{})
		d.net.during = func(mid string) {
			both <- mid
			<-release
		}
		conv := d.only(t).ID
		var sent []Bubble
		for _, key := range []string{"k1", "k2"} {
			b, err := d.Reply(t.Context(), d.ws, conv, Draft{Text: "Ya"}, key, "u")
			if err != nil {
				t.Fatal(err)
			}
			sent = append(sent, b)
		}
		first, second := <-both, <-both
		d.deliver(echo(0, second, "Ya"))
		close(release)
		d.waitFor(sent[0].ID, outbox.StateAccepted)
		d.waitFor(sent[1].ID, outbox.StateAccepted)
		d.deliver(echo(0, first, "Ya"), echo(0, second, "Ya"))
		d.shows("in text Halo", "out text Ya", "out text Ya")
	})
}

func TestInstagram_echoSettlesUnknown(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := setupDM(t, db)
		d.deliver(wrote(-9, "m1", "Halo"))
		d.net.on("POST /"+shop+"/messages", "500 gateway")
		sent := d.answer("Siap", "k1", outbox.StateUnknown)
		d.deliver(echo(1, "mid.late", "Siap"))
		if got := d.waitFor(sent.ID, outbox.StateSent); got.ExternalID != "mid.late" {
			t.Errorf("external id %q", got.ExternalID)
		}
		d.shows("in text Halo", "out text Siap")
	})
}

// A reaction to something we said is shown on it, and open pages are told of that message.
func TestInstagram_reactionToOurs(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := setupDM(t, db)
		d.deliver(wrote(-9, "m1", "Halo"))
		sent := d.answer("Siap", "k1", outbox.StateAccepted)
		told := func() (n int) {
			err := db.Read(t.Context(), d.ws, func(q wsdb.Query) error {
				return q.QueryRow(t.Context(), `SELECT COUNT(*) FROM event WHERE subject = $1`, sent.ID.String()).Scan(&n)
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		before := told()
		d.deliver(item(1, object{"reaction": object{"mid": sent.ExternalID, "action": "react", "emoji": "❤"}}))
		d.shows("in text Halo", "out text Siap ❤")
		if told() != before+1 {
			t.Errorf("%d facts about the message, want %d", told(), before+1)
		}
	})
}
