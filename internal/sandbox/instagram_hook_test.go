package sandbox

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/sandbox/instagram"
)

func TestInstagram_CommentEnvelopes(t *testing.T) {
	t.Parallel()
	read := map[string]func(igEntry) (any, any){
		"changes": func(e igEntry) (any, any) { return e.Changes[0]["field"], e.Changes[0]["value"] },
		"mixed":   func(e igEntry) (any, any) { return e.Changes[0]["field"], e.Changes[0]["value"] },
		"array":   func(e igEntry) (any, any) { return e.Changes[0]["field"], e.Changes[0]["value"] },
		"flat":    func(e igEntry) (any, any) { return e.Field, e.Value },
	}
	for form, value := range read {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			b := setupInstagram(t)
			b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.CommentForm = form })
			id := b.comment(instagram.WrittenComment{Text: "berapa harganya? 😀"})
			got := b.entries()
			if len(got) != 1 || string(got[0].ID) != `"`+instagram.DefaultAccount+`"` || string(got[0].Time) != "1795489200" {
				t.Fatalf("entries = %+v", got)
			}
			field, v := value(got[0])
			if field != "comments" || part(v, "id") != id || part(v, "text") != "berapa harganya? 😀" || part(v, "media.id") != instagram.DefaultPost || part(v, "from.username") != "siti.rahma" {
				t.Errorf("%v: %v", field, v)
			}
			bodies, sigs := b.rcv.got()
			if sigs[0] != sign(DefaultInstagramSecret, bodies[0]) || !strings.Contains(string(bodies[0]), `\ud83d\ude00`) || strings.HasPrefix(string(bodies[0]), "[") != (form == "array") {
				t.Errorf("body %s, signature %s", bodies[0], sigs[0])
			}
		})
	}
}

func TestInstagram_CommentOddities(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		knobs func(*instagram.Knobs)
		in    instagram.WrittenComment
		want  map[string]any
	}{
		"other key":     {func(k *instagram.Knobs) { k.CommentIDKey = "comment_id" }, instagram.WrittenComment{}, map[string]any{"id": nil}},
		"no from":       {func(k *instagram.Knobs) { k.CommentFrom = "absent" }, instagram.WrittenComment{}, map[string]any{"from": nil}},
		"id only":       {func(k *instagram.Knobs) { k.CommentFrom = "id" }, instagram.WrittenComment{}, map[string]any{"from.username": nil}},
		"gif":           {nil, instagram.WrittenComment{GIF: true}, map[string]any{"text": nil}},
		"own":           {nil, instagram.WrittenComment{Own: true}, map[string]any{"from.id": instagram.DefaultAccount, "from.self_ig_scoped_id": "24000000000000001"}},
		"own, in value": {func(k *instagram.Knobs) { k.OwnForm = "value" }, instagram.WrittenComment{Own: true}, map[string]any{"self_ig_scoped_id": "24000000000000001"}},
		"own, plain":    {func(k *instagram.Knobs) { k.OwnForm = "plain" }, instagram.WrittenComment{Own: true}, map[string]any{"from.username": "toko.contoh", "from.self_ig_scoped_id": nil}},
		"boosted":       {nil, instagram.WrittenComment{Boosted: "copy"}, map[string]any{"media.original_media_id": instagram.DefaultPost, "media.media_product_type": "AD"}},
		"bare":          {func(k *instagram.Knobs) { k.CommentMedia = "bare" }, instagram.WrittenComment{}, map[string]any{"media.id": instagram.DefaultPost, "media.media_product_type": nil}},
		"dark": {
			func(k *instagram.Knobs) { k.CommentMedia = "dark" }, instagram.WrittenComment{Boosted: "copy"},
			map[string]any{"media.original_media_id": nil, "media.media_product_type": nil, "media.ad_title": "Iklan"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setupInstagram(t)
			if c.knobs != nil {
				b.Instagram().SetKnobs(c.knobs)
			}
			b.comment(c.in)
			got := b.values("comments")
			if len(got) != 1 {
				t.Fatalf("%d comments", len(got))
			}
			for path, want := range c.want {
				if have := part(got[0], path); have != want {
					t.Errorf("%s = %v, want %v", path, have, want)
				}
			}
		})
	}
}

func TestInstagram_BoostedTwiceAndRepeated(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	id := b.comment(instagram.WrittenComment{Text: "iklan", Boosted: "both", Times: 2})
	got := b.values("comments")
	posts := map[any]int{}
	for _, v := range got {
		if v["id"] != id {
			t.Errorf("comment = %v", v)
		}
		posts[part(v, "media.id")]++
	}
	if len(got) != 4 || posts[instagram.DefaultPost] != 2 || len(posts) != 2 {
		t.Errorf("%d webhooks, posts %v", len(got), posts)
	}
	b.must(b.privateReply(id, "sekali"))
	b.refused("the double", b.privateReply(id, "dua kali"), 100, 2534025)
}

