package channel

import "time"

// Type names what a message contains.
type Type string

// The types of content. The ones after TypeReaction only come in.
const (
	TypeText        Type = "text"
	TypeImage       Type = "image"
	TypeVideo       Type = "video"
	TypeAudio       Type = "audio"
	TypeDocument    Type = "document"
	TypeSticker     Type = "sticker"
	TypeLocation    Type = "location"
	TypeTemplate    Type = "template"
	TypeInteractive Type = "interactive"
	TypeReaction    Type = "reaction"
	TypeContacts    Type = "contacts"
	TypeReply       Type = "reply" // a button or list row was chosen
	TypeOrder       Type = "order"
	TypeShare       Type = "share" // a post, reel or story that was passed on
	TypeUnsupported Type = "unsupported"
)

// IsMedia reports whether the content is a file.
func (t Type) IsMedia() bool {
	switch t {
	case TypeImage, TypeVideo, TypeAudio, TypeDocument, TypeSticker:
		return true
	default:
		return false
	}
}

// Content is what a message says. Its JSON form is kept in send.content and message.content.
type Content struct {
	Type        Type         `json:"type"`
	Text        *Text        `json:"text,omitempty"`
	Media       *Media       `json:"media,omitempty"`
	Location    *Location    `json:"location,omitempty"`
	Template    *Template    `json:"template,omitempty"`
	Interactive *Interactive `json:"interactive,omitempty"`
	Reaction    *Reaction    `json:"reaction,omitempty"`
	Contacts    []Card       `json:"contacts,omitempty"`
	Reply       *Reply       `json:"reply,omitempty"`
	Share       *Share       `json:"share,omitempty"`
	Unsupported string       `json:"unsupported,omitempty"` // the network's name of what we cannot show
	ReplyTo     string       `json:"reply_to,omitempty"`    // external id of the quoted message
	Comment     *Comment     `json:"comment,omitempty"`     // the comment that is answered
	Story       *Story       `json:"story,omitempty"`       // the story that is answered or in which we are mentioned
	HumanAgent  bool         `json:"human_agent,omitempty"` // typed by a person after the reply window
}

// Comment is a comment under a post to which a message answers: with a message to its author, or under it for everybody to see.
type Comment struct {
	ID     string    `json:"id"` // the network's
	Public bool      `json:"public,omitempty"`
	Until  time.Time `json:"until"` // from here on it is too late; zero for a public reply that never is
	Live   bool      `json:"live,omitempty"`
}

// Private says that content is a private reply to a comment.
func (c Content) Private() bool { return c.Comment != nil && !c.Comment.Public }

// Story is a story on Instagram. It is gone after a day.
type Story struct {
	ID      string `json:"id,omitempty"`
	Mention bool   `json:"mention,omitempty"` // the person mentioned us in a story of theirs
}

// Plain returns the readable text of the content: body, caption, title of the chosen button; "" when there is none.
func (c Content) Plain() string {
	switch {
	case c.Text != nil:
		return c.Text.Body
	case c.Share != nil:
		return c.Share.Title
	case c.Media != nil:
		return c.Media.Caption
	case c.Reply != nil:
		return c.Reply.Title
	case c.Interactive != nil:
		return c.Interactive.Body
	case c.Reaction != nil:
		return c.Reaction.Emoji
	case c.Location != nil:
		return c.Location.Name
	default:
		return ""
	}
}

// Files lists the files of the content, also those in headers.
func (c Content) Files() []*Media {
	var files []*Media
	if c.Media != nil {
		files = append(files, c.Media)
	}
	if c.Interactive != nil && c.Interactive.Header != nil && c.Interactive.Header.Media != nil {
		files = append(files, c.Interactive.Header.Media)
	}
	if c.Template != nil {
		for _, p := range c.Template.Header {
			if p.Media != nil {
				files = append(files, p.Media)
			}
		}
	}
	return files
}

// Text is a text message.
type Text struct {
	Body       string `json:"body"`
	PreviewURL bool   `json:"preview_url,omitempty"`
}

