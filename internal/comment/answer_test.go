package comment

import (
	"slices"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/channel/instagram"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func equal(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s = %q, want %q", what, got, want)
	}
}

func outcomes(list []Match) []string {
	var out []string
	for _, m := range list {
		text := string(m.Outcome)
		if m.Reason != "" {
			text += ":" + m.Reason
		}
		out = append(out, text)
	}
	return out
}

func TestComment_isAnsweredOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.start(t, "Harga", Spec{Match: words("harga"), Private: private("Halo {{username}}, harganya 50 ribu."), Public: &Public{Texts: []string{"Cek DM ya"}}})
		b.start(t, "Semua", Spec{Match: Words{Any: true}, Private: private("Terima kasih")})
		one := b.comment(t, "77", "Harga kak?")
		twin := one
		twin.Post, twin.Original = "ad1", "p1" // the same comment, told for the advertisement too
		b.receive(t, one, twin)
		b.receive(t, one)
		b.receive(t, twin)
		equal(t, "sent", b.sent(t), []string{"P Halo user_77, harganya 50 ribu.", "U Cek DM ya"})
		equal(t, "outcomes", outcomes(b.matches(t)), []string{"answered", "lost"})
		m := b.sends(t)[0]
		if c := m.Content.Comment; c.ID != one.ExternalID || !c.Until.Equal(one.At.Add(PrivateReplyTime)) || m.To.Handle() != "77" || m.Lane != outbox.Bot {
			t.Errorf("send = %+v to %q, until %v", c, m.To.Handle(), c.Until)
		}
	})
}

func TestComment_isLeftAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		now := dbtest.Clock(t, db).Now()
		spec := Spec{Match: Words{Any: true, Exclude: []Word{{Text: "penipu", Mode: Contains}}}, Private: private("Halo")}
		b.start(t, "Semua", spec)
		for name, change := range map[string]func(*channel.CommentReceived){
			"own":         func(c *channel.CommentReceived) { c.Own = true },
			"own by name": func(c *channel.CommentReceived) { c.Username = "toko" },
			"excluded":    func(c *channel.CommentReceived) { c.Text = "dasar PENIPUUU" },
			"in a thread": func(c *channel.CommentReceived) { c.Parent = "c0" },
			"elsewhere":   func(c *channel.CommentReceived) { c.Product = productMention },
		} {
			c := b.comment(t, "1"+name, "halo")
			change(&c)
			b.receive(t, c)
			if n := len(b.matches(t)); n != 0 {
				t.Errorf("%s: %d matches", name, n)
			}
		}
		old := b.comment(t, "2", "halo")
		old.At = now.Add(-time.Hour)
		b.receive(t, old)
		dbtest.Clock(t, db).Advance(8 * 24 * time.Hour)
		late := b.comment(t, "3", "halo")
		late.At = now.Add(time.Minute)
		b.receive(t, late)
		equal(t, "outcomes", outcomes(b.matches(t)), []string{"skipped:before_rule", "skipped:comment_too_old"})
		if len(b.sent(t)) != 0 {
			t.Errorf("sent %q", b.sent(t))
		}
	})
}

func TestComment_withoutAuthorOrText(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.start(t, "Semua", Spec{Match: Words{Any: true}, Private: private("Halo @{{username}}"), Public: &Public{Texts: []string{"Cek DM"}, After: true}})
		c := b.comment(t, "", "")
		c.Username = ""
		b.receive(t, c)
		equal(t, "sent", b.sent(t), []string{"P Halo"})
		b.accept(t, "4242") // only the answer says who it was
		if err := b.Due(t.Context(), b.ws); err != nil {
			t.Fatal(err)
		}
		equal(t, "sent", b.sent(t), []string{"P Halo", "U Cek DM"})
		m := b.matches(t)[0]
		if m.Contact.IsZero() || b.sends(t)[0].Contact != m.Contact {
			t.Errorf("the person is not known: %+v", m)
		}
		list, err := b.inbox.List(t.Context(), b.ws, inboxAll)
		if err != nil || len(list.Items) != 1 {
			t.Errorf("conversations: %d, %v", len(list.Items), err)
		}
	})
}

// TestComment_ofTheSecondOfTheStart: the network tells times in whole seconds.
func TestComment_ofTheSecondOfTheStart(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		dbtest.Clock(t, db).Advance(700 * time.Millisecond)
		b.start(t, "Semua", Spec{Match: Words{Any: true}, Private: private("Halo")})
		dbtest.Clock(t, db).Advance(200 * time.Millisecond)
		c := b.comment(t, "7", "halo")
		c.At = c.At.Truncate(time.Second)
		b.receive(t, c)
		equal(t, "outcomes", outcomes(b.matches(t)), []string{"answered"})
	})
}

