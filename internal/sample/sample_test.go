package sample

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/blast"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/httpapi/apitest"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/signup"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestNumbers_areNumbers(t *testing.T) {
	t.Parallel()
	for _, n := range numbers() {
		if got, err := phone.Parse(string(n), "62"); err != nil || got != n {
			t.Errorf("Parse = %v, %v", got, err)
		}
	}
}

func TestCreate(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		set := b.make(t)
		b.write(t, func(tx *wsdb.Tx) error {
			ch, err := b.channels.Get(t.Context(), tx, set.Channel)
			if err != nil || ch.Kind != channel.Simulated || ch.State != channel.Connected || !strings.Contains(ch.Name, "contoh") {
				t.Errorf("the channel is %+v, %v", ch, err)
			}
			group, err := b.contacts.Group(t.Context(), tx, set.Group)
			if err != nil || int(group.Count) != len(people) || !strings.Contains(group.Name, "contoh") {
				t.Errorf("the group is %+v, %v", group, err)
			}
			for _, c := range set.Contacts {
				one, err := b.contacts.Get(t.Context(), tx, c)
				if err != nil || !strings.HasSuffix(one.Name, "(contoh)") || one.Phone == nil || !strings.HasPrefix(string(*one.Phone), "+62800") {
					t.Errorf("a contact is not marked or has a number somebody may have: %v", err)
				}
			}
			return nil
		})
		if draft := b.blastOf(t, set.Blast); draft.State != blast.Draft || draft.Channel != set.Channel || !strings.HasPrefix(draft.Name, "Contoh") {
			t.Errorf("the blast is %+v", draft)
		}
		if _, err := b.Create(t.Context(), b.ws, b.owner); !errors.Is(err, ErrPresent) {
			t.Errorf("a second time: %v", err)
		}
	})
}

func TestCreate_speaksTheLanguageOfTheWorkspace(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.around.settings.Language = "en"
		set := b.make(t)
		b.write(t, func(tx *wsdb.Tx) error {
			one, err := b.contacts.Get(t.Context(), tx, set.Contacts[0])
			if one.Name != "Siti Rahma (sample)" {
				t.Errorf("the first contact is called otherwise")
			}
			return err
		})
	})
}

func TestCreate_refusesWhatIsNotEmpty(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		name := "Rina"
		own, err := b.contacts.Create(t.Context(), b.ws, contact.Draft{Name: &name})
		if err != nil {
			t.Fatal(err)
		}
		before := b.rows(t)
		if _, err := b.Create(t.Context(), b.ws, b.owner); !errors.Is(err, ErrNotEmpty) {
			t.Errorf("with a contact: %v", err)
		}
		if diff := cmp.Diff(before, b.rows(t)); diff != "" {
			t.Errorf("a refusal left something: %s", diff)
		}
		b.write(t, func(tx *wsdb.Tx) error {
			_, err := b.contacts.Erase(t.Context(), tx, own.ID)
			return err
		})
		b.make(t)
	})
}

// A real network and sample data never meet: whichever was there first refuses the other.
func TestSample_neverBesideARealNetwork(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		real := channel.Connect{Kind: channel.CloudAPI, Name: "Toko", AccountID: "1", ExternalID: "105500000000009", Token: secret.New("token-of-the-shop"), Actor: b.owner}
		b.make(t)
		if _, _, err := b.channels.Connect(t.Context(), b.ws, real); !errors.Is(err, ErrPresent) {
			t.Errorf("connecting beside sample data: %v", err)
		}
		b.remove(t)
		if _, _, err := b.channels.Connect(t.Context(), b.ws, real); err != nil {
			t.Fatalf("connecting afterwards: %v", err)
		}
		if _, err := b.Create(t.Context(), b.ws, b.owner); !errors.Is(err, ErrNetwork) {
			t.Errorf("sample data beside a real number: %v", err)
		}
	})
}

func TestRemove_leavesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		if err := b.Remove(t.Context(), b.ws, b.owner); !errors.Is(err, ErrNone) {
			t.Errorf("without sample data: %v", err)
		}
		before := b.rows(t)
		b.make(t)
		b.remove(t)
		if diff := cmp.Diff(before, b.rows(t)); diff != "" {
			t.Errorf("untouched sample data left something: %s", diff)
		}
		set := b.make(t)
		b.use(t, set)
		b.remove(t)
		if diff := cmp.Diff(before, b.rows(t)); diff != "" {
			t.Errorf("used sample data left something: %s", diff)
		}
	})
}

func TestRemove_leavesWhatIsTheirOwn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		set := b.make(t)
		name, groups := "Rina", []contact.GroupID{set.Group}
		own, err := b.contacts.Create(t.Context(), b.ws, contact.Draft{Name: &name, Groups: &groups})
		if err != nil {
			t.Fatal(err)
		}
		draft, err := b.blasts.Create(t.Context(), b.ws, "Milik sendiri", b.owner.String())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.blasts.Edit(t.Context(), b.ws, draft.ID, func(x *blast.Blast) error { x.Channel = set.Channel; return nil }); err != nil {
			t.Fatal(err)
		}
		form, err := b.signups.Create(t.Context(), b.ws, signup.Form{Name: "Kasir", Channel: set.Channel, Page: signup.Page{
			Title: "Daftar", Asks: []signup.Ask{{Purpose: contact.PurposePromo, Wording: "Saya setuju."}},
		}}, b.owner)
		if err != nil {
			t.Fatal(err)
		}
		b.remove(t)
		if d := b.blastOf(t, draft.ID); !d.Channel.IsZero() {
			t.Error("the own draft still has the channel")
		}
		b.write(t, func(tx *wsdb.Tx) error {
			if c, err := b.contacts.Get(t.Context(), tx, own.ID); err != nil || len(c.Groups) != 1 {
				t.Errorf("the own contact: %d groups, %v", len(c.Groups), err)
			}
			if f, err := b.signups.Get(t.Context(), tx, form.ID); err != nil || f.Open || !f.Channel.IsZero() {
				t.Errorf("the own form: open %v, %v", f.Open, err)
			}
			return nil
		})
	})
}

