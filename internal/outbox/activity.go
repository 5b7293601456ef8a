package outbox

import "github.com/kelolapesan/kelola/internal/contact"

// activities says what moves mean for those who were written to. What may have been sent counts as an attempt, and as no more.
func activities(moves []Move) []contact.Activity {
	var list []contact.Activity
	for _, m := range moves {
		s := m.Send
		a := contact.Activity{Contact: s.Contact}
		switch s.State {
		case StateAccepted, StateUnknown:
		case StateSent:
			if m.From == StateAccepted {
				continue // nothing new
			}
		case StateDelivered:
			a.DeliveredAt = s.DeliveredAt
		case StateRead:
			a.DeliveredAt, a.ReadAt = s.DeliveredAt, s.ReadAt
			if a.DeliveredAt.IsZero() {
				a.DeliveredAt = s.ReadAt
			}
		default:
			continue
		}
		if s.State != StateUnknown {
			a.SentAt = s.SendingAt
		}
		if s.Origin.Kind == OriginBlast {
			a.BlastAt = s.SendingAt
		}
		if s.Purpose == contact.PurposePromo {
			a.PromoAt = s.SendingAt
		}
		list = append(list, a)
	}
	return list
}