func TestPublicReply_waits(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		r := b.start(t, "Harga", Spec{Match: words("harga"), Public: &Public{Texts: []string{"Cek DM"}, DelayMin: 60, DelayMax: 120}})
		b.receive(t, b.comment(t, "7", "harga"), b.comment(t, "8", "harga"))
		due := func() {
			t.Helper()
			if err := b.Due(t.Context(), b.ws); err != nil {
				t.Fatal(err)
			}
		}
		if due(); len(b.sent(t)) != 0 {
			t.Fatalf("sent %q at once", b.sent(t))
		}
		dbtest.Clock(t, db).Advance(59 * time.Second)
		if due(); len(b.sent(t)) != 0 {
			t.Fatalf("sent %q too early", b.sent(t))
		}
		dbtest.Clock(t, db).Advance(62 * time.Second)
		due()
		due()
		equal(t, "sent", b.sent(t), []string{"U Cek DM", "U Cek DM"})

		b.receive(t, b.comment(t, "9", "harga"))
		if _, err := b.PauseRule(t.Context(), b.ws, r.ID, audit.Thing{}); err != nil {
			t.Fatal(err)
		}
		dbtest.Clock(t, db).Advance(time.Hour)
		due()
		if m := b.sends(t); len(m) != 3 || m[2].State != outbox.StateHeld || m[2].Reason != outbox.ReasonPaused {
			t.Errorf("a paused rule has answered: %q", b.sent(t))
		}
	})
}

func TestRepeat(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		for name, x := range map[string]struct {
			repeat Repeat
			want   []string
		}{
			"once":      {Repeat{}, []string{"answered", "skipped:answered_before", "skipped:answered_before", "answered"}},
			"cooldown":  {Repeat{Every: true, Cooldown: 3600}, []string{"answered", "skipped:cooldown", "answered", "answered"}},
			"same text": {Repeat{Every: true, SameText: 86400}, []string{"answered", "skipped:same_text", "skipped:same_text", "answered"}},
			"every":     {Repeat{Every: true}, []string{"answered", "answered", "answered", "answered"}},
		} {
			t.Run(name, func(t *testing.T) {
				b := setup(t, db)
				b.start(t, name, Spec{Match: words("harga"), Private: private("Halo"), Repeat: x.repeat})
				first, again := b.comment(t, "7", "harga"), b.comment(t, "7", "HARGA!!")
				b.receive(t, first, again) // in one batch
				dbtest.Clock(t, db).Advance(2 * time.Hour)
				b.receive(t, b.comment(t, "7", "harga"))
				b.receive(t, b.comment(t, "8", "harga"))
				equal(t, "outcomes", outcomes(b.matches(t)), x.want)
			})
		}
	})
}

func TestScopes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		for name, x := range map[string]struct {
			scope Scope
			want  []string // external posts that are answered
		}{
			"all":   {Scope{Kind: ScopeAll}, []string{"feed", "reel", "ad", "live"}},
			"posts": {Scope{Kind: ScopePosts, Posts: []string{"feed"}}, []string{"feed", "ad"}},
			"reels": {Scope{Kind: ScopeReels}, []string{"reel"}},
			"ads":   {Scope{Kind: ScopeAds}, []string{"ad"}},
			"live":  {Scope{Kind: ScopeLive}, []string{"live"}},
			"other": {Scope{Kind: ScopeAll, Channels: []channel.ID{id.New[channel.Channel]()}}, nil},
		} {
			t.Run(name, func(t *testing.T) {
				b := setup(t, db)
				b.start(t, name, Spec{Match: Words{Any: true}, Scope: x.scope, Private: private("Halo"), Repeat: Repeat{Every: true}})
				var got []string
				for _, c := range []channel.CommentReceived{
					{Post: "feed", Product: "FEED"}, {Post: "reel", Product: "REELS"}, {Post: "ad", Product: "AD", Original: "feed"}, {Post: "live", Product: "LIVE", Live: true},
				} {
					n := len(b.matches(t))
					one := b.comment(t, "7", "halo")
					one.Post, one.Product, one.Original, one.Live = c.Post, c.Product, c.Original, c.Live
					b.receive(t, one)
					if len(b.matches(t)) > n {
						got = append(got, c.Post)
					}
				}
				equal(t, "answered under", got, x.want)
			})
		}
	})
}

