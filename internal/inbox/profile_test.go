package inbox

import (
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const jpeg = "\xff\xd8\xff\xe0 a picture"

func (d *dm) profile(name, username, picture string) {
	if picture != "" {
		picture = d.net.URL + picture
	}
	d.net.on("GET /"+writer, `200 {"name":"`+name+`","username":"`+username+`","profile_pic":"`+picture+`","is_user_follow_business":true}`)
}

func TestInstagram_profile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d, clock := setupDM(t, db), dbtest.Clock(t, db)
		d.profile("Siti Aminah", "siti.batik", "/picture")
		d.net.on("GET /picture", "200 "+jpeg)
		d.deliver(wrote(-3, "m1", "Halo"), wrote(-2, "m2", "Ada?"))
		d.deliver(wrote(-1, "m3", "Kak?"))
		if n := d.jobsOf("inbox.fetch_profile"); n != 1 {
			t.Fatalf("%d jobs for one person", n)
		}
		if err := d.work("inbox.fetch_profile"); err != nil {
			t.Fatal(err)
		}
		c := d.only(t)
		if v := conversationView(c).Contact; v.Name != "Siti Aminah" || v.Username != "siti.batik" || string(d.around.bytes[v.PictureID]) != jpeg {
			t.Errorf("person = %+v", v)
		}
		if found := d.search("siti.batik"); len(found) != 1 {
			t.Error("the person is not found by the username")
		}
		d.deliver(wrote(0, "m4", "Halo?"))
		clock.Advance(6 * 24 * time.Hour)
		d.deliver(wrote(6*24*3600, "m5", "Halo lagi"))
		if n := d.jobsOf("inbox.fetch_profile"); n != 1 {
			t.Errorf("%d jobs within a week", n)
		}
		clock.Advance(25 * time.Hour)
		d.profile("Siti A.", "siti.tenun", "/picture")
		d.deliver(wrote(7*24*3600+3600, "m6", "Halo lagi"))
		before := conversationView(c).Contact.PictureID
		if err := d.work("inbox.fetch_profile"); err != nil {
			t.Fatal(err)
		}
		v := conversationView(d.only(t)).Contact
		if v.Name != "Siti A." || v.Username != "siti.tenun" || v.PictureID == before || v.PictureID == "" {
			t.Errorf("person = %+v", v)
		}
		if _, kept := d.around.files[before]; kept {
			t.Error("the old picture is kept")
		}
		if len(d.search("siti.batik")) != 0 || len(d.search("tenun")) != 1 {
			t.Error("the person is found by the old username")
		}
		d.erase(c.Contact)
		if len(d.around.files) != 0 {
			t.Errorf("%d pictures of an erased person are kept", len(d.around.files))
		}
		var handles int
		err := db.Read(t.Context(), d.ws, func(q wsdb.Query) error {
			return q.QueryRow(t.Context(), `SELECT COUNT(*) FROM contact_handle`).Scan(&handles)
		})
		if err != nil || handles != 0 {
			t.Errorf("%d handles of an erased person are kept, %v", handles, err)
		}
	})
}

// Who has given no consent is asked for once a day at most, and only when they write.
func TestInstagram_profileWithoutConsent(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := setupDM(t, db)
		d.net.on("GET /"+writer, `400 {"error":{"message":"User consent is required","code":230}}`)
		d.deliver(wrote(-3, "m1", "Halo"))
		if err := d.work("inbox.fetch_profile"); err != nil {
			t.Errorf("no consent = %v, want no further try", err)
		}
		d.deliver(wrote(-2, "m2", "Halo"))
		if n := d.jobsOf("inbox.fetch_profile"); n != 1 {
			t.Errorf("%d jobs", n)
		}
		dbtest.Clock(t, db).Advance(24 * time.Hour)
		d.deliver(wrote(24*3600, "m3", "Halo"))
		d.net.on("GET /"+writer, `503 <html>`)
		if err := d.work("inbox.fetch_profile"); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("a network that cannot be reached = %v", err)
		}
	})
}

