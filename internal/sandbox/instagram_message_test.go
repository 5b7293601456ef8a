package sandbox

import (
	"slices"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/sandbox/instagram"
)

func (b *insta) must0(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *insta) message(in instagram.WrittenMessage) string {
	b.t.Helper()
	if in.Person == "" {
		in.Person = "siti.rahma"
	}
	id, err := b.Instagram().Message(in)
	b.must0(err)
	return id
}

func TestInstagram_InboundMessages(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	first := b.message(instagram.WrittenMessage{Text: "Halo"})
	b.message(instagram.WrittenMessage{Text: "menjawab", ReplyTo: first})
	b.message(instagram.WrittenMessage{Text: "bagus!", Story: instagram.DefaultStory})
	b.message(instagram.WrittenMessage{Text: "Ya", QuickReply: "YA"})
	b.message(instagram.WrittenMessage{Text: "dari tautan", Referral: "promo-1"})
	b.message(instagram.WrittenMessage{Unsupported: true, Text: "x"})
	b.message(instagram.WrittenMessage{Self: true, Text: "catatan"})
	for _, kind := range []string{"image", "video", "audio", "file", "share", "ig_post", "ig_reel", "reel", "story", "ig_story", "story_mention", "like_heart", "media", "template"} {
		b.message(instagram.WrittenMessage{Attachments: []string{kind}})
	}
	if _, err := b.Instagram().Message(instagram.WrittenMessage{Person: "siti.rahma", Attachments: []string{"fax"}}); err == nil {
		t.Error("an unknown attachment was sent")
	}
	byText := map[any]map[string]any{}
	var kinds []string
	for _, m := range b.items("message") {
		byText[part(m, "message.text")] = m
		if kind, ok := part(m, "message.attachments.0.type").(string); ok {
			kinds = append(kinds, kind)
			if url, _ := part(m, "message.attachments.0.payload.url").(string); kind != "like_heart" && kind != "template" {
				if a := b.plain("GET", strings.TrimPrefix(url, b.URL()), "", ""); a.status != 200 || a.header.Get("Content-Type") != "image/png" {
					t.Errorf("%s at %s = %d", kind, url, a.status)
				}
			}
		}
	}
	if len(kinds) != 14 || slices.Contains(kinds, "") {
		t.Errorf("attachments = %v", kinds)
	}
	for text, want := range map[string][2]any{
		"Halo": {"message.mid", first}, "menjawab": {"message.reply_to.mid", first}, "bagus!": {"message.reply_to.story.id", instagram.DefaultStory},
		"Ya": {"message.quick_reply.payload", "YA"}, "dari tautan": {"message.referral.ref", "promo-1"}, "catatan": {"message.is_self", true},
	} {
		m := byText[text]
		path, _ := want[0].(string)
		if part(m, path) != want[1] || part(m, "recipient.id") != instagram.DefaultAccount || part(m, "sender.id") != b.igsid("siti.rahma") {
			t.Errorf("%s = %v", text, m)
		}
	}
	if ms, _ := part(byText["Halo"], "timestamp").(float64); ms != 1795489200000 {
		t.Errorf("timestamp = %v", part(byText["Halo"], "timestamp"))
	}
	if e := b.entries()[0]; string(e.Time) != "1795489200000" {
		t.Errorf("entry.time = %s", e.Time)
	}
}

func TestInstagram_DoubleShare(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.DoubleShare = true })
	b.message(instagram.WrittenMessage{Attachments: []string{"ig_post"}, Media: instagram.DefaultReel})
	m := b.items("message")[0]
	if part(m, "message.attachments.0.type") != "share" || part(m, "message.attachments.1.payload.ig_post_media_id") != instagram.DefaultReel {
		t.Errorf("message = %v", m)
	}
}

func TestInstagram_EchoAndSeen(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	who, _ := b.write("siti.rahma", "Halo")
	mid := b.must(b.dm(who, map[string]string{"text": "Baik"})).text("message_id")
	own, err := b.Instagram().OwnMessage("", "siti.rahma", "dari aplikasi Instagram")
	b.must0(err)
	var echoes []any
	for _, m := range b.items("message") {
		if part(m, "message.is_echo") == true {
			echoes = append(echoes, part(m, "message.mid"))
			if part(m, "sender.id") != instagram.DefaultAccount || part(m, "recipient.id") != who {
				t.Errorf("echo = %v", m)
			}
		}
	}
	if !slices.Equal(echoes, []any{mid, own}) {
		t.Errorf("echoes = %v", echoes)
	}
	if seen := b.items("read"); len(seen) != 1 || part(seen[0], "read.mid") != mid || part(seen[0], "sender.id") != who {
		t.Errorf("seen = %v", seen)
	}
	b.must0(b.Instagram().Read(own))
	b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.Echo, k.AutoSeen = "unswapped", false })
	b.must(b.dm(who, map[string]string{"text": "Tanpa waktu"}))
	if seen := b.items("read"); len(seen) != 2 {
		t.Errorf("seen = %v", seen)
	}
	all := b.entries()
	last := all[len(all)-1]
	if last.Time != nil || part(last.Messaging[0], "sender.id") != who || part(last.Messaging[0], "message.is_echo") != true {
		t.Errorf("unswapped echo = %+v", last)
	}
	b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.Echo = "off" })
	b.must(b.dm(who, map[string]string{"text": "Tanpa gema"}))
	if got := len(b.entries()); got != len(all) {
		t.Errorf("%d entries, want %d", got, len(all))
	}
}