func TestNextPost(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		start := dbtest.Clock(t, db).Now()
		r := b.start(t, "Berikutnya", Spec{Match: Words{Any: true}, Scope: Scope{Kind: ScopeNext}, Private: private("Halo"), Repeat: Repeat{Every: true}})
		dbtest.Clock(t, db).Advance(time.Hour)
		b.world.posts["old"] = instagram.Post{ID: "old", Product: "FEED", At: start.Add(-time.Hour)}
		b.world.posts["new"] = instagram.Post{ID: "new", Product: "REELS", At: start.Add(time.Minute)}
		b.world.posts["later"] = instagram.Post{ID: "later", Product: "FEED", At: start.Add(2 * time.Minute)}
		write := func(post string) {
			t.Helper()
			c := b.comment(t, "7", "halo")
			c.Post = post
			b.receive(t, c)
			for _, job := range dbtest.Jobs(t, db, b.ws) {
				if job.Name == (LookUpPost{}).Kind() {
					b.work(t, job.Args)
				}
			}
		}
		write("old")
		write("gone")
		if n := len(b.matches(t)); n != 0 {
			t.Fatalf("%d matches under older posts", n)
		}
		write("new")
		write("later")
		write("new")
		equal(t, "outcomes", outcomes(b.matches(t)), []string{"answered", "answered"})
		got, err := b.ruleNow(t, r.ID)
		if err != nil || got.Armed != "new" {
			t.Errorf("armed with %q, %v", got.Armed, err)
		}
	})
}

func TestPauseAndDelete(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		r := b.start(t, "Harga", Spec{Match: words("harga"), Private: private("Halo")})
		b.receive(t, b.comment(t, "7", "harga"))
		if _, err := b.PauseRule(t.Context(), b.ws, r.ID, audit.Thing{}); err != nil {
			t.Fatal(err)
		}
		b.receive(t, b.comment(t, "8", "harga"))
		state := func() string { m := b.sends(t)[0]; return string(m.State) + ":" + m.Reason }
		if len(b.matches(t)) != 1 || state() != "held:paused" {
			t.Errorf("%d matches, %s", len(b.matches(t)), state())
		}
		if _, err := b.StartRule(t.Context(), b.ws, r.ID, audit.Thing{}); err != nil || state() != "queued:" {
			t.Errorf("%s, %v", state(), err)
		}
		if err := b.DeleteRule(t.Context(), b.ws, r.ID, audit.Thing{}); err != nil || state() != "skipped:rule_off" {
			t.Errorf("%s, %v", state(), err)
		}
	})
}

func TestRule_isChecked(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		long := make([]byte, 1001)
		for i := range long {
			long[i] = 'x'
		}
		for name, spec := range map[string]Spec{
			"no words":       {Private: private("x")},
			"no answer":      {Match: Words{Any: true}},
			"empty text":     {Match: Words{Any: true}, Private: private(" ")},
			"long text":      {Match: Words{Any: true}, Private: private(string(long))},
			"sign only word": {Match: words("..."), Private: private("x")},
			"gate, no tap":   {Match: Words{Any: true}, Private: private("x"), Follow: Gate{Policy: FollowSkip}},
			"lead, no tap":   {Match: Words{Any: true}, Private: private("x"), Lead: &Lead{Email: "x", Again: "x", Thanks: "x"}},
			"tap, nothing":   {Match: Words{Any: true}, Public: &Public{Texts: []string{"x"}}, Opening: &Opening{Text: "x", Button: "x"}},
			"all capitals":   {Match: Words{Any: true}, Public: &Public{Texts: []string{"CEK DM YA"}}},
			"two links":      {Match: Words{Any: true}, Public: &Public{Texts: []string{"https://a.example https://b.example"}}},
			"name and text":  {Match: Words{Any: true}, Public: &Public{Texts: []string{"{{username}} " + string(long[:285])}}},
			"no site":        {Match: Words{Any: true}, Private: &Private{Texts: []string{"x"}, Buttons: []Button{{"Buka", "https://"}}}},
			"no posts":       {Match: Words{Any: true}, Private: private("x"), Scope: Scope{Kind: ScopePosts}},
		} {
			if spec.Scope.Kind == "" {
				spec.Scope.Kind = ScopeAll
			}
			r, err := b.CreateRule(t.Context(), b.ws, name, spec, audit.Thing{})
			if err != nil {
				t.Fatal(err)
			}
			_, err = b.StartRule(t.Context(), b.ws, r.ID, audit.Thing{})
			if f, ok := fault.Of(err); !ok || f.Code != ErrRule.Code || len(f.Fields) == 0 {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
