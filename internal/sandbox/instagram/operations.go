package instagram

import (
	"encoding/json"
	"net/http"
)

const (
	scopeBasic    = "instagram_business_basic"
	scopeComments = "instagram_business_manage_comments"
	scopeMessages = "instagram_business_manage_messages"
)

// knownScopes are those an app may ask for; the names without "instagram_" ended on 2025-01-27 (Meta docs, Instagram
// business login, read 2026-11).
var knownScopes = map[string]bool{
	scopeBasic: true, scopeComments: true, scopeMessages: true,
	"instagram_business_content_publish": true, "instagram_business_manage_insights": true,
}

type opKey struct{ node, method, edge string }

type operation struct {
	name, need string
	do         func(*Network, *Call) (any, *problem)
}

var operations = map[opKey]operation{
	{"account", "GET", ""}:                     {"ig_me", scopeBasic, (*Network).getAccount},
	{"account", "GET", "media"}:                {"ig_media", scopeBasic, (*Network).listMedia},
	{"account", "GET", "stories"}:              {"ig_stories", scopeBasic, (*Network).listStories},
	{"account", "GET", "subscribed_apps"}:      {"ig_subscription", scopeBasic, (*Network).getSubscription},
	{"account", "POST", "subscribed_apps"}:     {"ig_subscription", scopeBasic, (*Network).subscribe},
	{"account", "DELETE", "subscribed_apps"}:   {"ig_subscription", scopeBasic, (*Network).unsubscribe},
	{"account", "POST", "messages"}:            {"ig_message", "", (*Network).send},
	{"account", "GET", "conversations"}:        {"ig_conversations", scopeMessages, (*Network).listThreads},
	{"account", "GET", "messenger_profile"}:    {"ig_ice_breakers", scopeMessages, (*Network).getIceBreakers},
	{"account", "POST", "messenger_profile"}:   {"ig_ice_breakers", scopeMessages, (*Network).setIceBreakers},
	{"account", "DELETE", "messenger_profile"}: {"ig_ice_breakers", scopeMessages, (*Network).deleteIceBreakers},
	{"account", "DELETE", "permissions"}:       {"ig_permissions", "", (*Network).deletePermissions},
	{"media", "GET", ""}:                       {"ig_media", scopeBasic, (*Network).getMedia},
	{"media", "GET", "comments"}:               {"ig_comments", scopeComments, (*Network).listComments},
	{"comment", "GET", ""}:                     {"ig_comments", scopeComments, (*Network).getComment},
	{"comment", "GET", "replies"}:              {"ig_comments", scopeComments, (*Network).listReplies},
	{"comment", "POST", "replies"}:             {"ig_public_reply", scopeComments, (*Network).replyPublicly},
	{"comment", "POST", ""}:                    {"ig_hide", scopeComments, (*Network).hideComment},
	{"comment", "DELETE", ""}:                  {"ig_delete", scopeComments, (*Network).deleteComment},
	{"thread", "GET", ""}:                      {"ig_conversations", scopeMessages, (*Network).getThread},
	{"message", "GET", ""}:                     {"ig_conversations", scopeMessages, (*Network).getMessage},
	{"person", "GET", ""}:                      {"ig_profile", scopeMessages, (*Network).getPerson},
}

// nodeOfEdge says what an unknown object was meant to be.
var nodeOfEdge = map[string]string{
	"comments": "media", "replies": "comment", "messages": "account", "media": "account", "stories": "account", "conversations": "account",
	"subscribed_apps": "account", "messenger_profile": "account", "permissions": "account",
}

func (n *Network) resolveGraph(c *Call) {
	if len(c.path) == 0 || len(c.path) > 2 {
		return
	}
	node, edge := c.path[0], ""
	if len(c.path) == 2 {
		edge = c.path[1]
	}
	if edge == "" && c.r.Method == http.MethodGet {
		switch node {
		case "access_token":
			c.Name, c.open, c.do = "ig_exchange", true, (*Network).lengthen
			return
		case "refresh_access_token":
			c.Name, c.open, c.do = "ig_refresh", true, (*Network).refresh
			return
		}
	}
	kind := n.kindOf(node)
	if kind == "" {
		if kind = nodeOfEdge[edge]; kind == "" {
			kind = "person"
			if c.r.Method != http.MethodGet {
				kind = "comment"
			}
		}
		c.early = noObject(node)
	}
	o := operations[opKey{kind, c.r.Method, edge}]
	if o.do == nil {
		return
	}
	c.Name, c.need, c.do, c.To = o.name, o.need, o.do, node
	if kind == "account" {
		c.do = func(n *Network, c *Call) (any, *problem) {
			if node != "me" && node != c.acc.id {
				return nil, noObject(node)
			}
			return o.do(n, c)
		}
	}
	if c.Name == "ig_message" {
		c.nameSend()
	}
}

// nameSend tells private replies, sender actions and messages apart.
func (c *Call) nameSend() {
	var in struct {
		Recipient struct {
			ID        string `json:"id"`
			CommentID string `json:"comment_id"`
		} `json:"recipient"`
		Action string `json:"sender_action"`
	}
	c.To = ""
	if json.Unmarshal(c.body, &in) != nil {
		return
	}
	c.To = in.Recipient.ID
	switch {
	case in.Recipient.CommentID != "":
		c.Name, c.To = "ig_private_reply", in.Recipient.CommentID
	case in.Action != "":
		c.Name = "ig_action"
	}
}

func (n *Network) kindOf(id string) string {
	if id == "me" {
		return "account"
	}
	for _, a := range n.accounts {
		if a.id == id || a.scopedID == id {
			return "account"
		}
		if n.personOf(a, id) != nil || n.commenter(a, id) != nil {
			return "person"
		}
	}
	for _, t := range n.threads {
		if t.id == id {
			return "thread"
		}
	}
	switch {
	case n.media[id] != nil:
		return "media"
	case n.comments[id] != nil:
		return "comment"
	case n.mids[id] != nil:
		return "message"
	}
	return ""
}