func TestInstagram_EditsAndDeletions(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	mid := b.message(instagram.WrittenMessage{Text: "Hallo"})
	b.must0(b.Instagram().EditMessage(mid, "Halo"))
	b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.TextEdits = true })
	b.must0(b.Instagram().EditMessage(mid, "Halo!"))
	edits := b.items("message_edit")
	if len(edits) != 2 || part(edits[0], "message_edit.num_edit") != 1.0 || part(edits[1], "message_edit.num_edit") != "2" || part(edits[1], "message_edit.text") != "Halo!" {
		t.Errorf("edits = %v", edits)
	}
	b.must0(b.Instagram().Unsend(mid))
	b.refused("unsent", b.ig("GET", "/v26.0/"+mid+"?fields=message", nil), 100, 33)
	early, err := b.Instagram().UnsendBefore("", "siti.rahma", "salah kirim")
	b.must0(err)
	var order []string
	for _, m := range b.items("message") {
		switch {
		case part(m, "message.is_deleted") == true:
			order = append(order, "deleted "+name(mid, early, m))
		default:
			order = append(order, name(mid, early, m))
		}
	}
	if got := strings.Join(order, ", "); got != "first, deleted first, deleted early, early" {
		t.Errorf("order = %s", got)
	}
}

func name(first, early string, m map[string]any) string {
	switch part(m, "message.mid") {
	case first:
		return "first"
	case early:
		return "early"
	}
	return "?"
}

// A new message may be announced as an edit of nothing, with or without its parties; its text can be read by its id.
func TestInstagram_AnnouncedAsEdit(t *testing.T) {
	t.Parallel()
	for form, sender := range map[string]bool{"edit0": true, "edit0_bare": false} {
		b := setupInstagram(t)
		b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.MessageForm = form })
		mid := b.message(instagram.WrittenMessage{Text: "Halo"})
		got := b.items("message_edit")
		if len(got) != 1 || part(got[0], "message_edit.num_edit") != 0.0 || part(got[0], "message_edit.text") != nil || (part(got[0], "sender.id") != nil) != sender {
			t.Errorf("%s = %v", form, got)
		}
		if a := b.must(b.ig("GET", "/v26.0/"+mid+"?fields=id,created_time,from,to,message", nil)); a.text("message") != "Halo" || a.text("from.id") != b.igsid("siti.rahma") {
			t.Errorf("message = %s", a.body)
		}
	}
}

func TestInstagram_ReactionsReferralsStandby(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	who, _ := b.write("siti.rahma", "Halo")
	mid := b.must(b.dm(who, map[string]string{"text": "Baik"})).text("message_id")
	b.must0(b.Instagram().React(mid, "❤"))
	b.must0(b.Instagram().React(mid, "😮"))
	b.must0(b.Instagram().React(mid, ""))
	got := b.items("reaction")
	if len(got) != 3 || part(got[0], "reaction.reaction") != "love" || part(got[1], "reaction.emoji") != "😮" || part(got[2], "reaction.action") != "unreact" || part(got[2], "reaction.mid") != mid {
		t.Errorf("reactions = %v", got)
	}
	b.must0(b.Instagram().Open("", "andi.wijaya", "iklan-7"))
	if got := b.items("referral"); len(got) != 1 || part(got[0], "referral.ref") != "iklan-7" {
		t.Errorf("referral = %v", got)
	}
	b.refused("a link alone opens no window", b.dm(b.igsid("andi.wijaya"), map[string]string{"text": "x"}), 10, 2534022)
	yes := true
	b.must0(b.Instagram().Relate(instagram.Relation{Person: "siti.rahma", Other: &yes}))
	b.message(instagram.WrittenMessage{Text: "untuk aplikasi lain"})
	if got := b.items("take_thread_control"); len(got) != 1 {
		t.Errorf("handover = %v", got)
	}
	all := b.entries()
	if last := all[len(all)-1]; len(last.Standby) != 1 || part(last.Standby[0], "message.text") != "untuk aplikasi lain" {
		t.Errorf("standby = %+v", last)
	}
}

