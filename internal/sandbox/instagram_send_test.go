package sandbox

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/sandbox/instagram"
)

func TestInstagram_Windows(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	text := map[string]string{"text": "Halo"}
	b.refused("nobody", b.dm("1000", text), 100, 2534014)
	b.refused("never wrote", b.dm(b.igsid("siti.rahma"), text), 10, 2534022)
	who, _ := b.write("siti.rahma", "Halo toko")
	if a := b.must(b.dm(who, text)); a.text("recipient_id") != who || a.text("message_id") == "" {
		t.Errorf("answer = %s", a.body)
	}
	b.Advance(24 * time.Hour)
	b.must(b.dm(who, text))
	b.Advance(time.Second)
	b.refused("after a day", b.dm(who, text), 10, 2534022)
	b.refused("tag without type", b.dm(who, text, "tag", "HUMAN_AGENT"), 100, 0)
	b.refused("another tag", b.dm(who, text, "messaging_type", "MESSAGE_TAG", "tag", "ACCOUNT_UPDATE"), 100, 0)
	b.refused("another type", b.dm(who, text, "messaging_type", "PROMO"), 100, 0)
	b.must(b.dm(who, text, "messaging_type", "MESSAGE_TAG", "tag", "HUMAN_AGENT"))
	b.Advance(6*24*time.Hour + time.Second)
	b.refused("after a week", b.dm(who, text, "messaging_type", "MESSAGE_TAG", "tag", "HUMAN_AGENT"), 10, 2534022)
	b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.HumanAgent = false })
	b.write("siti.rahma", "lagi")
	b.refused("without the feature", b.dm(who, text, "messaging_type", "MESSAGE_TAG", "tag", "HUMAN_AGENT"), 10, 0)
	if c := b.Instagram().Counts(); c.Messages[who] != 3 || c.People["siti.rahma"] != 3 {
		t.Errorf("counts = %+v", c)
	}
}

// A private reply opens no window; a tap on its button does.
func TestInstagram_TapOpensTheWindow(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	id := b.comment(instagram.WrittenComment{Person: "budi_santoso", Text: "HARGA"})
	sent := b.must(b.ig("POST", "/v26.0/me/messages", map[string]any{"recipient": map[string]string{"comment_id": id}, "message": buttons("Mau lihat daftar harga?", map[string]string{"type": "postback", "title": "Mau", "payload": "HARGA_1"})}))
	who := sent.text("recipient_id")
	b.refused("profile without consent", b.ig("GET", "/v26.0/"+who+"?fields=name,username", nil), 230, 0)
	b.refused("before the tap", b.dm(who, map[string]string{"text": "x"}), 10, 2534022)
	if _, err := b.Instagram().Tap(sent.text("message_id"), "Tidak"); err == nil {
		t.Error("a button that is not there was tapped")
	}
	mid, err := b.Instagram().Tap(sent.text("message_id"), "Mau")
	if err != nil {
		t.Fatal(err)
	}
	got := b.items("postback")
	if len(got) != 1 || part(got[0], "postback.payload") != "HARGA_1" || part(got[0], "postback.title") != "Mau" || part(got[0], "postback.mid") != mid || part(got[0], "sender.id") != who {
		t.Errorf("postback = %v", got)
	}
	b.must(b.dm(who, map[string]string{"text": "Ini daftarnya"}))
	if a := b.must(b.ig("GET", "/v26.0/"+who+"?fields=name,username,profile_pic,follower_count,is_user_follow_business,is_business_follow_user", nil)); a.text("username") != "budi_santoso" || a.at("is_user_follow_business") != false {
		t.Errorf("profile = %s", a.body)
	}
	follows := true
	if err := b.Instagram().Relate(instagram.Relation{Person: "budi_santoso", Follows: &follows}); err != nil {
		t.Fatal(err)
	}
	if a := b.must(b.ig("GET", "/v26.0/"+who+"?fields=is_user_follow_business", nil)); a.at("is_user_follow_business") != true {
		t.Errorf("profile = %s", a.body)
	}
	e := b.Instagram().Effects("private_reply")
	if len(e) != 1 || e[0].Buttons[0].Payload != "HARGA_1" || e[0].CommentID != id || e[0].RecipientID != who {
		t.Errorf("effects = %+v", e)
	}
}

