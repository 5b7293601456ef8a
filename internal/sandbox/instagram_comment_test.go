package sandbox

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/sandbox/instagram"
)

func TestInstagram_AccountAndMedia(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	me := b.must(b.ig("GET", "/v26.0/me?fields=id,user_id,username,name,account_type,profile_picture_url,followers_count,follows_count,media_count", nil))
	if me.text("data.0.user_id") != instagram.DefaultAccount || me.text("data.0.id") == instagram.DefaultAccount || me.text("data.0.account_type") != "BUSINESS" || me.num("data.0.media_count") != 4 {
		t.Errorf("me = %s", me.body)
	}
	b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.MeAnswer = "flat" })
	if a := b.must(b.ig("GET", "/me?fields=username", nil)); a.text("username") != "toko.contoh" {
		t.Errorf("flat me = %s", a.body)
	}
	b.refused("unknown field", b.ig("GET", "/v26.0/me?fields=phone", nil), 100, 0)

	first := b.must(b.ig("GET", "/v26.0/me/media?limit=3", nil))
	if first.text("data.0.id") != instagram.DefaultPost || first.at("data.0.caption") != nil || first.at("paging.next") == nil {
		t.Errorf("first page = %s", first.body)
	}
	if _, err := b.Instagram().Publish(instagram.Published{Caption: "Baru"}); err != nil {
		t.Fatal(err)
	}
	last := b.must(b.ig("GET", "/v26.0/"+instagram.DefaultAccount+"/media?limit=3&after="+first.text("paging.cursors.after")+"&fields=id,caption,media_type,media_product_type,media_url,thumbnail_url,permalink,timestamp,comments_count,like_count", nil))
	if last.at("data.1") != nil || last.at("paging.next") != nil || last.at("paging.cursors.after") == nil || last.at("data.0.media_url") != nil || last.text("data.0.media_type") != "VIDEO" {
		t.Errorf("last page = %s", last.body)
	}
	if stamp := last.text("data.0.timestamp"); !strings.HasSuffix(stamp, "+0000") {
		t.Errorf("timestamp = %s", stamp)
	}
	b.refused("cursor", b.ig("GET", "/v26.0/me/media?after=x", nil), 100, 0)
	if a := b.must(b.ig("GET", "/v26.0/"+instagram.DefaultReel+"?fields=media_product_type,permalink", nil)); a.text("media_product_type") != "REELS" || !strings.Contains(a.text("permalink"), "/reel/") {
		t.Errorf("reel = %s", a.body)
	}
	b.refused("media of another account", b.ig("GET", "/v26.0/"+instagram.DefaultPost2, nil), 100, 33)
	if a := b.must(b.ig("GET", "/v26.0/me/stories", nil)); a.text("data.0.id") != instagram.DefaultStory {
		t.Errorf("stories = %s", a.body)
	}
	b.Advance(23 * time.Hour)
	if a := b.must(b.ig("GET", "/v26.0/me/stories", nil)); a.at("data.0") != nil {
		t.Errorf("stories of yesterday = %s", a.body)
	}
	b.refused("an old story", b.ig("GET", "/v26.0/"+instagram.DefaultStory, nil), 100, 33)
}

