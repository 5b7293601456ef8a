package sandbox

import (
	"encoding/json"
	"net/http"
)

// act is the body of every customer's and account's act; each uses the members it needs.
type act struct {
	PhoneNumberID string          `json:"phone_number_id"`
	From          string          `json:"from"`
	To            string          `json:"to"`
	MessageID     string          `json:"message_id"`
	Text          string          `json:"text"`
	On            *bool           `json:"on"`
	Stop          *bool           `json:"stop"`
	Code          int             `json:"code"`
	Template      string          `json:"template"`
	Status        string          `json:"status"`
	Reason        string          `json:"reason"`
	Quality       string          `json:"quality"`
	Limit         string          `json:"limit"`
	Event         string          `json:"event"`
	WABA          string          `json:"waba_id"`
	Form          string          `json:"form"`
	Body          json.RawMessage `json:"body"`
}

func yes(b *bool) bool { return b == nil || *b }

// controlActs registers what customers and the network do.
func (s *Server) controlActs(post func(string, func(*http.Request) (any, error))) {
	post("acts/inbound", taking(func(_ *http.Request, in Inbound) (any, error) {
		id, err := s.Receive(in)
		return map[string]string{"id": id}, err
	}))
	post("acts/customer", taking(func(_ *http.Request, in SeedCustomer) (any, error) {
		defer s.touch()
		return nil, s.SeedCustomer(in)
	}))
	acts := map[string]func(act) error{
		"stop": func(a act) error {
			_, err := s.InboundText(a.PhoneNumberID, a.From, or(a.Text, "STOP"))
			return err
		},
		"edit":        func(a act) error { return s.Edit(a.PhoneNumberID, a.From, a.MessageID, a.Text) },
		"revoke":      func(a act) error { return s.Revoke(a.PhoneNumberID, a.From, a.MessageID) },
		"read":        func(a act) error { return s.ReadMessage(a.MessageID) },
		"fail":        func(a act) error { return s.FailMessage(a.MessageID, a.Code) },
		"block":       func(a act) error { return s.Block(a.PhoneNumberID, a.From, yes(a.On)) },
		"report":      func(a act) error { return s.Report(a.PhoneNumberID, a.From) },
		"preference":  func(a act) error { return s.Preference(a.PhoneNumberID, a.From, yes(a.Stop)) },
		"number":      func(a act) error { return s.ChangeNumber(a.PhoneNumberID, a.From, a.To) },
		"template":    func(a act) error { return s.SetTemplateStatus(a.Template, a.Status, a.Reason) },
		"quality":     func(a act) error { return s.SetQuality(a.PhoneNumberID, a.Quality, a.Event, a.Limit) },
		"account":     func(a act) error { return s.AccountUpdate(a.WABA, a.Event) },
		"damaged":     func(a act) error { return s.Damaged(a.Form, a.PhoneNumberID, a.From, a.Text) },
		"raw-webhook": func(a act) error { s.Raw(a.Body); return nil },
	}
	for name, fn := range acts {
		post("acts/"+name, taking(func(_ *http.Request, a act) (any, error) { return nil, fn(a) }))
	}
}