func buttons(text string, list ...map[string]string) map[string]any {
	return map[string]any{"attachment": map[string]any{"type": "template", "payload": map[string]any{"template_type": "button", "text": text, "buttons": list}}}
}

func quick(title, payload string) map[string]string {
	return map[string]string{"content_type": "text", "title": title, "payload": payload}
}

func attached(kind, url string) map[string]any {
	return map[string]any{"attachment": map[string]any{"type": kind, "payload": map[string]string{"url": url}}}
}

func TestInstagram_MessageLimits(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	who, _ := b.write("siti.rahma", "Halo")
	type m = map[string]any
	link := map[string]string{"type": "web_url", "title": "Buka", "url": "https://toko.example/"}
	many := func(n int, v any) []any {
		out := make([]any, n)
		for i := range out {
			out[i] = v
		}
		return out
	}
	image := m{"type": "image", "payload": m{"url": "https://toko.example/a.png"}}
	for what, good := range map[string]any{
		"1000 bytes": m{"text": strings.Repeat("é", 500)}, "quick replies": m{"text": "Pilih", "quick_replies": many(13, quick("Ya", "YA"))},
		"image": attached("image", "https://toko.example/a.png"), "file": attached("file", "https://toko.example/a.pdf"), "heart": m{"attachment": m{"type": "like_heart"}},
		"post": m{"attachment": m{"type": "MEDIA_SHARE", "payload": m{"id": instagram.DefaultPost}}}, "ten images": m{"attachments": many(10, image)},
		"buttons": buttons(strings.Repeat("a", 640), link, link, link),
		"generic": m{"attachment": m{"type": "template", "payload": m{"template_type": "generic", "elements": []any{m{"title": "Batik", "subtitle": "Motif baru", "buttons": []any{link}}}}}},
	} {
		if a := b.dm(who, good); a.status != 200 {
			t.Errorf("%s = %d %s", what, a.status, a.body)
		}
	}
	for what, bad := range map[string]any{
		"1001 bytes": m{"text": strings.Repeat("é", 500) + "a"}, "empty": m{"text": " "}, "nothing": m{}, "text and attachment": m{"text": "a", "attachment": image},
		"14 quick replies": m{"text": "Pilih", "quick_replies": many(14, quick("Ya", "YA"))}, "long title": m{"text": "Pilih", "quick_replies": []any{quick(strings.Repeat("a", 21), "YA")}},
		"no payload": m{"text": "Pilih", "quick_replies": []any{quick("Ya", "")}}, "quick reply without text": m{"attachment": image, "quick_replies": []any{quick("Ya", "YA")}},
		"eleven images": m{"attachments": many(11, image)}, "video among many": m{"attachments": []any{m{"type": "video", "payload": m{"url": "https://a.id"}}}},
		"unknown attachment": attached("sticker", "https://a.id"), "no address": m{"attachment": m{"type": "image", "payload": m{}}}, "ftp": attached("image", "ftp://a.id/b"),
		"long button text": buttons(strings.Repeat("a", 641), link), "four buttons": buttons("a", link, link, link, link), "no buttons": buttons("a"),
		"button without payload": buttons("a", map[string]string{"type": "postback", "title": "Ya"}), "unknown button": buttons("a", map[string]string{"type": "call", "title": "Ya", "payload": "x"}),
		"unknown key": m{"text": "a", "txt": "b"}, "number as text": m{"text": 1}, "post of others": m{"attachment": m{"type": "MEDIA_SHARE", "payload": m{"id": instagram.DefaultPost2}}},
	} {
		b.refused(what, b.dm(who, bad), 100, 0)
	}
	b.refused("not fetched", b.dm(who, attached("image", "https://toko.invalid/a.png")), 9004, 2207003)
	if a := b.dm(who, attached("image", "https://toko.example/too-large.png")); a.status != 200 || a.code() != 36000 {
		t.Errorf("too large = %d %s", a.status, a.body)
	}
	for what, body := range map[string]any{
		"two recipients": m{"recipient": m{"id": who, "comment_id": "1"}, "message": m{"text": "a"}}, "no recipient": m{"message": m{"text": "a"}},
		"number as id": m{"recipient": m{"id": 12}, "message": m{"text": "a"}}, "nothing to do": m{"recipient": m{"id": who}}, "both": m{"recipient": m{"id": who}, "message": m{"text": "a"}, "sender_action": "typing_on"},
	} {
		b.refused(what, b.ig("POST", "/v26.0/me/messages", body), 100, 0)
	}
	if a := b.plain("POST", instagram.GraphPath+"/me/messages", "text/plain", "x"); a.code() != 100 {
		t.Errorf("text/plain = %s", a.body)
	}
}