func TestInstagram_Comments(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	var ids []string
	for i := range 60 {
		b.clk.Set(b.clk.Now().Add(time.Second))
		ids = append(ids, b.comment(instagram.WrittenComment{Text: fmt.Sprintf("komentar %d", i)}))
	}
	page := b.must(b.ig("GET", "/v26.0/"+instagram.DefaultPost+"/comments?limit=100&fields=id,text,timestamp,username,from,parent_id,hidden,like_count", nil))
	rows, _ := page.at("data").([]any)
	if len(rows) != 50 || page.text("data.0.id") != ids[59] || page.text("data.0.from.username") != "siti.rahma" || page.at("data.0.parent_id") != nil {
		t.Fatalf("%d comments: %.300s", len(rows), page.body)
	}
	rest := b.must(b.ig("GET", "/v26.0/"+instagram.DefaultPost+"/comments?limit=50&after="+page.text("paging.cursors.after"), nil))
	if rows, _ := rest.at("data").([]any); len(rows) != 10 || rest.at("paging.next") != nil {
		t.Errorf("rest = %d", len(rows))
	}
	b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.ReadFrom = "absent" })
	if a := b.must(b.ig("GET", "/v26.0/"+ids[0]+"?fields=id,text,timestamp,from,media,parent_id", nil)); a.at("from") != nil || a.text("media.id") != instagram.DefaultPost {
		t.Errorf("one comment = %s", a.body)
	}

	reply := b.must(b.ig("POST", "/v26.0/"+ids[0]+"/replies", `{"message":"Terima kasih Kak"}`)).text("id")
	nested := b.comment(instagram.WrittenComment{Parent: reply, Text: "sama-sama"})
	if a := b.must(b.ig("GET", "/v26.0/"+nested+"?fields=parent_id", nil)); a.text("parent_id") != ids[0] {
		t.Errorf("a reply to a reply = %s", a.body)
	}
	if a := b.must(b.ig("GET", "/v26.0/"+ids[0]+"/replies", nil)); a.text("data.0.id") != reply || a.text("data.1.id") != nested {
		t.Errorf("replies = %s", a.body)
	}
	b.refused("with fields", b.ig("POST", "/v26.0/"+ids[1]+"/replies?fields=id", `{"message":"Halo"}`), 20, 1772107)
	for what, text := range map[string]string{"empty": "", "long": strings.Repeat("a", 301), "hashtags": "#a #b #c #d #e", "links": "https://a.id https://b.id", "capitals": "BELI SEKARANG"} {
		b.refused(what, b.ig("POST", "/v26.0/"+ids[2]+"/replies", map[string]string{"message": text}), 100, 0)
	}
	if c := b.Instagram().Counts(); c.PublicReplies[ids[0]] != 1 || c.PublicReplies[ids[1]] != 1 || c.PublicReplies[ids[2]] != 0 {
		t.Errorf("public replies = %v", c.PublicReplies)
	}

	b.must(b.ig("POST", "/v26.0/"+ids[3]+"?hide=true", nil))
	if a := b.must(b.ig("GET", "/v26.0/"+ids[3]+"?fields=hidden", nil)); a.at("hidden") != true {
		t.Errorf("hidden = %s", a.body)
	}
	b.refused("hide without saying", b.ig("POST", "/v26.0/"+ids[3], nil), 100, 0)
	b.must(b.ig("DELETE", "/v26.0/"+ids[0], nil))
	b.refused("deleted", b.ig("GET", "/v26.0/"+ids[0], nil), 100, 33)
	b.refused("its reply", b.ig("GET", "/v26.0/"+reply, nil), 100, 33)
	b.refused("delete again", b.ig("DELETE", "/v26.0/"+ids[0], nil), 100, 33)
}

func TestInstagram_PrivateReplyRules(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	id := b.comment(instagram.WrittenComment{Person: "budi_santoso", Text: "HARGA"})
	sent := b.must(b.privateReply(id, "Halo"))
	who := sent.text("recipient_id")
	if who == "" || !strings.HasPrefix(sent.text("message_id"), "aWdf") {
		t.Fatalf("answer = %s", sent.body)
	}
	b.refused("second", b.privateReply(id, "Halo lagi"), 100, 2534025)
	b.refused("a private reply opens no window", b.dm(who, map[string]string{"text": "Satu lagi"}), 10, 2534022)

	own := b.must(b.ig("POST", "/v26.0/"+id+"/replies", `{"message":"Sudah kami kirim ya"}`)).text("id")
	b.refused("own comment", b.privateReply(own, "x"), 100, 2534025)
	gone := b.comment(instagram.WrittenComment{Text: "hapus"})
	if err := b.Instagram().DeleteComment(gone); err != nil {
		t.Fatal(err)
	}
	b.refused("deleted comment", b.privateReply(gone, "x"), 100, 2534025)
	b.refused("unknown comment", b.privateReply("18000000000000000", "x"), 100, 2534025)
	b.refused("old comment", b.privateReply(b.comment(instagram.WrittenComment{Text: "lama", Age: 7*24*3600 + 1}), "x"), 100, 2534025)
	b.must(b.privateReply(b.comment(instagram.WrittenComment{Text: "hampir", Age: 7*24*3600 - 60}), "x"))

	live := b.comment(instagram.WrittenComment{Media: instagram.DefaultLive, Text: "mau"})
	later := b.comment(instagram.WrittenComment{Media: instagram.DefaultLive, Text: "mau juga", Person: "andi.wijaya"})
	b.must(b.privateReply(live, "Terima kasih"))
	if err := b.Instagram().EndLive(instagram.DefaultLive); err != nil {
		t.Fatal(err)
	}
	b.refused("after the broadcast", b.privateReply(later, "x"), 100, 2534025)

	c := b.Instagram().Counts()
	if c.PrivateReplies[id] != 1 || c.PrivateAttempts[id] != 2 || c.PrivateReplies[later] != 0 || c.People["budi_santoso"] != 1 || c.Messages[who] != 1 {
		t.Errorf("counts = %+v", c)
	}
	for _, scopes := range []string{"instagram_business_basic,instagram_business_manage_comments", "instagram_business_basic,instagram_business_manage_messages"} {
		b.token = b.connect(instagram.DefaultAccount, scopes)
		b.refused(scopes, b.privateReply(b.comment(instagram.WrittenComment{Text: "izin"}), "x"), 10, 0)
	}
}