func TestRemove_waitsForWhatIsOnItsWay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		set := b.make(t)
		b.use(t, set)
		b.write(t, func(tx *wsdb.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE send SET state = 'sending' WHERE channel_id = $1`, set.Channel)
			return err
		})
		if err := b.Remove(t.Context(), b.ws, b.owner); !errors.Is(err, outbox.ErrUnderWay) {
			t.Errorf("Remove: %v", err)
		}
		if err := b.db.Read(t.Context(), b.ws, func(q wsdb.Query) error { return b.Refuse(t.Context(), q) }); !errors.Is(err, ErrPresent) {
			t.Errorf("a refusal took something away: %v", err)
		}
	})
}

func TestHTTP_ownersOnly(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		site := apitest.New(t, db, apitest.Parts{Events: b.events}, b.Register)
		b.ws = site.Workspace
		if got := site.Must(200, "wati", "GET", "/sample", ""); !strings.Contains(got, `"present":false`) {
			t.Errorf("GET = %s", got)
		}
		site.Must(403, "wati", "POST", "/sample", "")
		if got := site.Must(201, "sari", "POST", "/sample", ""); !strings.Contains(got, `"present":true`) || !strings.Contains(got, `"contacts":12`) {
			t.Errorf("POST = %s", got)
		}
		if got := site.Must(409, "sari", "POST", "/sample", ""); !strings.Contains(got, ErrPresent.Code) {
			t.Errorf("POST again = %s", got)
		}
		site.Must(403, "wati", "DELETE", "/sample", "")
		site.Must(204, "sari", "DELETE", "/sample", "")
		site.Must(404, "sari", "DELETE", "/sample", "")
	})
}

// use does with the sample data what somebody does who tries the program out.
func (b *bundle) use(t *testing.T, set Set) {
	t.Helper()
	draft := b.blastOf(t, set.Blast)
	if _, err := b.blasts.Start(t.Context(), b.ws, set.Blast, draft.Version, b.owner); err != nil {
		t.Fatalf("Start: %v", err)
	}
	if err := b.blasts.Pump(t.Context(), b.ws, set.Blast); err != nil {
		t.Fatalf("Pump: %v", err)
	}
	b.write(t, func(tx *wsdb.Tx) error {
		ch, err := b.channels.Get(t.Context(), tx, set.Channel)
		if err != nil {
			return err
		}
		from, at := channel.Address{Phone: string(number(0))}, tx.Now()
		text := channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: "halo, masih ada?"}}
		stop := channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: "BERHENTI"}}
		return b.inbox.HandleEvents(t.Context(), tx, ch, []channel.Event{
			channel.MessageReceived{ExternalID: "in-1", From: from, At: at, Content: text},
			channel.MessageReceived{ExternalID: "in-2", From: channel.Address{Phone: string(number(1))}, At: at.Add(time.Second), Content: stop},
		})
	})
	b.write(t, func(tx *wsdb.Tx) error {
		return b.contacts.UnsuppressContact(t.Context(), tx, set.Contacts[1])
	})
	b.write(t, func(tx *wsdb.Tx) error {
		return b.contacts.SuppressContact(t.Context(), tx, set.Contacts[2], contact.ReasonManual, b.owner.String())
	})
	if _, err := b.channels.SyncTemplates(t.Context(), b.ws, set.Channel); err != nil {
		t.Fatal(err)
	}
	now := b.rows(t)
	for _, table := range []string{
		"send", "blast_recipient", "blast_progress", "blast_version", "conversation", "message", "suppression", "suppression_lift", "template", "contact_activity",
		"reply_window", "consent_change", "report_send", "report_stop",
	} {
		if now[table] == 0 {
			t.Errorf("using the sample data wrote nothing into %s, so the test proves nothing about it", table)
		}
	}
}

func (b *bundle) blastOf(t *testing.T, x blast.ID) blast.Blast {
	t.Helper()
	view, err := b.blasts.Get(t.Context(), b.ws, x)
	if err != nil {
		t.Fatal(err)
	}
	return view.Blast
}

// The job that reads the templates of the channel may come when the channel is gone.
func TestRemove_leavesNoJobThatFails(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		set := b.make(t)
		b.remove(t)
		args, err := json.Marshal(channel.SyncTemplates{Workspace: b.ws, Channel: set.Channel})
		if err != nil {
			t.Fatal(err)
		}
		jobs := queue.NewRegistry()
		b.channels.Jobs(jobs)
		if err := jobs.Run(t.Context(), queue.Stored{Name: channel.SyncTemplates{}.Kind(), Args: args}); err != nil {
			t.Errorf("the job fails: %v", err)
		}
	})
}
