package instagram

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/channel/channeltest"
	"github.com/kelolapesan/kelola/internal/fault"
)

func pdf(caption string) channel.Content {
	return channel.Content{Type: channel.TypeDocument, Media: &channel.Media{AttachmentID: "a1", MIME: "application/pdf", Caption: caption}}
}

func picture(attachment string) channel.Content {
	return channel.Content{Type: channel.TypeImage, Media: &channel.Media{AttachmentID: attachment, MIME: "image/png"}}
}

func TestConnector_Send_bodies(t *testing.T) {
	t.Parallel()
	buttons := []channel.Button{{ID: "b1", Title: "Ya"}, {ID: "b2", Title: "Tidak"}}
	for name, tc := range map[string]struct {
		content channel.Content
		want    string
	}{
		"text":         {text("Halo"), `{"message":{"text":"Halo"},"recipient":{"id":"5001"}}`},
		"by a person":  {in(text("Halo"), func(c *channel.Content) { c.HumanAgent = true }), `{"message":{"text":"Halo"},"messaging_type":"MESSAGE_TAG","recipient":{"id":"5001"},"tag":"HUMAN_AGENT"}`},
		"private":      {in(text("Halo"), func(c *channel.Content) { c.Comment = &channel.Comment{ID: "c1"} }), `{"message":{"text":"Halo"},"recipient":{"comment_id":"c1"}}`},
		"picture":      {picture("a1"), `{"message":{"attachment":{"payload":{"url":"https://pesan.example.com/files/a1"},"type":"image"}},"recipient":{"id":"5001"}}`},
		"quick":        {channel.Content{Type: channel.TypeInteractive, Interactive: &channel.Interactive{Kind: channel.KindQuickReplies, Body: "Jadi?", Buttons: buttons}}, `{"message":{"quick_replies":[{"content_type":"text","payload":"b1","title":"Ya"},{"content_type":"text","payload":"b2","title":"Tidak"}],"text":"Jadi?"},"recipient":{"id":"5001"}}`},
		"buttons":      {channel.Content{Type: channel.TypeInteractive, Interactive: &channel.Interactive{Kind: channel.KindButton, Body: "Jadi?", Buttons: buttons[:1]}}, `{"message":{"attachment":{"payload":{"buttons":[{"payload":"b1","title":"Ya","type":"postback"}],"template_type":"button","text":"Jadi?"},"type":"template"}},"recipient":{"id":"5001"}}`},
		"link":         {channel.Content{Type: channel.TypeInteractive, Interactive: &channel.Interactive{Kind: channel.KindLink, Body: "Katalog", DisplayText: "Buka", URL: "https://contoh.id"}}, `{"message":{"attachment":{"payload":{"buttons":[{"title":"Buka","type":"web_url","url":"https://contoh.id"}],"template_type":"button","text":"Katalog"},"type":"template"}},"recipient":{"id":"5001"}}`},
		"reaction":     {channel.Content{Type: channel.TypeReaction, Reaction: &channel.Reaction{MessageID: "m1", Emoji: "❤️"}}, `{"payload":{"message_id":"m1","reaction":"❤️"},"recipient":{"id":"5001"},"sender_action":"react"}`},
		"reaction off": {channel.Content{Type: channel.TypeReaction, Reaction: &channel.Reaction{MessageID: "m1"}}, `{"payload":{"message_id":"m1"},"recipient":{"id":"5001"},"sender_action":"unreact"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := newNetwork(t)
			c := n.connector()
			t.Cleanup(c.Close)
			s := session()
			s.Media = &channeltest.Files{Bytes: map[string][]byte{"a1": []byte("x")}}
			got, err := c.Send(t.Context(), s, channel.Outgoing{SendID: "s1", To: channel.HandleAddress("5001"), Content: tc.content})
			if err != nil || got.ExternalID == "" {
				t.Fatalf("Send = %+v, %v", got, err)
			}
			if call := n.last(); call.Body != tc.want || call.Path != "/v26.0/17841400000000001/messages" || call.Auth != "Bearer "+testToken || call.Query != "" {
				t.Errorf("call %+v\nwant %s", call, tc.want)
			}
		})
	}
}

func TestConnector_Validate(t *testing.T) {
	t.Parallel()
	n := newNetwork(t)
	c := n.connector()
	t.Cleanup(c.Close)
	for name, tc := range map[string]struct {
		content channel.Content
		code    string
	}{
		"1,000 bytes":        {text(strings.Repeat("é", 500)), ""},
		"1,001 bytes":        {text(strings.Repeat("é", 500) + "a"), "message.text_too_long"},
		"empty":              {text(" "), "message.text_empty"},
		"a file":             {pdf(""), ""},
		"a file with words":  {pdf("Ini"), "message.caption_not_allowed"},
		"a sticker":          {channel.Content{Type: channel.TypeSticker, Media: &channel.Media{AttachmentID: "a", MIME: "image/webp"}}, "message.type_unsupported"},
		"a word document":    {channel.Content{Type: channel.TypeDocument, Media: &channel.Media{AttachmentID: "a", MIME: "application/msword"}}, "message.file_type_unsupported"},
		"sound":              {channel.Content{Type: channel.TypeDocument, Media: &channel.Media{AttachmentID: "a", MIME: "audio/x-m4a"}}, ""},
		"no file":            {channel.Content{Type: channel.TypeImage}, "message.file_missing"},
		"a footer":           {channel.Content{Type: channel.TypeInteractive, Interactive: &channel.Interactive{Kind: channel.KindButton, Body: "x", Footer: "y", Buttons: []channel.Button{{ID: "1", Title: "a"}}}}, "message.frame_unsupported"},
		"a list":             {channel.Content{Type: channel.TypeInteractive, Interactive: &channel.Interactive{Kind: channel.KindList, Body: "x"}}, "message.type_unsupported"},
		"a template":         {channel.Content{Type: channel.TypeTemplate, Template: &channel.Template{Name: "x"}}, "message.type_unsupported"},
		"a reaction to what": {channel.Content{Type: channel.TypeReaction}, "message.reaction_target_missing"},
	} {
		err := c.Validate(tc.content)
		f, _ := fault.Of(err)
		if (err == nil) != (tc.code == "") || err != nil && f.Code != tc.code {
			t.Errorf("%s: %v, want %q", name, err, tc.code)
		}
	}
	plain := New(Deps{Clock: c.clock, Log: c.log, Config: Config{PublicURL: "http://192.168.1.2"}})
	if err := plain.Validate(pdf("")); err == nil {
		t.Error("a file is taken that the network cannot fetch")
	}
}

func TestConnector_Send_filesTooLarge(t *testing.T) {
	t.Parallel()
	n := newNetwork(t)
	c := n.connector()
	t.Cleanup(c.Close)
	s := session()
	s.Media = &channeltest.Files{Bytes: map[string][]byte{"big": make([]byte, maxImage+1)}}
	for _, attachment := range []string{"big", "gone"} {
		_, err := c.Send(t.Context(), s, channel.Outgoing{To: channel.HandleAddress("5001"), Content: picture(attachment)})
		if _, ok := fault.Of(err); !ok || n.sent() != 0 {
			t.Errorf("%s: %v, %d sent", attachment, err, n.sent())
		}
	}
}

// Each refusal means what the network's pages say, whatever the status.
func TestConnector_Send_refusals(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]struct {
		class  channel.Class
		reason string
		after  time.Duration
	}{
		`{"error":{"message":"x","code":10,"error_subcode":2534022}}`:  {class: channel.ClassPermanent, reason: "window_closed"},
		`{"error":{"message":"x","code":190,"error_subcode":460}}`:     {class: channel.ClassChannel, reason: "token_invalid"},
		`{"error":{"message":"x","code":100,"error_subcode":2534025}}`: {class: channel.ClassPermanent, reason: "comment_not_answerable"},
		`{"error":{"message":"x","code":613}}`:                         {class: channel.ClassRetryChannel, reason: "call_limit", after: limitWait},
		`{"error":{"message":"x","code":2}}`:                           {class: channel.ClassUnknown, reason: "network_unavailable"},
		`<html>`:                                                       {class: channel.ClassUnknown, reason: "no_answer"},
	} {
		n := newNetwork(t)
		c := n.connector()
		n.on("POST /v26.0/17841400000000001/messages", http.StatusOK, body)
		_, err := c.Send(t.Context(), session(), channel.Outgoing{To: channel.HandleAddress("5001"), Content: text("Halo")})
		e, ok := errors.AsType[*channel.SendError](err)
		if !ok || e.Class != want.class || e.Reason != want.reason || e.RetryAfter != want.after {
			t.Errorf("%s: %+v", body, err)
		}
		c.Close()
	}
}

func TestConnector_Person(t *testing.T) {
	t.Parallel()
	n := newNetwork(t)
	c := n.connector()
	t.Cleanup(c.Close)
	n.on("GET /v26.0/5001", http.StatusOK, `{"name":"Siti","username":"siti","profile_pic":"https://x","is_user_follow_business":true,"follower_count":"7"}`)
	got, err := c.Person(t.Context(), session(), siti)
	if err != nil || got != (Person{Name: "Siti", Username: "siti", PictureURL: "https://x", Follows: true, Followers: 7}) {
		t.Errorf("Person = %+v, %v", got, err)
	}
	n.on("GET /v26.0/5001", http.StatusBadRequest, `{"error":{"message":"User consent is required","code":230}}`)
	if _, err := c.Person(t.Context(), session(), siti); !errors.Is(err, ErrNoConsent) {
		t.Errorf("without consent = %v", err)
	}
}