// Media is a file: ours by AttachmentID when it goes out, the network's by ExternalID when it came in.
type Media struct {
	AttachmentID string `json:"attachment_id,omitempty"`
	ExternalID   string `json:"external_id,omitempty"`
	MIME         string `json:"mime,omitempty"`
	SHA256       string `json:"sha256,omitempty"` // hex
	Caption      string `json:"caption,omitempty"`
	Filename     string `json:"filename,omitempty"`
	Voice        bool   `json:"voice,omitempty"`
	Animated     bool   `json:"animated,omitempty"`
}

// Location is a place.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name,omitempty"`
	Address   string  `json:"address,omitempty"`
	URL       string  `json:"url,omitempty"`
}

// Reaction is an emoji put on a message; an empty emoji takes it away.
type Reaction struct {
	MessageID string `json:"message_id"` // external id
	Emoji     string `json:"emoji"`
}

// Reply is the answer to buttons, a list, a flow or a template's quick reply.
type Reply struct {
	Kind        string `json:"kind"` // button, list, flow, template
	ID          string `json:"id,omitempty"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	Data        string `json:"data,omitempty"` // what a flow answered, as it came
}

// Share is a post, reel or story that was passed on. Its picture or film is the Media beside it, where the network gave one.
type Share struct {
	Kind  string `json:"kind"` // post, reel, story, story_mention, template
	ID    string `json:"id,omitempty"`
	Title string `json:"title,omitempty"`
}

// Card is a shared contact.
type Card struct {
	Name   string   `json:"name"`
	Phones []string `json:"phones,omitempty"`
	Emails []string `json:"emails,omitempty"`
}

// Interactive is a message with buttons, a list, or a link button.
type Interactive struct {
	Kind        string    `json:"kind"` // one of the kinds below
	Header      *Header   `json:"header,omitempty"`
	Body        string    `json:"body"`
	Footer      string    `json:"footer,omitempty"`
	Buttons     []Button  `json:"buttons,omitempty"`      // kind button
	ListTitle   string    `json:"list_title,omitempty"`   // kind list: the text that opens it
	Sections    []Section `json:"sections,omitempty"`     // kind list
	DisplayText string    `json:"display_text,omitempty"` // kind cta_url
	URL         string    `json:"url,omitempty"`          // kind cta_url
}

// The kinds of interactive messages. Quick replies exist on Instagram, lists on WhatsApp.
const (
	KindButton       = "button"
	KindList         = "list"
	KindLink         = "cta_url"
	KindQuickReplies = "quick_replies"
)

// Header of an interactive message: a text or a file.
type Header struct {
	Type  Type   `json:"type"`
	Text  string `json:"text,omitempty"`
	Media *Media `json:"media,omitempty"`
}

// Button is a reply button, or on Instagram one that opens an address.
type Button struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	URL   string `json:"url,omitempty"`
}

// Section of a list.
type Section struct {
	Title string `json:"title,omitempty"`
	Rows  []Row  `json:"rows"`
}

// Row of a list.
type Row struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
}

// Template is a send of an approved template with its values.
type Template struct {
	Name     string        `json:"name"`
	Language string        `json:"language"`
	Header   []Param       `json:"header,omitempty"`
	Body     []Param       `json:"body,omitempty"`
	Buttons  []ButtonParam `json:"buttons,omitempty"`
}

// Param is the value of one place in a template. Name is set for templates with named places.
type Param struct {
	Type     string    `json:"type,omitempty"` // text (the default), image, video, document, location
	Name     string    `json:"name,omitempty"`
	Text     string    `json:"text,omitempty"`
	Media    *Media    `json:"media,omitempty"`
	Location *Location `json:"location,omitempty"`
}

// ButtonParam is the value of one button of a template.
type ButtonParam struct {
	Index   int    `json:"index"`
	SubType string `json:"sub_type"` // quick_reply, url, copy_code
	Value   string `json:"value"`    // payload, end of the address, coupon code
}