func TestInstagram_WhoCannotBeReached(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	for what, c := range map[string]struct {
		relation      instagram.Relation
		code, subcode int
	}{
		"blocked": {instagram.Relation{Blocked: &yes}, 551, 1545041}, "away": {instagram.Relation{Away: &yes}, 10, 2018108},
		"archived": {instagram.Relation{Archived: &yes}, 100, 2534001}, "other app": {instagram.Relation{Other: &yes}, 100, 2534037},
	} {
		b := setupInstagram(t)
		who, _ := b.write("dewi.lestari", "Halo")
		c.relation.Person = "dewi.lestari"
		if err := b.Instagram().Relate(c.relation); err != nil {
			t.Fatal(err)
		}
		b.refused(what, b.dm(who, map[string]string{"text": "x"}), c.code, c.subcode)
		b.refused(what+", private reply", b.privateReply(b.comment(instagram.WrittenComment{Person: "dewi.lestari"}), "x"), c.code, c.subcode)
	}
	b := setupInstagram(t)
	who, _ := b.write("dewi.lestari", "Halo")
	b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.Development = true })
	b.refused("no role", b.dm(who, map[string]string{"text": "x"}), 200, 2018028)
	b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.Development = false })
	for off, code := range map[*bool]int{&yes: 200, &no: 0} {
		if err := b.Instagram().SetAccount(instagram.AccountWish{MessagesOff: off}); err != nil {
			t.Fatal(err)
		}
		if a := b.dm(who, map[string]string{"text": "x"}); a.code() != code {
			t.Errorf("messages off %v = %s", *off, a.body)
		}
	}
}

func TestInstagram_Actions(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	who, mid := b.write("siti.rahma", "Halo")
	act := func(action string, payload any) answered {
		body := map[string]any{"recipient": map[string]string{"id": who}, "sender_action": action}
		if payload != nil {
			body["payload"] = payload
		}
		return b.ig("POST", "/v26.0/me/messages", body)
	}
	for _, name := range []string{"typing_on", "typing_off", "mark_seen"} {
		if a := b.must(act(name, nil)); a.text("recipient_id") != who || a.at("message_id") != nil {
			t.Errorf("%s = %s", name, a.body)
		}
	}
	b.must(act("react", map[string]string{"message_id": mid, "reaction": "love"}))
	if got := b.Instagram().View().Threads; got[0].Messages[0].Reaction != "love" {
		t.Errorf("thread = %+v", got[0])
	}
	b.must(act("unreact", map[string]string{"message_id": mid}))
	b.refused("react without a message", act("react", nil), 100, 0)
	b.refused("unknown message", act("react", map[string]string{"message_id": "x", "reaction": "love"}), 100, 33)
	b.refused("unknown action", act("wave", nil), 100, 0)
	if len(b.Instagram().Effects("action")) != 3 || len(b.Instagram().Effects("reaction")) != 2 || b.CallCount("ig_action") != 8 {
		t.Errorf("effects = %+v, calls %d", b.Instagram().Effects(""), b.CallCount("ig_action"))
	}
}