func TestInstagram_MentionsAndLive(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	id, err := b.Instagram().Mention("", "budi_santoso", "coba lihat @toko.contoh", "")
	b.must0(err)
	other, err := b.Instagram().Mention("", "budi_santoso", "@toko.contoh", "mentions")
	b.must0(err)
	live := b.comment(instagram.WrittenComment{Media: instagram.DefaultLive, Text: "mau"})
	if got := b.values("comments"); len(got) != 1 || got[0]["id"] != id || part(got[0], "from.username") != "budi_santoso" {
		t.Errorf("mention = %v", got)
	}
	if got := b.values("mentions"); len(got) != 1 || got[0]["comment_id"] != other || got[0]["media_id"] == nil {
		t.Errorf("mentions = %v", got)
	}
	if got := b.values("live_comments"); len(got) != 1 || got[0]["id"] != live || part(got[0], "media.media_product_type") != "LIVE" {
		t.Errorf("live = %v", got)
	}
	b.refused("under somebody else's post", b.privateReply(id, "x"), 100, 2534025)
	again, err := b.Instagram().Publish(instagram.Published{Product: "LIVE", Caption: "Live lagi"})
	b.must0(err)
	b.must0(b.Instagram().EndLive(again))
	if _, err := b.Instagram().Comment(instagram.WrittenComment{Media: again, Person: "siti.rahma"}); err == nil {
		t.Error("a comment under an ended broadcast")
	}
}

func TestInstagram_OddDeliveries(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	for _, field := range []string{"comments", "live_comments", "messages"} {
		b.must0(b.Instagram().TestButton(field))
	}
	for _, e := range b.entries() {
		if string(e.ID) != `"0"` || len(e.Changes) != 1 {
			t.Errorf("test button = %+v", e)
		}
	}
	count := len(b.entries())
	for _, form := range []string{"unknown_comment", "unknown_message", "no_entry_id", "other_recipient", "no_ids", "unknown_field", "empty_entry", "unknown_object"} {
		b.must0(b.Instagram().Odd(form, "", "siti.rahma", form))
	}
	if got := len(b.entries()) - count; got != 6 {
		t.Errorf("%d odd entries", got)
	}
	b.must0(b.Instagram().Odd("not_json", "", "siti.rahma", ""))
	b.Instagram().Raw([]byte(`{"mentah":true}`))
	b.drain()
	bodies, _ := b.rcv.got()
	if got := string(bodies[len(bodies)-1]); got != `{"mentah":true}` {
		t.Errorf("raw = %s", got)
	}
	if err := b.Instagram().Odd("unknown", "", "siti.rahma", ""); err == nil {
		t.Error("an unknown form was sent")
	}
}

// Blocking, losing and repeating webhooks changes nothing of what the network itself shows.
func TestInstagram_SilentAndBlocked(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	mid := b.message(instagram.WrittenMessage{Text: "hilang", Silent: true})
	id := b.comment(instagram.WrittenComment{Text: "hilang", Silent: true})
	if got := b.entries(); len(got) != 0 {
		t.Errorf("entries = %+v", got)
	}
	b.must(b.ig("GET", "/v26.0/"+mid, nil))
	if a := b.must(b.ig("GET", "/v26.0/"+instagram.DefaultPost+"/comments", nil)); a.text("data.0.id") != id {
		t.Errorf("comments = %s", a.body)
	}
	yes := true
	b.must0(b.Instagram().Relate(instagram.Relation{Person: "siti.rahma", Blocked: &yes}))
	if _, err := b.Instagram().Message(instagram.WrittenMessage{Person: "siti.rahma", Text: "x"}); err == nil {
		t.Error("a person who blocked the account wrote")
	}
}

// What happens in a chat may also arrive as changes of fields, or flat.
func TestInstagram_MessageEnvelopes(t *testing.T) {
	t.Parallel()
	for form, read := range map[string]func(igEntry) (any, any){
		"changes": func(e igEntry) (any, any) { return e.Changes[0]["field"], e.Changes[0]["value"] },
		"flat":    func(e igEntry) (any, any) { return e.Field, e.Value },
	} {
		b := setupInstagram(t)
		b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.MessageEnvelope, k.NumericIDs = form, true })
		mid := b.message(instagram.WrittenMessage{Text: "Halo"})
		b.must0(b.Instagram().React(mid, "❤"))
		b.must0(b.Instagram().EditMessage(mid, "Halo!"))
		b.must0(b.Instagram().Open("", "siti.rahma", "ref"))
		var fields []string
		for _, e := range b.entries() {
			field, value := read(e)
			name, _ := field.(string)
			fields = append(fields, name)
			if _, number := part(value, "sender.id").(float64); !number || string(e.ID) != instagram.DefaultAccount {
				t.Errorf("%s: entry %s, value %v", form, e.ID, value)
			}
		}
		if got := strings.Join(fields, " "); got != "messages message_reactions message_edit messaging_referral" {
			t.Errorf("%s: fields %s", form, got)
		}
	}
}