func TestInstagram_EntryTimesAndNumericIDs(t *testing.T) {
	t.Parallel()
	for form, want := range map[string]string{"s": "1795489200", "ms": "1795489200000", "iso": `"2026-11-24T03:00:00Z"`, "absent": ""} {
		b := setupInstagram(t)
		b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.EntryTime, k.NumericIDs, k.CommentForm = form, true, "flat" })
		id := b.comment(instagram.WrittenComment{Text: "x"})
		e := b.entries()[0]
		if string(e.Time) != want || string(e.ID) != instagram.DefaultAccount {
			t.Errorf("%s: time %s, id %s", form, e.Time, e.ID)
		}
		bodies, _ := b.rcv.got()
		if !strings.Contains(string(bodies[0]), `"id":`+id+`,`) {
			t.Errorf("body = %s", bodies[0])
		}
	}
}

func TestInstagram_Subscription(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	if a := b.must(b.ig("GET", "/v26.0/"+instagram.DefaultAccount+"/subscribed_apps", nil)); a.text("data.0.id") != DefaultInstagramApp || a.text("data.0.subscribed_fields.1") != "messages" {
		t.Errorf("subscription = %s", a.body)
	}
	b.refused("unknown field", b.ig("POST", "/v26.0/me/subscribed_apps", `{"subscribed_fields":"feed"}`), 100, 0)
	b.must(b.ig("DELETE", "/v26.0/me/subscribed_apps", nil))
	b.comment(instagram.WrittenComment{Text: "tidak terdengar"})
	b.must(b.ig("POST", "/v26.0/me/subscribed_apps", `{"subscribed_fields":"messages"}`))
	yes := true
	if err := b.Instagram().SetAccount(instagram.AccountWish{Private: &yes}); err != nil {
		t.Fatal(err)
	}
	b.comment(instagram.WrittenComment{Text: "akun privat"})
	if got := b.entries(); len(got) != 0 {
		t.Errorf("entries = %+v", got)
	}
	yes = false
	if err := b.Instagram().SetAccount(instagram.AccountWish{Private: &yes}); err != nil {
		t.Fatal(err)
	}
	b.comment(instagram.WrittenComment{Text: "satu bidang, semua bidang"})
	if got := b.values("comments"); len(got) != 1 {
		t.Errorf("comments = %v", got)
	}
}

// One POST carries many entries of several accounts; disorder, duplicates and merging keep the events.
func TestInstagram_Batch(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]func(*Knobs){
		"plain": func(*Knobs) {}, "merge": func(k *Knobs) { k.Merge = true }, "shuffle": func(k *Knobs) { k.Shuffle = true }, "double": func(k *Knobs) { k.Duplicate = 1 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setupInstagram(t)
			second := b.connect(instagram.DefaultAccount2, igScopes)
			b.must(b.doAs(second, "POST", instagram.GraphPath+"/me/subscribed_apps?subscribed_fields=comments", nil))
			b.SetKnobs(func(k *Knobs) { set(k); k.WebhooksPaused, k.Workers = true, 1 })
			want := map[any]bool{}
			for i := range 20 {
				post := []string{instagram.DefaultPost, instagram.DefaultPost2}[i%2]
				want[b.comment(instagram.WrittenComment{Media: post, Text: fmt.Sprint(i)})] = true
			}
			b.SetKnobs(func(k *Knobs) { k.WebhooksPaused = false })
			got := b.values("comments")
			seen := map[any]int{}
			for _, v := range got {
				seen[v["id"]]++
			}
			if len(seen) != len(want) || (name == "double") != (len(got) == 40) {
				t.Errorf("%d events of %d comments, want %d", len(got), len(seen), len(want))
			}
			bodies, _ := b.rcv.got()
			if name != "double" && (len(bodies) != 1 || (name == "merge" && len(b.entries()) != 2)) {
				t.Errorf("%d posts", len(bodies))
			}
		})
	}
}

func TestInstagram_Signatures(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	for i, c := range []struct {
		mode, secret, want string
	}{
		{"ok", "instagram", DefaultInstagramSecret}, {"ok", "meta", "sandbox-app-secret"}, {"wrong", "instagram", DefaultInstagramSecret + "-wrong"}, {"older", "instagram", "sandbox-older-secret"}, {"missing", "instagram", ""},
	} {
		b.SetKnobs(func(k *Knobs) { k.Signature = c.mode })
		b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.Secret = c.secret })
		b.comment(instagram.WrittenComment{Text: "tanda tangan"})
		b.drain()
		bodies, sigs := b.rcv.got()
		want := ""
		if c.want != "" {
			want = sign(c.want, bodies[i])
		}
		if sigs[i] != want {
			t.Errorf("%s %s: %s", c.mode, c.secret, sigs[i])
		}
	}
}
