package instagram

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/id"
)

var (
	received = time.Date(2026, 11, 2, 3, 0, 5, 0, time.UTC)
	sentAt   = time.UnixMilli(1793588400123).UTC()
	second   = time.Unix(1793588400, 0).UTC()
	inbound  = id.New[channel.Inbound]()
	siti     = channel.HandleAddress("5001")
)

// sameID compares ids, which have no exported parts.
var sameID = cmp.Comparer(func(a, b channel.InboundID) bool { return a == b })

const cdn = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id="

func delivery1(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "deliveries", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func eventsOf(t testing.TB, body []byte) []channel.Event {
	t.Helper()
	pieces, err := Split(body)
	if err != nil {
		t.Fatalf("split: %v", err)
	}
	var out []channel.Event
	for _, p := range pieces {
		evs, err := new(Connector).Translate(channel.Inbound{ID: inbound, Kind: p.Kind, Raw: p.Raw, ReceivedAt: received})
		if err != nil {
			t.Fatalf("translate: %v", err)
		}
		out = append(out, evs...)
	}
	return out
}

type translations map[string][]channel.Event

func (tests translations) run(t *testing.T) {
	t.Helper()
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(want, eventsOf(t, delivery1(t, name)), sameID); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func received1(mid string, content channel.Content, change ...func(*channel.MessageReceived)) channel.MessageReceived {
	m := channel.MessageReceived{Inbound: inbound, ExternalID: mid, From: siti, At: sentAt, Content: content}
	for _, fn := range change {
		fn(&m)
	}
	return m
}

func at(when time.Time) func(*channel.MessageReceived) {
	return func(m *channel.MessageReceived) { m.At = when }
}

func echoed(mid string, content channel.Content) channel.MessageEchoed {
	return channel.MessageEchoed{Inbound: inbound, ExternalID: mid, To: siti, At: sentAt, Content: content}
}

func file(kind channel.Type, name string) channel.Content {
	return channel.Content{Type: kind, Media: &channel.Media{ExternalID: cdn + name + "&signature=abc", Voice: kind == channel.TypeAudio}}
}

func shared(kind, post, title, name string) channel.Content {
	c := channel.Content{Type: channel.TypeShare, Share: &channel.Share{Kind: kind, ID: post, Title: title}}
	if name != "" {
		c.Media = &channel.Media{ExternalID: cdn + name + "&signature=abc"}
	}
	return c
}

func tapped(payload, title string) channel.Content {
	return channel.Content{Type: channel.TypeReply, Reply: &channel.Reply{Kind: "button", ID: payload, Title: title}}
}

func reacted(key, emoji string) channel.MessageReceived {
	return received1("reaction:r:mid.OUT:5001:"+key+":1793588400123", channel.Content{
		Type: channel.TypeReaction, Reaction: &channel.Reaction{MessageID: "mid.OUT", Emoji: emoji},
	})
}

func unseen(reason string) []channel.Event {
	return []channel.Event{channel.Ignored{Inbound: inbound, Reason: reason}}
}

func in(c channel.Content, change func(*channel.Content)) channel.Content {
	change(&c)
	return c
}

func TestTranslate_messages(t *testing.T) {
	t.Parallel()
	story := func(id string) func(*channel.Content) {
		return func(c *channel.Content) { c.Story = &channel.Story{ID: id} }
	}
	translations{
		"text":              {received1("mid.T1", text("Halo, masih ada? é👋"))},
		"quoted":            {received1("mid.T2", in(text("Yang ini"), func(c *channel.Content) { c.ReplyTo = "mid.OUT" }))},
		"image":             {received1("mid.A_image", file(channel.TypeImage, "image"))},
		"media":             {received1("mid.A_media", file(channel.TypeImage, "media"))},
		"video":             {received1("mid.A_video", file(channel.TypeVideo, "video"))},
		"audio":             {received1("mid.A_audio", file(channel.TypeAudio, "audio"))},
		"file":              {received1("mid.A_file", file(channel.TypeDocument, "file"))},
		"two_images":        {received1("mid.A2", file(channel.TypeImage, "1")), received1("mid.A2#2", file(channel.TypeImage, "2"))},
		"text_image":        {received1("mid.A3", text("Ini")), received1("mid.A3#2", file(channel.TypeImage, "3"))},
		"image_without_url": {received1("mid.A4", channel.Content{Type: channel.TypeImage, Media: &channel.Media{}})},
		"like_heart":        {received1("mid.H1", text("❤️"))},
		"share":             {received1("mid.S1", shared("post", "", "", "s1"))},
		"ig_post":           {received1("mid.S2", shared("post", "18000000000000002", "Gamis baru", "s2"))},
		"share_twice":       {received1("mid.S3", shared("post", "18000000000000003", "Gamis baru", "s3"))},
		"share_twice_turned": {
			received1("mid.S4", shared("post", "18000000000000004", "Gamis baru", "s4")),
		},
		"two_posts": {
			received1("mid.S5", shared("post", "18000000000000005", "", "")), received1("mid.S5#2", shared("post", "18000000000000006", "", "")),
		},
		"ig_reel":      {received1("mid.S6", shared("reel", "18000000000000007", "Reel", "s6"))},
		"reel":         {received1("mid.S7", shared("reel", "18000000000000008", "", "s7"))},
		"story_shared": {received1("mid.S8", shared("story", "18000000000000009", "", "s8"))},
		"ig_story":     {received1("mid.S9", shared("story", "", "", "s9"))},
		"story_mention": {received1("mid.M1", in(shared("story_mention", "18000000000000010", "", "m1"), func(c *channel.Content) {
			c.Story = &channel.Story{ID: "18000000000000010", Mention: true}
		}))},
		"story_reply":        {received1("mid.R1", in(text("Berapa harganya?"), story("18000000000000011")))},
		"story_reply_image":  {received1("mid.R2", in(file(channel.TypeImage, "r2"), story("18000000000000012")))},
		"template":           {received1("mid.P1", shared("template", "", "", ""))},
		"attachment_unknown": {received1("mid.P2", channel.Content{Type: channel.TypeUnsupported, Unsupported: "hologram"})},
		"unsupported":        {received1("mid.P3", channel.Content{Type: channel.TypeUnsupported, Unsupported: "message"})},
		"quick_reply":        {received1("mid.Q1", tapped("b1", "Ya"))},
		"message_referral": {received1("mid.F1", text("Halo"), func(m *channel.MessageReceived) {
			m.Referral = &channel.Referral{SourceType: "SHORTLINK", SourceID: "120200000000000001", Headline: "promo"}
		})},
		"numeric_ids":     {received1("mid.I1", text("angka"))},
		"whole_batch":     {received1("mid.L3", text("satu")), received1("mid.L4", text("dua"), func(m *channel.MessageReceived) { m.From = channel.HandleAddress("5002") }), received1("mid.L5", text("lain"))},
		"array_root":      {received1("mid.L1", text("satu")), received1("mid.L2", text("dua"))},
		"change_message":  {received1("mid.C1", text("x"))},
		"flat_message":    {received1("mid.C4", text("x"))},
		"recipient_other": {received1("mid.O4", text("x"))},
		"standby":         {received1("mid.Y1", text("Halo"), func(m *channel.MessageReceived) { m.Standby = true })},
		"change_standby":  {received1("mid.C3", text("x"), func(m *channel.MessageReceived) { m.Standby = true })},
	}.run(t)
}

func TestTranslate_times(t *testing.T) {
	t.Parallel()
	translations{
		"time_seconds":      {received1("mid.K1", text("x"), at(second))},
		"time_text_seconds": {received1("mid.K2", text("x"), at(second))},
		"time_iso":          {received1("mid.K3", text("x"), at(time.Date(2026, 11, 2, 3, 0, 0, 0, time.UTC)))},
		"time_garbage":      {received1("mid.K4", text("x"), at(sentAt))}, // that of the account's part
		"time_of_entry":     {received1("mid.K5", text("x"), at(second))},
		"time_of_entry_iso": {received1("mid.K6", text("x"), at(time.Date(2026, 11, 2, 3, 0, 0, 0, time.UTC)))},
		"dashboard_message": {received1("random_mid", text("random_text"), at(time.Unix(1527459824, 0).UTC()), func(m *channel.MessageReceived) {
			m.From = channel.HandleAddress("12334")
		})},
	}.run(t)
}

func TestTranslate_effects(t *testing.T) {
	t.Parallel()
	change := func(mid, body string) channel.MessageEdited {
		return channel.MessageEdited{Inbound: inbound, Original: mid, From: siti, At: sentAt, Content: text(body)}
	}
	announced := func(mid string, from channel.Address) channel.AnnouncedMessage {
		return channel.AnnouncedMessage{Inbound: inbound, ExternalID: mid, From: from, At: sentAt}
	}
	seen := channel.SeenReceived{Inbound: inbound, ExternalID: "mid.OUT", From: siti, At: sentAt}
	translations{
		"postback": {received1("mid.B1", tapped("icebreaker:1", "Jam buka?"))},
		"postback_referral": {received1("mid.B2", tapped("start", "Mulai"), func(m *channel.MessageReceived) {
			m.Referral = &channel.Referral{SourceType: "ADS", SourceID: "77", Headline: "promo"}
		})},
		"change_postback":          {received1("mid.C2", tapped("b1", "Ya"))},
		"reaction":                 {reacted("react", "❤")},
		"reaction_word":            {reacted("react", "😮")},
		"reaction_off":             {reacted("unreact", "")},
		"change_reaction":          {reacted("react", "👍")},
		"reaction_of_ours":         unseen("reaction_of_ours"),
		"seen":                     {seen},
		"change_seen":              {seen},
		"seen_by_us":               unseen("seen_by_us"),
		"echo":                     {echoed("mid.E1", text("Masih ada, Kak"))},
		"echo_image":               {echoed("mid.E2", file(channel.TypeImage, "e2"))},
		"echo_unswapped":           {channel.MessageEchoed{Inbound: inbound, ExternalID: "mid.E3", To: siti, At: received, Content: text("Dari aplikasi")}},
		"echo_app_scoped":          {echoed("mid.E4", text("Dari aplikasi"))},
		"echo_without_mark":        {echoed("mid.E5", text("Dari aplikasi"))},
		"standby_echo":             {echoed("mid.Y2", text("Dari aplikasi lain"))},
		"self":                     unseen("message_to_self"),
		"self_without_mark":        unseen("message_without_person"),
		"deleted":                  {channel.MessageRevoked{Inbound: inbound, Original: "mid.T1", From: siti, At: sentAt}},
		"deleted_by_us":            unseen("deleted_by_us"),
		"edit":                     {change("mid.T1", "Halo, masih ada ukuran M?")},
		"edit_text_number":         {change("mid.T1", "Lagi")},
		"change_edit":              {change("mid.T1", "baru")},
		"edit_of_ours":             unseen("edit_of_ours"),
		"announced":                {announced("mid.N1", siti)},
		"announced_without_people": {announced("mid.N2", channel.Address{})},
		"announced_text_number":    {announced("mid.N3", siti)},
		"referral":                 unseen("referral"),
		"change_referral":          unseen("referral"),
	}.run(t)
}

func TestTranslate_damaged(t *testing.T) {
	t.Parallel()
	translations{
		"field_unknown":          unseen("field_unknown"),
		"item_empty":             unseen("event_unknown"),
		"item_text":              {unseen("event_unknown")[0], unseen("event_unknown")[0], unseen("event_unknown")[0]},
		"entry_missing":          nil,
		"entry_object":           nil,
		"other_object":           nil,
		"message_without_mid":    unseen("message_without_id"),
		"message_without_sender": unseen("message_without_person"),
		"comment_without_id":     unseen("field_unknown"),
		"parts_of_other_types": {
			unseen("message_without_id")[0], unseen("message_without_id")[0],
			received1("mid.X1", channel.Content{Type: channel.TypeUnsupported, Unsupported: "message"}, at(received)),
			unseen("reaction_of_ours")[0], unseen("seen_by_us")[0], unseen("postback_of_ours")[0], unseen("edit_without_id")[0],
		},
		"nul": {received1("mid.X3", text("a\x00b")), reacted("react", "")},
	}.run(t)
}

func TestTranslate_comments(t *testing.T) {
	t.Parallel()
	comment := func(external string, change func(*channel.CommentReceived)) []channel.Event {
		c := channel.CommentReceived{
			Inbound: inbound, ExternalID: external, Post: "p1", Product: "FEED", From: siti, Username: "siti", Text: "Harga?", At: second,
		}
		change(&c)
		return []channel.Event{c}
	}
	translations{
		"comment":      comment("c1", func(*channel.CommentReceived) {}),
		"comment_live": comment("c3", func(c *channel.CommentReceived) { c.Live, c.Product = true, "LIVE" }),
		"comment_own": comment("c4", func(c *channel.CommentReceived) {
			c.Own, c.From, c.Username = true, channel.HandleAddress("17841400000000001"), "toko"
		}),
		"comment_own_marked": comment("c5", func(c *channel.CommentReceived) { c.Own, c.From, c.Username = true, channel.HandleAddress("9"), "toko" }),
		"comment_reply":      comment("c6", func(c *channel.CommentReceived) { c.Parent = "17900000000000001" }),
		"comment_ad":         comment("c7", func(c *channel.CommentReceived) { c.Post, c.Original, c.Product = "p2", "p1", "AD" }),
		"comment_ad_dark":    comment("c9", func(c *channel.CommentReceived) { c.Post, c.Product = "p3", "AD" }),
		"comment_bare": comment("c8", func(c *channel.CommentReceived) {
			c.Product, c.From, c.Username, c.Text = "", channel.Address{}, "", ""
		}),
	}.run(t)
}

// A tap without an id of its own is the same each time it is told, and another one a moment later.
func TestTranslate_postbackWithoutID(t *testing.T) {
	t.Parallel()
	body := delivery1(t, "postback_without_mid")
	later := []byte(strings.ReplaceAll(string(body), "1793588400123", "1793588400124"))
	first, again, other := eventsOf(t, body), eventsOf(t, body), eventsOf(t, later)
	one := first[0].(channel.MessageReceived)
	if one.ExternalID == "" || one.Content.Reply.Title != "Jam buka?" || !cmp.Equal(first, again, sameID) {
		t.Errorf("first %+v, again %+v", first, again)
	}
	if other[0].(channel.MessageReceived).ExternalID == one.ExternalID {
		t.Error("two taps have one id")
	}
}