func TestInstagram_profileWithoutPicture(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := setupDM(t, db)
		d.profile("", "toko.lain", "/gone")
		d.net.on("GET /gone", "404 ")
		d.deliver(wrote(-3, "m1", "Halo"))
		if err := d.work("inbox.fetch_profile"); err != nil {
			t.Fatal(err)
		}
		if v := conversationView(d.only(t)).Contact; v.Username != "toko.lain" || v.PictureID != "" || v.Name != "" {
			t.Errorf("person = %+v", v)
		}
	})
}

// One person has a number on one channel and a handle on another: once they are known to be the same, both conversations are theirs, and
// each is answered in its own way.
func TestInstagram_mergedWithWhatsApp(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := setupDM(t, db)
		d.deliver(wrote(-9, "m1", "Halo dari Instagram"))
		handle := d.only(t)
		err := db.Write(t.Context(), d.ws, func(tx *wsdb.Tx) error {
			c, _, err := d.contacts.Resolve(t.Context(), tx, contact.Address{Phone: siti, ProfileName: "Siti WA"})
			if err != nil {
				return err
			}
			return d.contacts.Merge(t.Context(), tx, c.ID, handle.Contact, nil, "u")
		})
		if err != nil {
			t.Fatal(err)
		}
		c := d.only(t)
		if c.Contact == handle.Contact || c.ID != handle.ID || len(c.Person.Handles) != 1 || c.Person.Phone == nil {
			t.Fatalf("conversation = %+v of %+v", c.Conversation, c.Person)
		}
		if all := d.list(t, ListRequest{Contact: c.Contact}); len(all) != 1 || all[0].ID != c.ID {
			t.Errorf("conversations of the contact = %+v", all)
		}
		d.answer("Halo, Kak", "k1", "accepted")
		if n := d.net.made(`"recipient":{"id":"` + writer + `"}`); n != 1 {
			t.Errorf("sent to the handle %d times", n)
		}
		d.deliver(wrote(-1, "m2", "Lagi"))
		if all := d.list(t, ListRequest{}); len(all) != 1 {
			t.Errorf("%d conversations after another message", len(all))
		}
	})
}

func TestService_List_ofKind(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := setupDM(t, db)
		d.deliver(wrote(-9, "m1", "Halo"))
		d.search("")
		for _, r := range []ListRequest{{}, {View: ViewUnread}, {Search: "halo"}} {
			for kind, want := range map[channel.Kind]int{"": 1, channel.Instagram: 1, channel.CloudAPI: 0} {
				r.Kind = kind
				if got := d.list(t, r); len(got) != want {
					t.Errorf("%+v: %d conversations, want %d", r, len(got), want)
				}
			}
		}
	})
}

// A contact of whom only a handle is known can be edited.
func TestInstagram_contactWithoutName(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := setupDM(t, db)
		d.deliver(wrote(-9, "m1", "Halo"))
		none := ""
		if _, err := d.contacts.Update(t.Context(), d.ws, d.only(t).Contact, contact.Draft{Email: &none}); err != nil {
			t.Errorf("Update = %v", err)
		}
	})
}

func (d *dm) jobsOf(kind string) (n int) {
	for _, j := range dbtest.Jobs(d.t, d.db, d.ws) {
		if strings.HasPrefix(j.Name, kind) {
			n++
		}
	}
	return n
}

// search finds conversations once everything so far is in the index.
func (d *dm) search(words string) []Listed {
	d.t.Helper()
	if err := d.texts.Index(d.t.Context(), d.ws); err != nil {
		d.t.Fatal(err)
	}
	return d.list(d.t, ListRequest{Search: words})
}

func (d *dm) erase(c contact.ID) {
	d.t.Helper()
	err := d.db.Write(d.t.Context(), d.ws, func(tx *wsdb.Tx) error {
		_, err := d.contacts.Erase(d.t.Context(), tx, c)
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
}