// However many ask at once, a comment gets one private reply.
func TestInstagram_PrivateReplyRace(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	id := b.comment(instagram.WrittenComment{Text: "HARGA"})
	codes := make(chan int)
	for range 20 {
		go func() { codes <- b.privateReply(id, "Halo").code() }()
	}
	counts := map[int]int{}
	for range 20 {
		counts[<-codes]++
	}
	if c := b.Instagram().Counts(); counts[0] != 1 || counts[100] != 19 || c.PrivateReplies[id] != 1 || c.PrivateAttempts[id] != 20 {
		t.Errorf("answers %v, counts %+v", counts, c)
	}
}

func TestInstagram_PrivateReplyKnobs(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.PrivateTwice, k.RecipientDiffers, k.PrivateRepliesHour = true, true, 3 })
	id := b.comment(instagram.WrittenComment{Text: "HARGA"})
	first := b.must(b.privateReply(id, "satu"))
	b.must(b.privateReply(id, "dua"))
	if got := b.Instagram().Counts().PrivateReplies[id]; got != 2 {
		t.Errorf("a network that takes both counts %d", got)
	}
	if from := part(b.values("comments")[0], "from.id"); from == nil || from == first.text("recipient_id") {
		t.Errorf("from.id %v and recipient_id %s do not differ", from, first.text("recipient_id"))
	}
	from, _ := part(b.values("comments")[0], "from.id").(string)
	b.refused("profile of a commenter", b.ig("GET", "/v26.0/"+from, nil), 230, 0)
	b.refused("message to a commenter", b.dm(from, map[string]string{"text": "x"}), 100, 2534014)
	b.must(b.privateReply(b.comment(instagram.WrittenComment{Text: "a"}), "tiga"))
	over := b.privateReply(b.comment(instagram.WrittenComment{Text: "b"}), "empat")
	b.refused("the fourth in an hour", over, 80002, 0)
	if h := over.header.Get("X-Business-Use-Case-Usage"); !strings.Contains(h, `"type":"instagram"`) || !strings.Contains(h, `"estimated_time_to_regain_access":61`) {
		t.Errorf("usage = %s", h)
	}
	b.Advance(time.Hour)
	b.must(b.privateReply(b.comment(instagram.WrittenComment{Text: "c"}), "lima"))
	b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.PrivateButtons, k.PrivateRepliesHour = false, 0 })
	with := map[string]any{"recipient": map[string]string{"comment_id": b.comment(instagram.WrittenComment{Text: "d"})}, "message": map[string]any{
		"text": "Pilih", "quick_replies": []any{map[string]string{"content_type": "text", "title": "Ya", "payload": "YA"}},
	}}
	b.refused("buttons", b.ig("POST", "/v26.0/me/messages", with), 100, 0)
	b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.PrivateButtons = true })
	b.must(b.ig("POST", "/v26.0/me/messages", with))
}

// Whatever goes wrong with the answer, the effect is counted when it took place.
func TestInstagram_FaultsKeepTheCount(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fault  Fault
		effect int
		code   int
	}{
		{Fault{Kind: "cut_after"}, 1, 0}, {Fault{Kind: "cut_before"}, 0, 0}, {Fault{Kind: "truncated"}, 1, 0}, {Fault{Kind: "html502", After: true}, 1, 0},
		{Fault{Kind: "html502"}, 0, 0}, {Fault{Kind: "json500", After: true}, 1, 2}, {Fault{Kind: "ok_with_error"}, 0, 36000}, {Fault{Kind: "http429", RetryAfter: 7}, 0, 80002},
		{Fault{Kind: "error", HTTP: 403, Code: 4}, 0, 4}, {Fault{Kind: "token_expired"}, 0, 190}, {Fault{Kind: "latency", LatencyMS: 1}, 1, 0},
	} {
		t.Run(c.fault.Kind, func(t *testing.T) {
			t.Parallel()
			b := setupInstagram(t)
			id := b.comment(instagram.WrittenComment{Text: "HARGA"})
			c.fault.Route, c.fault.To, c.fault.Count = "ig_private_reply", id, 1
			b.SetFault(c.fault)
			other := b.must(b.privateReply(b.comment(instagram.WrittenComment{Text: "lain"}), "x"))
			a := b.privateReply(id, "Halo")
			if got := b.Instagram().Counts().PrivateReplies[id]; got != c.effect || a.code() != c.code || other.text("message_id") == "" {
				t.Errorf("%d effects, answer %d %s %v", got, a.status, a.body, a.err)
			}
			if c.fault.RetryAfter > 0 && a.header.Get("Retry-After") != "7" {
				t.Errorf("Retry-After = %q", a.header.Get("Retry-After"))
			}
			if b.CallCount("ig_private_reply") != 2 {
				t.Errorf("calls = %d", b.CallCount("ig_private_reply"))
			}
		})
	}
}