func TestInstagram_Conversations(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.ConversationsRate = 0 }) // the clock stands still
	who, first := b.write("siti.rahma", "pesan 0")
	for i := range 21 {
		b.write("siti.rahma", fmt.Sprintf("pesan %d", i+1))
	}
	sent := b.must(b.dm(who, map[string]string{"text": "Balasan"})).text("message_id")
	b.write("budi_santoso", "Halo")
	b.refused("without platform", b.ig("GET", "/v26.0/me/conversations", nil), 100, 0)
	list := b.must(b.ig("GET", "/v26.0/me/conversations?platform=instagram&fields=id,updated_time,participants", nil))
	if rows, _ := list.at("data").([]any); len(rows) != 2 {
		t.Fatalf("conversations = %s", list.body)
	}
	one := b.must(b.ig("GET", "/v26.0/me/conversations?platform=instagram&user_id="+who, nil)).text("data.0.id")
	a := b.must(b.ig("GET", "/v26.0/"+one+"?fields=messages{id,created_time,from,to,message}", nil))
	rows, _ := a.at("messages.data").([]any)
	if len(rows) != 20 || a.text("messages.data.0.id") != sent || a.text("messages.data.0.from.id") != instagram.DefaultAccount || a.text("messages.data.1.message") != "pesan 21" || a.text("messages.data.1.to.data.0.username") != "toko.contoh" {
		t.Errorf("%d messages: %.400s", len(rows), a.body)
	}
	if m := b.must(b.ig("GET", "/v26.0/"+sent+"?fields=id,created_time,from,to,message", nil)); m.text("message") != "Balasan" {
		t.Errorf("message = %s", m.body)
	}
	b.refused("older than the last 20", b.ig("GET", "/v26.0/"+first+"?fields=message", nil), 100, 33)
	b.Advance(31 * 24 * time.Hour)
	if a := b.must(b.ig("GET", "/v26.0/me/conversations?platform=instagram", nil)); a.text("data.0.id") != one || a.at("data.1") != nil {
		t.Errorf("an old request is shown: %s", a.body)
	}
	b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.ConversationsRate = 2 })
	for i, code := range []int{0, 0, 80002} {
		if a := b.ig("GET", "/v26.0/me/conversations?platform=instagram", nil); a.code() != code {
			t.Errorf("call %d = %s", i, a.body)
		}
	}
}

func TestInstagram_IceBreakers(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	body := `{"platform":"instagram","ice_breakers":[{"call_to_actions":[{"question":"Jam buka?","payload":"JAM"}],"locale":"default"}]}`
	b.must(b.ig("POST", "/v26.0/me/messenger_profile", body))
	if a := b.must(b.ig("GET", "/v26.0/me/messenger_profile?fields=ice_breakers", nil)); a.text("data.0.ice_breakers.0.call_to_actions.0.payload") != "JAM" {
		t.Errorf("ice breakers = %s", a.body)
	}
	if _, err := b.Instagram().TapIceBreaker("", "andi.wijaya", "Jam buka?"); err != nil {
		t.Fatal(err)
	}
	if got := b.items("postback"); len(got) != 1 || part(got[0], "postback.payload") != "JAM" {
		t.Errorf("postback = %v", got)
	}
	b.must(b.dm(b.igsid("andi.wijaya"), map[string]string{"text": "Jam 9"}))
	b.refused("five questions", b.ig("POST", "/v26.0/me/messenger_profile", `{"ice_breakers":[`+strings.Repeat(`{"question":"a","payload":"b"},`, 4)+`{"question":"a","payload":"b"}]}`), 100, 0)
	b.must(b.ig("DELETE", "/v26.0/me/messenger_profile", `{"fields":["ice_breakers"]}`))
	if _, err := b.Instagram().TapIceBreaker("", "andi.wijaya", "Jam buka?"); err == nil {
		t.Error("a question that was taken away was tapped")
	}
}

func TestInstagram_CallBudget(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.Impressions, k.SendsSecond = 0, 1 })
	for range 199 {
		b.must(b.ig("GET", "/v26.0/me", nil))
	}
	last := b.must(b.ig("GET", "/v26.0/me", nil))
	if h := last.header.Get("X-App-Usage"); !strings.Contains(h, `"call_count":100`) {
		t.Errorf("usage = %s", h)
	}
	over := b.ig("GET", "/v26.0/me", nil)
	b.refused("the 201st call", over, 80002, 0)
	if h := over.header.Get("X-Business-Use-Case-Usage"); !strings.Contains(h, `"estimated_time_to_regain_access":61`) {
		t.Errorf("usage = %s", h)
	}
	who, _ := b.write("siti.rahma", "Halo")
	b.must(b.dm(who, map[string]string{"text": "a"}))
	b.refused("two in a second", b.dm(who, map[string]string{"text": "b"}), 80002, 0)
	b.Advance(time.Hour)
	b.must(b.ig("GET", "/v26.0/me", nil))
}
